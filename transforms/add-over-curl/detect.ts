// A download of a RUN whose file is compared with a sum right behind it, taken apart as far as ADD can do the same.
import { stop, type Stop } from '../../src/model/index.js';
import { buildStates, expandArgs, type DockerfileDoc, type Instruction } from '../../src/dockerfile/index.js';
import {
  directoryAt,
  downloads,
  downloadTarget,
  isAssignedBefore,
  sumChecks,
  type Download,
  type SumCheck,
} from '../../src/runs/index.js';
import { commandName, type ShellCommand, type ShellWord } from '../../src/shell/index.js';

export interface CheckedDownload {
  readonly download: Download;
  readonly check: SumCheck;
  /** As ADD takes it, variables as written. */
  readonly address: string;
  /** Where the file lies afterwards. */
  readonly path: string;
  /** The link that makes a program of it. */
  readonly mode?: { readonly link: number; readonly is: string };
}

/** The first download of a RUN that the next command compares with its sum. */
export function checkedDownload(doc: DockerfileDoc, run: Instruction): CheckedDownload | Stop | undefined {
  const checks = sumChecks(doc, run);
  if (checks.length === 0) return undefined;
  for (const download of downloads(run.shell.commands)) {
    const { command } = download;
    const check = checks.find(({ link }) => link === command.link + 1);
    if (!check || command.place !== 'chain' || command.words[0] !== download.tool) continue;
    const found = readDownload(doc, run, download, check);
    if (found) return found;
  }
  return undefined;
}

function readDownload(
  doc: DockerfileDoc,
  run: Instruction,
  download: Download,
  check: SumCheck,
): CheckedDownload | Stop | undefined {
  const { command, operands, program } = download;
  const [word, ...others] = operands;
  if (!word || others.length > 0 || command.redirected || command.assignments.length > 0) return undefined;
  const text = word.value ?? plainWord(word);
  const output = outputOf(download);
  const folder = directoryAt(doc, run, command);
  const { variables } = buildStates(doc)[run.index]!;
  const address = text === undefined ? undefined : expandArgs(text, variables);
  const path = pathOf(output, address, folder, variables);
  if (path !== check.path) return undefined;
  if (text === undefined || !isFixed(doc, run, command, text))
    return stop(
      'contains-variable',
      'the address is put together while the RUN runs, as for an architecture, and ADD knows only ARG and ENV; write one ADD --checksum for each, in stages that are chosen by TARGETARCH',
    );
  if (!/^https?:\/\/[\w.-]+\.[a-z]/i.test(text) || /[?#]/.test(text) || /\.git$/.test(text)) return undefined;
  if (/\bTARGET(?:ARCH|PLATFORM|VARIANT|OS)\b/.test(text))
    return stop('contains-variable', 'the address differs from one architecture to the next, and the sum does not');
  const wish = wishOf(download);
  if (wish !== undefined)
    return stop(
      'needs-decision',
      `${program} is called with ${wish}, which ADD cannot do; if the download does without, write ADD --checksum=sha256:${check.sum} by hand`,
    );
  return { download, check, address: text, path, ...modeOf(doc, run, check) };
}

/** Every variable is one of the Dockerfile. */
function isFixed(doc: DockerfileDoc, run: Instruction, command: ShellCommand, text: string): boolean {
  const { variables } = buildStates(doc)[run.index]!;
  const names = [...text.matchAll(/\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))/g)].map(([, a, b]) => (a ?? b)!);
  const rest = text.replace(/\$(?:\{[A-Za-z_]\w*\}|[A-Za-z_]\w*)/g, '');
  return !rest.includes('$') && names.every((name) => variables.has(name) && !isAssignedBefore(run, command, name));
}

function plainWord({ raw }: ShellWord): string | undefined {
  const text = raw.replace(/^"(.*)"$/s, '$1');
  return /["'`\\*?[\]{}]|\$\(/.test(text.replace(/\$\{[A-Za-z_]\w*\}/g, '')) ? undefined : text;
}

/** What says where the file goes: `undefined` for the name that it has in its address. */
function outputOf({ program, options, command }: Download): string | undefined {
  const name = program === 'curl' ? ['-o', '--output'] : ['-O', '--output-document'];
  const option = options.find((each) => name.includes(each.name));
  if (!option) return undefined;
  const { raw } = option.word;
  if (raw.includes('=')) return raw.slice(raw.indexOf('=') + 1);
  if (!raw.startsWith('--') && !raw.endsWith(option.name[1]!)) return raw.slice(raw.indexOf(option.name[1]!) + 1);
  const next = command.words[command.words.indexOf(option.word) + 1];
  return next && (next.value ?? plainWord(next));
}

function pathOf(
  output: string | undefined,
  address: string | undefined,
  folder: string | undefined,
  variables: { get(name: string): string | undefined },
): string | undefined {
  const plain = output === undefined ? './' : expandArgs(output.replace(/^(["'])(.*)\1$/, '$2'), variables);
  return plain === undefined || folder === undefined ? undefined : downloadTarget(address ?? '', plain, folder);
}

/** How much is said, and that a failure is one: ADD does as much. Sources: curl(1), wget(1). */
const SAME =
  /^(?:-[fsSLoOq]|-nv|--fail|--silent|--show-error|--location|--output|--remote-name|--quiet|--no-verbose|--output-document|--progress|--no-progress-meter|--show-progress|--tlsv1\.[0-3]|--proto|--https-only)$/;

/** The first option that ADD has nothing for: a header, credentials, another try. */
function wishOf({ options }: Download): string | undefined {
  return options.find(({ name }) => !SAME.test(name))?.name;
}

/** `chmod +x` of the file right behind the check. */
function modeOf(doc: DockerfileDoc, run: Instruction, check: SumCheck): Pick<CheckedDownload, 'mode'> {
  const link = check.link + 1;
  const command = run.shell.commands.find((each) => each.link === link && each.place === 'chain');
  const [written, file, ...others] = command ? command.words.slice(1).map((word) => word.value ?? plainWord(word)) : [];
  if (!command || commandName(command) !== 'chmod' || written === undefined || file === undefined || others.length > 0)
    return {};
  const { variables } = buildStates(doc)[run.index]!;
  const folder = directoryAt(doc, run, command);
  if (pathOf(file, '', folder, variables) !== check.path) return {};
  const is = /^(?:a|ugo)?\+r?x$/.test(written) ? '755' : /^0?([0-7]{3})$/.exec(written)?.[1];
  return is === undefined ? {} : { mode: { link, is } };
}
