// An ADD that downloads, and what the Dockerfile says of the sum of its file.
import {
  buildStates,
  copyArguments,
  expandArgs,
  unquoteValue,
  type DockerfileDoc,
  type Instruction,
} from '../../src/dockerfile/index.js';
import { downloadTarget, sumChecks, type SumCheck } from '../../src/runs/index.js';
import { programIs } from '../../src/programs/index.js';
import { commandName } from '../../src/shell/index.js';

export interface Address {
  /** As written. */
  readonly text: string;
  /** Where the file lies in the image, absolute; `undefined` where a variable decides. */
  readonly path: string | undefined;
}

/** The one address of an ADD without a sum; a git repository has none. */
export function addressOf(doc: DockerfileDoc, add: Instruction): Address | undefined {
  const args = copyArguments(add);
  const text = args?.sources[0];
  if (!args || text === undefined || args.sources.length > 1 || add.flag('checksum')) return undefined;
  if (!/^https?:\/\//i.test(text) || /\.git(?:[#?]|$)/.test(text)) return undefined;
  const { variables, workdir } = buildStates(doc)[add.index]!;
  const address = expandArgs(text, variables);
  const destination = expandArgs(args.destination, variables);
  const isFile = !/(?:^|\/)\.?$/.test(args.destination);
  const path =
    destination === undefined || (address === undefined && !isFile)
      ? undefined
      : downloadTarget(address ?? '', destination, workdir ?? '/');
  return { text, path };
}

interface Check extends SumCheck {
  /** Nothing else is done by its RUN. */
  readonly isWhole: boolean;
  /** Its variable is the same at the ADD. */
  readonly isSetAbove: boolean;
}

/** The first check of the file behind the ADD, in its stage. */
export function checkOf(doc: DockerfileDoc, add: Instruction, { path }: Address): Check | undefined {
  if (path === undefined) return undefined;
  const stage = doc.stages[add.stage]!;
  for (const instruction of stage.instructions) {
    if (instruction.index <= add.index || instruction.keyword !== 'RUN') continue;
    const check = sumChecks(doc, instruction).find((each) => each.path === path);
    if (check)
      return { ...check, isWhole: isWhole(check), isSetAbove: isSetAbove(doc, add, instruction, check.variable) };
    // Another file may lie there by then.
    if (instruction.args.includes(path)) return undefined;
  }
  return undefined;
}

/** `set -ex` before it does nothing by itself. */
function isWhole({ instruction, link }: SumCheck): boolean {
  const { links, commands } = instruction.shell;
  return links.every(
    (_, at) =>
      at === link ||
      commands.some((command) => command.link === at && programIs(commandName(command), 'setsShell') && at < link),
  );
}

function isSetAbove(doc: DockerfileDoc, add: Instruction, run: Instruction, variable: string | undefined): boolean {
  if (variable === undefined) return true;
  if (!buildStates(doc)[add.index]!.variables.has(variable)) return false;
  return !doc.instructions.some(
    (each) =>
      (each.keyword === 'ARG' || each.keyword === 'ENV') &&
      each.index > add.index &&
      each.index < run.index &&
      each.pairs().pairs.some(({ key }) => key === variable),
  );
}

const SUM_NAME = /^([A-Za-z]\w{1,60}?)_(?:DOWNLOAD_)?(?:SHA256|SHA256SUM|SHA_256|CHECKSUM|SHA)$/i;

/**
 * The variable whose name begins as the file does and whose value has the form of a sum, where nothing reads it and it is
 * the only one: `TINI_SHA256` for `.../tini`.
 */
export function namedSum(doc: DockerfileDoc, add: Instruction, { text }: Address): string | undefined {
  const { variables } = buildStates(doc)[add.index]!;
  const file = plain(text.slice(text.lastIndexOf('/') + 1));
  const names = doc.stages[add.stage]!.instructions.flatMap((each) =>
    (each.keyword === 'ARG' || each.keyword === 'ENV') && each.index < add.index
      ? each.pairs().pairs.flatMap(({ key, rawValue }) => {
          const value = rawValue === undefined ? '' : unquoteValue(rawValue, doc.escape);
          const stem = SUM_NAME.exec(key)?.[1];
          return stem !== undefined && /^[0-9a-f]{64}$/i.test(value) && file.startsWith(plain(stem)) ? [key] : [];
        })
      : [],
  );
  const [name, ...others] = new Set(names);
  if (name === undefined || others.length > 0 || !variables.has(name)) return undefined;
  const used = new RegExp(`\\$\\{?${name}\\b`).test(doc.text);
  return used ? undefined : `\${${name}}`;
}

function plain(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]/g, '');
}
