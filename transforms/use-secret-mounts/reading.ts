// What each RUN does with a file of credentials that lies in its way: reads it, takes it away, or something else.
import {
  baseName,
  child,
  type FilePath,
  isWithin,
  parent,
  type Repository,
  stop,
  type Stop,
} from '../../src/model/index.js';
import {
  buildStates,
  hasPosixShell,
  runMounts,
  type DockerfileDoc,
  type Instruction,
  type Stage,
} from '../../src/dockerfile/index.js';
import { behindWrappers, programIs, runsItsWords } from '../../src/programs/index.js';
import type { CredentialCopy } from '../../src/runs/index.js';
import { commandName, parseShell, textsOf, type ShellCommand } from '../../src/shell/index.js';
import { type Named, takesAlong, wordsThatAre } from './paths.js';
import type { Standing } from './standing.js';

/** A RUN that needs the file where it lies. */
export interface Reading {
  readonly run: Instruction;
  readonly paths: readonly string[];
}

/** A command that only takes the file away again, or sets its mode. */
export interface Tidying extends Named {
  readonly run: Instruction;
}

export interface Readings {
  readonly reads: readonly Reading[];
  readonly tidies: readonly Tidying[];
}

export interface Reader {
  readonly doc: DockerfileDoc;
  readonly copy: CredentialCopy;
  readonly repository: Repository;
}

/** What the RUNs do; a stop where one of them would do something else without the file. */
export function readingsOf(reader: Reader, { at, ends }: Standing): Readings | Stop<Instruction> {
  const { doc, copy } = reader;
  const reads: Reading[] = [];
  const tidies: Tidying[] = [];
  for (const [index, paths] of at) {
    const run = doc.instructions[index]!;
    const against = whyUnread(reader, run, paths);
    if (against) return { ...against, at: run };
    const isRead = calls(run).some((call) => isReadBy(reader, call));
    const named = wordsThatAre(doc, run, paths);
    const found = named.filter((each) => isTidy(each, named));
    const other = isRead ? whyNotMounted(reader, run, paths, found) : whyNotAlone(reader, run, paths, found);
    if (other) return { ...other, at: run };
    tidies.push(...found.map((each) => ({ ...each, run })));
    if (isRead) reads.push({ run, paths });
  }
  for (const [stage, paths] of ends) {
    const kept = paths.length > 0 ? startReading(reader, stage) : undefined;
    if (kept)
      return stop(
        'used-later',
        `${kept.keyword} starts something that reads ${baseName(copy.path)} when the container starts; mount the file there, and give it to the RUNs as a secret`,
        kept,
      );
  }
  return { reads, tidies };
}

/** The words of each call of a RUN, behind wrappers and in shells that run a text. */
function calls(run: Instruction): readonly (readonly string[])[] {
  if (run.execForm) return callsOf([run.execForm]);
  return callsOf(run.shell.commands.map((command) => textsOf(command.words)));
}

const DEEPEST = 3;

function callsOf(commands: readonly (readonly string[])[], deep = 0): (readonly string[])[] {
  return commands.flatMap((words) => {
    const called = words.slice(behindWrappers(words, 'prefix', 'asUser', 'sudo', 'runner'));
    const name = baseName(called[0] ?? '');
    const text = called.find((_, at) => at > 0 && /^-\w*c$/.test(called[at - 1]!));
    const runsText = programIs(name, 'shell') || programIs(name, 'runsOthers') || runsItsWords(name);
    if (!runsText || text === undefined || deep >= DEEPEST) return [words, called];
    return [
      words,
      ...callsOf(
        parseShell(text).commands.map((each) => textsOf(each.words)),
        deep + 1,
      ),
    ];
  });
}

function isReadBy({ copy: { kind, path }, repository }: Reader, [program = '', ...rest]: readonly string[]): boolean {
  if (!kind.reads(program) && !kind.reads(baseName(program))) return false;
  const beside = (name: string): string | undefined => repository.read(child(parent(path), name));
  return !kind.isIdle?.([baseName(program), ...rest], repository.read(path) ?? '', beside);
}

/** Text that is not read as commands, but speaks of the file or of who reads it. */
function whyUnread(
  { doc, copy: { kind, path } }: Reader,
  run: Instruction,
  paths: readonly string[],
): Stop | undefined {
  if (run.execForm || (run.shell.ok && hasPosixShell(doc, run) && run.heredocs.length === 0)) return undefined;
  const words = doc.text.slice(run.span.start, run.span.end).split(/[\s"'=;&|()/]+/);
  const names = new Set([path, ...paths].map(baseName));
  return words.some((word) => kind.reads(word) || names.has(word))
    ? stop('unsupported-syntax', `what the RUN does with ${baseName(path)} stands in a heredoc or for another shell`)
    : undefined;
}

/** Words of tools that write down what they are told, in a file that a mount does not let them write. */
const WRITES = /^(?:config|login|logout|adduser|auth|set|sources?)$/;

function whyNotMounted(
  reader: Reader,
  run: Instruction,
  paths: readonly string[],
  tidies: readonly Named[],
): Stop | undefined {
  const name = baseName(reader.copy.path);
  for (const mount of runMounts(run)) {
    const target = mount.get('target') ?? mount.get('dst') ?? mount.get('destination');
    const isOver = target !== undefined && paths.some((path) => isWithin(path, target));
    if (isOver || (mount.get('type') === 'secret' && mount.get('id') === secretName(reader.copy.path)))
      return stop('conflicts', `the RUN mounts something of its own over the place of ${name}`);
  }
  const user = buildStates(reader.doc)[run.index]!.user;
  if (user?.includes('$')) return stop('contains-variable', 'as whom the RUN runs is decided when it is built');
  const writing = calls(run).find(
    (called) => isReadBy(reader, called) && called.slice(1, 4).some((word) => WRITES.test(word)),
  );
  if (writing)
    return stop(
      'used-later',
      `the RUN calls ${writing.slice(0, 2).join(' ')}, which may write into ${name}; a secret cannot be written`,
    );
  return whyNotAlone(reader, run, paths, tidies);
}

/** Commands that do something with the file which is neither reading it nor taking it away. */
function whyNotAlone(
  reader: Reader,
  run: Instruction,
  paths: readonly string[],
  tidies: readonly Named[],
): Stop | undefined {
  const { doc, copy } = reader;
  const name = baseName(copy.path);
  const isRead = calls(run).some((call) => isReadBy(reader, call));
  for (const command of run.shell.commands) {
    if (tidies.some((each) => each.command === command) || isReadBy(reader, textsOf(command.words))) continue;
    const program = commandName(command) ?? 'a command';
    if (mentions(run, command, [...paths, copy.path]))
      return stop('used-later', `${program} does something else with ${name}; take the file out of that command first`);
    const path = isRead ? paths.find((each) => takesAlong(doc, run, command, each)) : undefined;
    if (path !== undefined)
      return stop(
        'unsupported-syntax',
        `${program} works on the folder that ${name} would be mounted in, which fails or takes it along; give it a RUN of its own`,
      );
  }
  return undefined;
}

/** The name stands in the command, alone or at the end of a path. */
function mentions(run: Instruction, { start, end }: ShellCommand, paths: readonly string[]): boolean {
  const text = run.shellText.slice(start, end);
  return paths.map(baseName).some((name) => {
    for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + 1))
      if (!/[\w-]/.test(text[at - 1] ?? ' ') && !/[\w.-]/.test(text[at + name.length] ?? ' ')) return true;
    return false;
  });
}

/** rm of it, or a mode or owner for nothing but it. */
function isTidy({ command, at }: Named, named: readonly Named[]): boolean {
  const name = commandName(command);
  if (command.place !== 'chain' || command.redirected) return false;
  if (name === 'rm') return true;
  const paths = command.words
    .slice(1)
    .filter(({ raw }) => !raw.startsWith('-'))
    .slice(1);
  return (
    (name === 'chmod' || name === 'chown') &&
    at > 1 &&
    paths.every((word) => named.some((each) => each.command === command && each.word === word))
  );
}

/** CMD or ENTRYPOINT of a stage that reads the file. */
function startReading(reader: Reader, { instructions }: Stage): Instruction | undefined {
  return instructions.find((instruction) => {
    const { keyword, execForm, args } = instruction;
    if (keyword !== 'CMD' && keyword !== 'ENTRYPOINT') return false;
    const commands = execForm ? [execForm] : parseShell(args).commands.map(({ words }) => textsOf(words));
    return callsOf(commands).some((called) => isReadBy(reader, called));
  });
}

/** What the secret is called: the name of the file without its dot. */
export function secretName(file: FilePath): string {
  return baseName(file)
    .replace(/^\.+/, '')
    .replace(/[^\w.-]+/g, '-')
    .toLowerCase();
}
