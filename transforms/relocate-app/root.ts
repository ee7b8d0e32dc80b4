// What a Dockerfile puts directly into the root of its image, name by name.
import {
  baseName,
  child,
  type FilePath,
  type Folder,
  pathFrom,
  type RefusalCode,
  type Repository,
  type Stop,
  stop,
  withSuffix,
} from '../../src/model/index.js';
import { programIs } from '../../src/programs/index.js';
import { commandName } from '../../src/shell/index.js';
import {
  absoluteIn,
  buildStates,
  contextPath,
  copyArguments,
  expandArgs,
  isCopy,
  isDockerignored,
  parseDockerignore,
  type DockerfileDoc,
  type DockerignoreRule,
  type Instruction,
  type Stage,
} from '../../src/dockerfile/index.js';
import { copySources } from '../../src/runs/index.js';
import { firstName, isOfSystem, LAID_OVER } from './names.js';

/** A COPY or ADD that brings something below the root. */
export interface Brought {
  readonly instruction: Instruction;
  /** Names below the root. */
  readonly names: readonly string[];
  /** Folders of the context whose content lies in the root now. */
  readonly contents: readonly Folder[];
  /** Files of the context that lie in the root by these names. */
  readonly files: readonly FilePath[];
  /** The destination is written with the slash in front. */
  readonly absolute: boolean;
  /** A folder of its own below the root, which the program may know by its absolute path. */
  readonly apart: boolean;
  /** Why it is not seen what it brings, or where. */
  readonly unseen?: Stop<Instruction>;
}

const ADDRESS = /^[a-z+]+:\/\/|^git@/i;
const ARCHIVE = /\.(?:tar(?:\.\w+)?|t[gbx]z2?)$/i;

/** What COPY and ADD of the stages bring below the root, outside of the folders of the system. */
export function broughtBelowRoot(
  doc: DockerfileDoc,
  stages: readonly Stage[],
  context: Folder,
  rules: readonly DockerignoreRule[],
  repository: Repository,
): Brought[] {
  const found: Brought[] = [];
  for (const stage of stages) {
    for (const instruction of stage.instructions.filter(isCopy)) {
      const each = broughtBy(doc, instruction, context, rules, repository);
      if (each) found.push(each);
    }
  }
  return found;
}

function broughtBy(
  doc: DockerfileDoc,
  instruction: Instruction,
  context: Folder,
  rules: readonly DockerignoreRule[],
  repository: Repository,
): Brought | undefined {
  const args = copyArguments(instruction);
  if (!args) return undefined;
  const { variables } = buildStates(doc)[instruction.index]!;
  const written = expandArgs(args.destination, variables);
  const here = `line ${instruction.lineMark}`;
  const names: string[] = [];
  const contents: Folder[] = [];
  const files: FilePath[] = [];
  const brought = {
    instruction,
    absolute: written?.startsWith('/') ?? true,
    names,
    contents,
    files,
    apart: false,
  };
  function unseen(code: RefusalCode, says: string): Brought {
    return { ...brought, unseen: stop(code, `${here} ${says}`, instruction) };
  }
  if (written === undefined)
    return unseen('contains-variable', 'copies to where a variable says, which has no value here');
  const target = absoluteIn(written, '/')!;
  if (instruction.flag('parents'))
    return unseen('unsupported-syntax', 'keeps the folders of what it copies, by --parents');
  const { absolute } = brought;
  const first = firstName(target);
  if (isOfSystem(first)) {
    if (absolute) return undefined;
    return unseen('conflicts', `copies into /${first} of the system by a relative path`);
  }
  const isDeep = target !== `/${first}`;
  if (first !== '') names.push(first);
  if (isDeep && args.destination.includes('$'))
    return unseen('contains-variable', 'copies to where a variable says; write the folder out');
  if (isDeep) return { ...brought, apart: absolute };
  const isFolder = /\/\.?$/.test(written) || args.sources.length > 1;
  for (const source of args.sources) {
    const plain = expandArgs(source, variables);
    if (plain === undefined) return unseen('contains-variable', `copies what a variable names`);
    if (plain.startsWith('<<')) continue;
    if (instruction.keyword === 'ADD' && ARCHIVE.test(plain) && !ADDRESS.test(plain)) {
      if (first !== '') {
        brought.apart = true;
        continue;
      }
      return unseen('needs-evidence', `unpacks an archive into the root, and what is in it is not seen`);
    }
    if (instruction.flag('from') || ADDRESS.test(plain)) {
      const name = baseName(plain);
      const isFile = /\.\w+$/.test(name) || ADDRESS.test(plain);
      if (first === '' && !isFile)
        return unseen('needs-evidence', `copies ${plain} into the root, and what is in it is not seen`);
      if (first === '') names.push(name);
      else brought.apart = true;
      continue;
    }
    for (const each of copySources(plain, context, repository)) {
      const path = contextPath(context, each);
      if (path === undefined) continue;
      const kind = path === '' ? 'directory' : repository.kind(path);
      if (kind === undefined) return unseen('needs-evidence', `copies ${each}, which is not in the repository`);
      if (first !== '') {
        if (kind === 'directory' || isFolder) brought.apart = absolute;
        else if (path !== '') files.push(path);
        continue;
      }
      if (kind === 'file' && path !== '') {
        names.push(baseName(path));
        files.push(path);
        continue;
      }
      contents.push(path);
      for (const name of repository.list(path)) {
        const inside = child(path, name);
        if (!isDockerignored(rules, pathFrom(context, inside) ?? inside)) names.push(name);
      }
    }
  }
  const over = contents.length > 0 ? names.find((name) => LAID_OVER.has(name)) : undefined;
  if (over !== undefined && !isOwn(over, contents, repository))
    return unseen('ambiguous', `lays a tree with ${over}/ over the root, which may be for the system`);
  if (args.destination.includes('$'))
    return unseen('contains-variable', 'copies to where a variable says; write the folder out');
  return brought;
}

/** It is a file, as a program of that name may be. */
function isOwn(name: string, contents: readonly Folder[], repository: Repository): boolean {
  return contents.every((folder) => repository.kind(child(folder, name)) !== 'directory');
}

/** The names below the working directory that a RUN makes or works on by relative paths. */
export function madeByRun({ keyword, shell }: Instruction): readonly string[] {
  const names: string[] = [];
  if (keyword !== 'RUN') return names;
  for (const command of shell.commands) {
    const name = commandName(command) ?? '';
    if (name === 'cd') break;
    const [program, ...others] = command.words;
    if (program?.value?.startsWith('./')) names.push(firstName(program.value));
    const works = programIs(name, 'setup') || programIs(name, 'fillsNothing') || programIs(name, 'worksOnPaths');
    if (!works || programIs(name, 'needsNoFile')) continue;
    for (const { value } of others) {
      if (value !== undefined && /^(?:\.\/)?[A-Za-z_][\w.@-]*(?:\/[\w./@-]*)?$/.test(value) && isPathOf(name, value))
        names.push(firstName(value));
    }
  }
  return names;
}

/** A word alone may be an account or a mode; what is made is a folder, a file or a path. */
function isPathOf(program: string, word: string): boolean {
  return word.includes('/') || program === 'mkdir' || program === 'touch';
}

/** What the context leaves out, by the file that counts for this Dockerfile. */
export function rulesOf(doc: DockerfileDoc, context: Folder, repository: Repository): readonly DockerignoreRule[] {
  const own = withSuffix(doc.file, '.dockerignore');
  const file = repository.kind(own) === 'file' ? own : child(context, '.dockerignore');
  return parseDockerignore(repository.read(file) ?? '');
}
