// What a RUN needs of the source: nothing, the manifests of an install, or more than can be told.
import { ECOSYSTEMS } from '../../src/ecosystems/index.js';
import {
  type Context,
  type FilePath,
  type InstallInputs,
  type Folder,
  wordList,
  isWithin,
  descendant,
} from '../../src/model/index.js';
import {
  buildStates,
  expandArgs,
  hasPosixShell,
  normalisePath,
  type DockerfileDoc,
  type Instruction,
  runMounts,
  imagePathFrom,
} from '../../src/dockerfile/index.js';
import type { ShellCommand, ShellWord } from '../../src/shell/index.js';
import { environmentIn, isIndependent } from './independent.js';
import { readAhead } from './ahead.js';
import { type Around, workdirAt, type RunReading, type Touch } from './reading.js';
import { filesTouched, inImage } from './touched.js';
import { plainWords, programOf } from './words.js';

type Told = Extract<InstallInputs, { told: true }>;

/** Variables that make an install read or write elsewhere. */
const REDIRECTS = ECOSYSTEMS.flatMap(({ redirects = '' }) => wordList(redirects));

/**
 * @param destination where the source stands in the image.
 * @param root the folder of the repository that stands there.
 */
export function readRun(
  doc: DockerfileDoc,
  instruction: Instruction,
  destination: string,
  root: Folder,
  context: Context,
): RunReading {
  const { evidence } = context;
  const what = `RUN on line ${instruction.lineMark}`;
  if (runMounts(instruction).some((mount) => mount.get('type') === 'bind' && !mount.has('from')))
    return { kind: 'dependent', what: `the bind mount of ${what}`, installs: false };
  const exec = instruction.execForm;
  if (!exec && (!instruction.shell.ok || !hasPosixShell(doc, instruction)))
    return { kind: 'dependent', what, installs: false };
  const commands = exec ? [execCommand(exec)] : instruction.shell.commands;
  let cwd: string | undefined = workdirAt(doc, instruction);
  const installs: Told[] = [];
  const makes: FilePath[] = [];
  const touches: Touch[] = [];
  let later: number | undefined;
  let split: number | undefined;
  let blocked: { command: ShellCommand; link: number } | undefined;
  for (const command of commands) {
    const name = programOf(command);
    if (name === 'cd') {
      const [, word] = command.words;
      const to =
        word &&
        (word.value ?? expandArgs(word.raw.replace(/^"(.*)"$/, '$1'), buildStates(doc)[instruction.index]!.variables));
      const moved: string | undefined =
        to === undefined || cwd === undefined ? undefined : normalisePath(to.startsWith('/') ? to : `${cwd}/${to}`);
      cwd =
        command.place === 'chain' && to !== undefined && !to.startsWith('-') && !to.startsWith('~') ? moved : undefined;
      continue;
    }
    const around: Around = { doc, instruction, cwd, destination, root, evidence };
    const read = name === undefined ? undefined : installOf(command, around);
    const ahead =
      installs.length === 0 && !blocked && !(read?.told && read.files.length > 0)
        ? readAhead(command, around, touches, context)
        : undefined;
    if (ahead) return ahead;
    if (read?.told === false && read.code !== 'not-an-install') {
      if (blocked || installs.length > 0) return { kind: 'dependent', what: `${name} in ${what}`, installs: true };
      return { kind: 'untold', code: read.code, message: read.message };
    }
    if (read?.told && read.files.length > 0) {
      if (blocked)
        return { kind: 'dependent', what: `${programOf(blocked.command) ?? 'a command'} in ${what}`, installs: true };
      if (installs.length === 0 && touches.length > 0) {
        later = command.link;
        const own = inImage(read.files, destination, root);
        if (touches.some(({ link, files }) => link >= command.link || files.some((file) => own.has(file))))
          return { kind: 'dependent', what, installs: true };
      }
      installs.push(read);
      continue;
    }
    const made = environmentIn(command, around);
    if (made !== undefined && !blocked) {
      makes.push(made);
      continue;
    }
    if (read?.told || isIndependent(command, around)) continue;
    const touched = installs.length > 0 ? undefined : filesTouched(command, around);
    if (touched) {
      const text = instruction.shellText.slice(command.start, command.end);
      touches.push({ text, link: command.link, files: touched });
      continue;
    }
    blocked ??= { command, link: command.link };
    if (installs.length === 0) {
      // An install behind it would need what this one needs.
      const follows = commands.some((each) => each.start > command.start && readsFiles(each, around));
      return { kind: 'dependent', what: `${name ?? 'a command'} in ${what}`, installs: follows };
    }
    split ??= command.link;
  }
  if (installs.length === 0)
    return touches.length > 0 ? { kind: 'dependent', what, installs: false, touches } : { kind: 'independent', makes };
  const { variables } = buildStates(doc)[instruction.index]!;
  const redirect = REDIRECTS.find((name) => variables.has(name));
  if (redirect !== undefined)
    return { kind: 'untold', code: 'unknown-option', message: `${redirect} makes the install read or write elsewhere` };
  return {
    kind: 'installs',
    files: [...new Set(installs.flatMap(({ files }) => files))],
    needs: [...new Set(installs.flatMap(({ needs }) => needs))],
    writes: [...new Set([...makes, ...installs.flatMap(({ writes }) => writes)])],
    because: installs.flatMap(({ because }) => because),
    split,
    ...(later === undefined ? {} : { later }),
    fetch: undefined,
  };
}

function execCommand(words: readonly string[]): ShellCommand {
  const list = words.map((value): ShellWord => ({ raw: value, value, start: 0, end: 0 }));
  return {
    words: list,
    assignments: [],
    redirected: false,
    start: 0,
    end: 0,
    place: 'chain',
    link: 0,
    arms: [],
    inFunction: undefined,
  };
}

function readsFiles(command: ShellCommand, around: Around): boolean {
  const read = installOf(command, around);
  return read?.told === true && read.files.length > 0;
}

/** What a command installs from the source; `undefined` where it runs outside of it and names nothing inside. */
function installOf(command: ShellCommand, { cwd, destination, root, evidence }: Around): InstallInputs | undefined {
  const words = plainWords(command);
  const values: string[] = [];
  let named = false;
  let variable: string | undefined;
  for (const { value, raw } of words) {
    const text = value ?? raw;
    if (value === undefined && !/^[A-Za-z0-9_.[\]-]*\[[\w,.-]+\]$/.test(raw)) variable ??= raw;
    // A path into the source, however it is reached, counts from there.
    const inside = /^(?:-[rcf]|--[a-z-]+=)?(\/.*)$/.exec(text);
    if (inside && isWithin(normalisePath(inside[1]!), destination)) {
      named = true;
      const relative = imagePathFrom(destination, normalisePath(inside[1]!)) || '.';
      values.push(text.slice(0, text.length - inside[1]!.length) + relative);
    } else values.push(text);
  }
  const inSource = cwd !== undefined && isWithin(cwd, destination);
  const directory = descendant(root, (inSource && !named && imagePathFrom(destination, cwd)) || '');
  const read = evidence.installInputs(values, directory);
  if (!read.told && read.code === 'not-an-install') return read;
  if (read.told && read.files.length === 0)
    return variable !== undefined && /[-]r|requirement/.test(values.join(' ')) ? unknown(variable) : read;
  if (!inSource && !named) return cwd === undefined ? unknown('the directory') : undefined;
  if (named && cwd !== destination && values.some((value, at) => at > 1 && /^\.{1,2}\//.test(value)))
    return unknown('a relative path');
  return variable === undefined ? read : unknown(variable);
}

function unknown(what: string): InstallInputs {
  return {
    told: false,
    code: 'unknown-option',
    message: `${what} is not known before the build, and decides what is installed`,
    from: undefined,
  };
}
