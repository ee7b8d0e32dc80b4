// The lines of a Dockerfile that name what moves: each path gets the folder in front of it.
import { type Edit, isStop, type Stop, stop } from '../../src/model/index.js';
import { programIs } from '../../src/programs/index.js';
import {
  copyArguments,
  insertAt,
  isCopy,
  unquoteValue,
  type DockerfileDoc,
  type Instruction,
} from '../../src/dockerfile/index.js';
import { commandName, type ShellCommand } from '../../src/shell/index.js';
import { firstName, goesToRoot, holdsPath, isOfSystem, pathsIn, rootsIn } from './names.js';

/** What moves where. */
export interface Moves {
  readonly target: string;
  readonly names: ReadonlySet<string>;
}

type Found = readonly Edit[] | Stop<Instruction>;

/** The edits of one instruction; a reason where what it says of the root cannot be followed. */
export function movedLine(doc: DockerfileDoc, instruction: Instruction, moves: Moves): Found {
  const { keyword, heredocs } = instruction;
  for (const { body } of heredocs) {
    const text = doc.text.slice(body.start, body.end);
    if (names(text, moves) || goesToRoot(text) !== undefined)
      return stop(
        'unsupported-syntax',
        `the heredoc of line ${instruction.lineMark} names what moves, or goes to /`,
        instruction,
      );
  }
  if (isCopy(instruction)) return copied(doc, instruction, moves);
  switch (keyword) {
    case 'RUN':
    case 'CMD':
    case 'ENTRYPOINT':
    case 'HEALTHCHECK':
      return started(doc, instruction, moves);
    case 'ENV':
    case 'ARG':
      return set(doc, instruction, moves);
    case 'VOLUME':
      return volumes(doc, instruction, moves);
    case 'ONBUILD':
      return stop(
        'onbuild',
        `line ${instruction.lineMark} runs in builds of others, which may count on /`,
        instruction,
      );
    default:
      return [];
  }
}

function names(text: string, { names }: Moves): boolean {
  return pathsIn(text).some(({ name }) => names.has(name));
}

/** The destination; sources are of the context, or of another stage, which stays as it is. */
function copied(doc: DockerfileDoc, instruction: Instruction, moves: Moves): Found {
  const args = copyArguments(instruction);
  if (!args?.destination.startsWith('/')) return [];
  const first = firstName(args.destination);
  if (first !== '' && !moves.names.has(first)) return [];
  const at = instruction.body.text.indexOf('/', args.destinationStart);
  return [insertAt(doc, instruction.body.toSource(at), moves.target)];
}

/** Commands, of a build or of a start. */
function started(doc: DockerfileDoc, instruction: Instruction, moves: Moves): Found {
  const { argsStart, body, heredocs, keyword } = instruction;
  const here = `line ${instruction.lineMark}`;
  const heads = body.text.slice(0, argsStart);
  if (names(heads.replaceAll(',', ' '), moves))
    return stop('unsupported-syntax', `${here} mounts something where the program moves from`, instruction);
  const text = body.text.slice(argsStart);
  const isRead = instruction.execForm !== undefined || instruction.shell.ok || heredocs.length > 0;
  if (!isRead && (names(text, moves) || rootsIn(text).length > 0))
    return stop('unsupported-syntax', `the shell text of ${here} is not read here, and names what moves`, instruction);
  const edits: Edit[] = [];
  for (const { at, name } of pathsIn(text)) {
    if (!moves.names.has(name)) continue;
    const command = commandAt(instruction, argsStart + at);
    if (command && keyword === 'RUN' && isClever(command) && !isPlainWord(command, argsStart + at))
      return stop(
        'needs-decision',
        `${here} gives ${commandName(command)} a text with /${name}, which moves`,
        instruction,
      );
    edits.push(insertAt(doc, body.toSource(argsStart + at), moves.target));
  }
  for (const at of rootsIn(text)) {
    const verdict = rootIn(doc, instruction, argsStart + at, moves);
    if (isStop(verdict)) return verdict;
    edits.push(...verdict);
  }
  if (/(?:^|[\s"'=])\/[\w.-]*[*?[{]/.test(text))
    return stop('needs-decision', `${here} names files of the root by a pattern; write them out`, instruction);
  const system = keyword === 'RUN' ? relativeSystem(instruction) : undefined;
  if (system !== undefined)
    return stop(
      'conflicts',
      `${here} reaches ${system} of the system by a relative path; write it with a slash in front`,
      instruction,
    );
  return edits;
}

function commandAt(instruction: Instruction, at: number): ShellCommand | undefined {
  return instruction.shell.commands.find(({ start, end }) => start <= at && at < end);
}

/** It may speak of paths inside of a pattern. */
function isClever(command: ShellCommand): boolean {
  return programIs(commandName(command) ?? '', 'cleverWithPaths');
}

/** The path is a word, or begins one. */
function isPlainWord({ words }: ShellCommand, at: number): boolean {
  return words.some(({ raw, start }) => start + (/^["']/.test(raw) ? 1 : 0) === at);
}

/** `cd /` in front of what works in the program; a root that is meant as such. */
function rootIn(doc: DockerfileDoc, instruction: Instruction, at: number, { target }: Moves): Found {
  const { body, execForm } = instruction;
  const command = execForm ? undefined : commandAt(instruction, at);
  const name = command && commandName(command);
  const before = body.text.slice(Math.max(0, at - 40), at);
  if (name === 'cd') {
    const isLast = instruction.shell.commands.at(-1) === command;
    return isLast ? [] : [insertBehind(doc, instruction, at, target)];
  }
  if (/(?:--(?:chdir|cwd|app-dir|working-dir(?:ectory)?|prefix)[\s"',=]+|-C[\s"',]+)$/.test(before) && name !== 'tar')
    return [insertBehind(doc, instruction, at, target)];
  if (name !== undefined && (programIs(name, 'looksOrRemoves') || programIs(name, 'harmless'))) return [];
  return stop(
    'needs-decision',
    `line ${instruction.lineMark} names / itself, which is the program's folder and the system's; say which is meant`,
    instruction,
  );
}

/** The root becomes the folder: `/app` for `/`. */
function insertBehind(doc: DockerfileDoc, { body }: Instruction, at: number, target: string): Edit {
  return insertAt(doc, body.toSource(at) + 1, target.slice(1));
}

const LAID = /^(?:\.\/)?(?:etc|usr|var|opt|home|root|sbin|proc|sys|dev)\/./;

function relativeSystem({ shell }: Instruction): string | undefined {
  for (const { words } of shell.commands) {
    if (words[0]?.value === 'cd') return undefined;
    const found = words.slice(1).find(({ value }) => value !== undefined && LAID.test(value));
    if (found) return found.value;
  }
  return undefined;
}

function set(doc: DockerfileDoc, instruction: Instruction, moves: Moves): Found {
  const { body, escape } = instruction;
  const edits: Edit[] = [];
  for (const { key, rawValue, valueStart } of instruction.pairs().pairs) {
    if (rawValue === undefined) continue;
    const found = movedValue(unquoteValue(key, escape), rawValue, moves);
    if (found === undefined)
      return stop(
        'needs-decision',
        `line ${instruction.lineMark} sets ${key} to what may be a path of the image or part of an address`,
        instruction,
      );
    for (const { at, text } of found) edits.push(insertAt(doc, body.toSource(valueStart + at - 1) + 1, text));
  }
  return edits;
}

export interface Inserted {
  readonly at: number;
  readonly text: string;
}

/** What is put into the value of a variable; `undefined` where it may be no path. */
export function movedValue(variable: string, value: string, { names, target }: Moves): Inserted[] | undefined {
  const paths = pathsIn(value).filter(({ name }) => names.has(name));
  const roots = rootsIn(value);
  if (paths.length === 0 && roots.length === 0) return [];
  const isPath = holdsPath(variable);
  if (isPath === false) return [];
  const isFile = paths.every(
    ({ name, at }) => /\.\w+$/.test(name) || value.slice(at + 1 + name.length).startsWith('/'),
  );
  if (isPath === undefined && (roots.length > 0 || !isFile)) return undefined;
  return [
    ...paths.map(({ at }) => ({ at, text: target })),
    ...roots.map((at) => ({ at: at + 1, text: target.slice(1) })),
  ];
}

/** Docker takes a relative one from the root, whatever WORKDIR says. */
function volumes(doc: DockerfileDoc, instruction: Instruction, moves: Moves): Found {
  const { body, argsStart, execForm } = instruction;
  const relative = (execForm ?? instruction.words().map(({ text }) => text)).find(
    (path) => !path.startsWith('/') && moves.names.has(firstName(path)),
  );
  if (relative !== undefined)
    return stop(
      'unsupported-syntax',
      `line ${instruction.lineMark} names the volume ${relative} without a slash in front; write the path out`,
      instruction,
    );
  return pathsIn(body.text.slice(argsStart))
    .filter(({ name }) => moves.names.has(name))
    .map(({ at }) => insertAt(doc, body.toSource(argsStart + at), moves.target));
}

/** What other stages copy from a stage whose program moves. A relative source counts from the root as well. */
export function movedSources(doc: DockerfileDoc, instruction: Instruction, { names, target }: Moves): Found {
  const args = copyArguments(instruction);
  if (!args) return [];
  const edits: Edit[] = [];
  const { body, argsStart } = instruction;
  for (const source of args.sources) {
    const first = firstName(source);
    if (isOfSystem(first)) continue;
    if (!names.has(first) || source.includes('$'))
      return stop(
        'used-later',
        `line ${instruction.lineMark} copies ${source} out of this stage; say where it is from`,
        instruction,
      );
    const at = body.text.indexOf(source, argsStart);
    const slash = source.startsWith('/');
    if (!slash && source.startsWith('.'))
      return stop(
        'unsupported-syntax',
        `line ${instruction.lineMark} copies ${source} out of this stage; write it with a slash in front`,
        instruction,
      );
    edits.push(insertAt(doc, body.toSource(at), slash ? target : `${target}/`));
  }
  return edits;
}
