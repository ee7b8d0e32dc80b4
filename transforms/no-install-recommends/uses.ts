import {
  childStages,
  commandName,
  packageCommand,
  type DockerfileDoc,
  type Instruction,
  type PackageCommand,
  type ScriptReader,
  type Stage,
} from '../../src/dockerfile/index.js';
import { COMPILED_BY_PIP, PACKAGE_COMMANDS } from '../../src/knowledge/index.js';

export interface Use {
  /** The words that show it. */
  readonly by: string;
  /** 0-based. */
  readonly line: number;
}
/** Whether something behind an install uses a package, and where. */
export type Uses = (name: string) => Use | undefined;

interface Later {
  readonly text: string;
  readonly line: number;
  readonly commands: ReadonlySet<string>;
  readonly compiles: string | undefined;
}

/** Programs that fetch over https although the file does not spell an address. */
const FETCHES =
  /\b(?:go (?:get|mod|install)|cargo (?:build|install|fetch)|composer (?:install|require|update)|gem install|bundle install|add-apt-repository|npm (?:i|install|ci)|yarn install)\b/;
const HINTS: Readonly<Record<string, RegExp>> = {
  'ca-certificates': /https:\/\//,
  gnupg: /--recv-keys?\b|--keyserver\b|apt-key\b|\bgpg\b/,
  dirmngr: /--keyserver\b|--recv-keys?\b/,
  'openssh-client': /\bgit@|\bssh:\/\//,
  'xz-utils': /\.t?xz\b|\btar\s+-?[a-zA-Z]*J/,
  bzip2: /\.t?bz2\b|\btar\s+-?[a-zA-Z]*j/,
};

const NAMES = [...new Set([...Object.keys(PACKAGE_COMMANDS), ...Object.keys(HINTS), 'python3-dev', 'python-all-dev'])];

/** The last use of each package in a stage; those in stages built on it count as behind everything. */
export type StageUses = ReadonlyMap<string, Use & { readonly index: number }>;

/** Reads every stage once, the last first, so that stages built on others are known when their base is read. */
export function readUses(doc: DockerfileDoc, read: ScriptReader): ReadonlyMap<Stage, StageUses> {
  const all = new Map<Stage, StageUses>();
  for (const stage of doc.stages.toReversed()) {
    const uses = new Map<string, Use & { index: number }>();
    for (const instruction of stage.instructions) {
      const part = readPart(instruction, read);
      for (const name of part ? NAMES : []) {
        const by = useIn(part!, name);
        if (by) uses.set(name, { by, line: part!.line, index: instruction.index });
      }
    }
    for (const child of childStages(doc, stage))
      for (const [name, use] of all.get(child) ?? []) uses.set(name, { ...use, index: Number.POSITIVE_INFINITY });
    all.set(stage, uses);
  }
  return all;
}

/** What the file does behind a call: the rest of its RUN, the stage, and the stages built on it. */
export function usesAfter(
  instruction: Instruction,
  call: PackageCommand,
  stageUses: StageUses,
  read: ScriptReader,
): Uses {
  let own: Later | undefined;
  return (name) => {
    own ??= partOf(instruction, call.command.end, read);
    const by = useIn(own, name);
    if (by) return { by, line: own.line };
    const use = stageUses.get(name);
    return use && use.index > instruction.index ? use : undefined;
  };
}

function readPart(instruction: Instruction, read: ScriptReader): Later | undefined {
  const { keyword } = instruction;
  if (keyword === 'RUN' || keyword === 'CMD' || keyword === 'ENTRYPOINT' || keyword === 'HEALTHCHECK')
    return partOf(instruction, 0, read);
  // an address kept for a later curl
  if (keyword === 'ENV' || keyword === 'ARG')
    return { text: instruction.args, line: instruction.line, commands: new Set(), compiles: undefined };
  return undefined;
}

function useIn(part: Later, name: string): string | undefined {
  if (name === 'build-essential' || name === 'python3-dev' || name === 'python-all-dev') {
    if (part.compiles) return part.compiles;
    if (name !== 'build-essential') return undefined;
  }
  const command = PACKAGE_COMMANDS[name]?.find((word) => part.commands.has(word));
  if (command) return command;
  return HINTS[name]?.exec(part.text)?.[0] ?? (name === 'ca-certificates' ? FETCHES.exec(part.text)?.[0] : undefined);
}

function partOf(instruction: Instruction, from: number, read: ScriptReader): Later {
  const commands = new Set<string>();
  let compiles: string | undefined;
  for (const command of instruction.shell.commands) {
    if (command.start < from) continue;
    const name = commandName(command);
    if (name !== undefined) commands.add(name);
    if (name === 'sudo' || name === 'env' || name === 'xargs' || name === 'exec')
      for (const word of command.words) if (word.value) commands.add(word.value);
    const call = packageCommand(command);
    if (call?.manager === 'pip' && call.action === 'install') compiles ??= compiledBy(call, read);
    if (name?.startsWith('python') && command.words.some((word) => word.value?.endsWith('setup.py')))
      compiles ??= 'setup.py';
  }
  for (const word of instruction.execForm ?? []) commands.add(word.slice(word.lastIndexOf('/') + 1));
  const text = instruction.execForm ? instruction.execForm.join(' ') : instruction.shellText.slice(from);
  return { text, line: instruction.line, commands, compiles };
}

/** The word that shows that pip compiles something. */
function compiledBy(call: PackageCommand, read: ScriptReader): string | undefined {
  for (const { value } of call.packages) {
    if (value === undefined) continue;
    const name = pythonName(value);
    if (COMPILED_BY_PIP.has(name)) return name;
    if (value === '.' || value.startsWith('git+')) return `pip install ${value}`;
  }
  const words = call.command.words;
  for (let at = 0; at < words.length; at++) {
    const raw = words[at]!.raw;
    if (raw.startsWith('--no-binary')) return raw;
    const file =
      raw === '-r' || raw === '--requirement' ? words[at + 1]?.value : /^(?:-r|--requirement=)(.+)$/.exec(raw)?.[1];
    for (const line of (file === undefined ? undefined : read(file))?.split('\n') ?? []) {
      if (COMPILED_BY_PIP.has(pythonName(line.trim()))) return `${pythonName(line.trim())} in ${file}`;
    }
  }
  return undefined;
}

function pythonName(requirement: string): string {
  return (/^[A-Za-z0-9._-]+/.exec(requirement)?.[0] ?? '').toLowerCase().replace(/[._]/g, '-');
}
