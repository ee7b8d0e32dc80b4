// What a RUN needs of the source: nothing, the manifests of an install, or more than can be told.
import { ECOSYSTEMS } from '../../src/ecosystems/index.js';
import {
  type Context,
  type FilePath,
  type InstallInputs,
  type Read,
  type UntoldCode,
  type Folder,
  wordList,
  isWithin,
  descendant,
} from '../../src/model/index.js';
import {
  baseChain,
  buildStates,
  hasPosixShell,
  normalisePath,
  type DockerfileDoc,
  type Instruction,
  runMounts,
  imagePathFrom,
} from '../../src/dockerfile/index.js';
import type { ShellCommand, ShellWord } from '../../src/shell/index.js';
import { isIndependent } from './independent.js';
import { plainWords, programOf } from './words.js';

export type RunReading =
  | { readonly kind: 'independent' }
  /** `what`, in words; `installs` where it installs from a manifest as well. */
  | { readonly kind: 'dependent'; readonly what: string; readonly installs: boolean }
  | { readonly kind: 'untold'; readonly code: UntoldCode; readonly message: string }
  | {
      readonly kind: 'installs';
      readonly files: readonly FilePath[];
      readonly needs: readonly FilePath[];
      readonly writes: readonly FilePath[];
      readonly because: readonly Read<string>[];
      /** Index of the first link that needs more of the source. */
      readonly split: number | undefined;
      /** The RUN builds as well as it installs: the command that fetches alone, to stand before it. */
      readonly fetch: string | undefined;
    };

type Told = Extract<InstallInputs, { told: true }>;

/** Where RUN starts in an image whose WORKDIR nobody here has set. */
const BASE = '/<base>';

export function workdirAt(doc: DockerfileDoc, instruction: Instruction): string {
  return buildStates(doc)[instruction.index]!.workdir ?? BASE;
}

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
  { evidence }: Context,
): RunReading {
  const what = `RUN on line ${instruction.lineMark}`;
  if (runMounts(instruction).some((mount) => mount.get('type') === 'bind' && !mount.has('from')))
    return { kind: 'dependent', what: `the bind mount of ${what}`, installs: false };
  const exec = instruction.execForm;
  if (!exec && (!instruction.shell.ok || !hasPosixShell(doc, instruction)))
    return { kind: 'dependent', what, installs: false };
  const commands = exec ? [execCommand(exec)] : instruction.shell.commands;
  let cwd: string | undefined = workdirAt(doc, instruction);
  const installs: Told[] = [];
  let split: number | undefined;
  let blocked: { command: ShellCommand; link: number } | undefined;
  for (const command of commands) {
    const name = programOf(command);
    if (name === 'cd') {
      const to = command.words[1]?.value;
      const moved: string | undefined =
        to === undefined || cwd === undefined ? undefined : normalisePath(to.startsWith('/') ? to : `${cwd}/${to}`);
      cwd =
        command.place === 'chain' && to !== undefined && !to.startsWith('-') && !to.startsWith('~') ? moved : undefined;
      continue;
    }
    const read = name === undefined ? undefined : installOf(command, cwd, destination, root, evidence);
    const fetched =
      name === 'go' && installs.length === 0 && !blocked
        ? goModules(doc, instruction, command, cwd, destination, root, evidence)
        : undefined;
    if (fetched) return fetched;
    if (read?.told === false && read.code !== 'not-an-install') {
      if (blocked || installs.length > 0) return { kind: 'dependent', what: `${name} in ${what}`, installs: true };
      return { kind: 'untold', code: read.code, message: read.message };
    }
    if (read?.told && read.files.length > 0) {
      if (blocked)
        return { kind: 'dependent', what: `${programOf(blocked.command) ?? 'a command'} in ${what}`, installs: true };
      installs.push(read);
      continue;
    }
    if (read?.told || isIndependent(doc, instruction, command, cwd, destination, root, evidence)) continue;
    blocked ??= { command, link: command.link };
    if (installs.length === 0) {
      // An install behind it would need what this one needs.
      const later = commands.some(
        (each) =>
          installOf(each, cwd, destination, root, evidence)?.told === true &&
          each.start > command.start &&
          readsFiles(each, cwd, destination, root, evidence),
      );
      return { kind: 'dependent', what: `${name ?? 'a command'} in ${what}`, installs: later };
    }
    split ??= command.link;
  }
  if (installs.length === 0) return { kind: 'independent' };
  const { variables } = buildStates(doc)[instruction.index]!;
  const redirect = REDIRECTS.find((name) => variables.has(name));
  if (redirect !== undefined)
    return { kind: 'untold', code: 'unknown-option', message: `${redirect} makes the install read or write elsewhere` };
  return {
    kind: 'installs',
    files: [...new Set(installs.flatMap(({ files }) => files))],
    needs: [...new Set(installs.flatMap(({ needs }) => needs))],
    writes: [...new Set(installs.flatMap(({ writes }) => writes))],
    because: installs.flatMap(({ because }) => because),
    split,
    fetch: undefined,
  };
}

/**
 * `go build` downloads the modules first. Fetched in a line of their own they stay in the cache.
 * Source: https://docs.docker.com/guides/golang/build-images/
 */
function goModules(
  doc: DockerfileDoc,
  instruction: Instruction,
  command: ShellCommand,
  cwd: string | undefined,
  destination: string,
  root: Folder,
  evidence: Evidence,
): RunReading | undefined {
  const words = plainWords(command);
  if (!/^(?:build|install|test|vet|run)$/.test(words[1]?.value ?? '') || cwd !== workdirAt(doc, instruction))
    return undefined;
  if (
    cwd === undefined ||
    !isWithin(cwd, destination) ||
    words.some(({ raw }) => raw.includes('@') || /^-(?:mod|modfile|C)\b/.test(raw))
  )
    return undefined;
  // A cache mount keeps the modules already; secrets and settings of the command would be needed twice.
  if (instruction.flags.length > 0 || instruction.execForm) return undefined;
  const { variables } = buildStates(doc)[instruction.index]!;
  if (variables.has('GOFLAGS') || variables.get('GO111MODULE') === 'off') return undefined;
  if (
    command.assignments.some(({ name }) =>
      /^(?:GOFLAGS|GO111MODULE|GOPROXY|GOPRIVATE|GONO\w+|GOMODCACHE|GOPATH)$/.test(name),
    )
  )
    return undefined;
  const chain = baseChain(doc.stages[instruction.stage]!).flatMap(({ instructions }) => instructions);
  const earlier = chain.filter(({ keyword, index }) => keyword === 'RUN' && index < instruction.index);
  if (earlier.some(({ args }) => /\bgo (?:mod (?:download|vendor|tidy|verify)|get)\b/.test(args))) return undefined;
  const directory = descendant(root, imagePathFrom(destination, cwd) ?? '');
  const project = evidence.projects(directory).find(({ ecosystem }) => ecosystem === 'go');
  if (project?.ecosystem !== 'go' || project.requires.size === 0 || project.vendored) return undefined;
  const read = evidence.installInputs(['go', 'mod', 'download'], directory);
  if (!read.told) return { kind: 'untold', code: read.code, message: read.message };
  if (!project.sum)
    return {
      kind: 'untold',
      code: 'unread-manifest',
      message: 'there is no go.sum, so which modules are fetched is decided while building',
    };
  const { files, needs, writes, because } = read;
  return { kind: 'installs', files, needs, writes, because, split: undefined, fetch: 'go mod download' };
}

function execCommand(words: readonly string[]): ShellCommand {
  const list = words.map((value): ShellWord => ({ raw: value, value, start: 0, end: 0 }));
  return { words: list, assignments: [], redirected: false, start: 0, end: 0, place: 'chain', link: 0 };
}

type Evidence = Context['evidence'];

function readsFiles(
  command: ShellCommand,
  cwd: string | undefined,
  destination: string,
  root: Folder,
  evidence: Evidence,
): boolean {
  const read = installOf(command, cwd, destination, root, evidence);
  return read?.told === true && read.files.length > 0;
}

/** What a command installs from the source; `undefined` where it runs outside of it and names nothing inside. */
function installOf(
  command: ShellCommand,
  cwd: string | undefined,
  destination: string,
  root: Folder,
  evidence: Evidence,
): InstallInputs | undefined {
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
