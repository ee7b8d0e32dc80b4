// Where a file of the build context lies in each stage when a RUN starts.
import {
  baseName,
  type FilePath,
  type Folder,
  isStop,
  isWithin,
  type Repository,
  stop,
  type Stop,
} from '../../src/model/index.js';
import {
  absoluteIn,
  buildStates,
  contextPath,
  copyArguments,
  expandArgs,
  imageChild,
  imagePathFrom,
  isCopy,
  normalisePath,
  stageByReference,
  type DockerfileDoc,
  type Instruction,
  type Stage,
} from '../../src/dockerfile/index.js';
import { imageProfile } from '../../src/knowledge/index.js';
import { copySources, credentialKind } from '../../src/runs/index.js';
import { pathsTakenAway } from './paths.js';

/** One source of a COPY or ADD that brings the file. */
export interface Brings {
  readonly instruction: Instruction;
  /** Which of its sources. */
  readonly source: number;
  /** It brings nothing else. */
  readonly isNamed: boolean;
  readonly path: string;
}

export interface Standing {
  readonly brings: readonly Brings[];
  /** Its paths by the index of a RUN, where there are any. */
  readonly at: ReadonlyMap<number, readonly string[]>;
  /** Its paths when a stage ends. */
  readonly ends: ReadonlyMap<Stage, readonly string[]>;
}

/** Follows the file through COPY, stages that stand on each other, COPY --from, and rm. */
export function standingOf(
  doc: DockerfileDoc,
  file: FilePath,
  context: Folder,
  repository: Repository,
): Standing | Stop<Instruction> {
  const brings: Brings[] = [];
  const at = new Map<number, readonly string[]>();
  const ends = new Map<Stage, readonly string[]>();
  for (const stage of doc.stages) {
    const here = new Set(stage.base ? ends.get(stage.base) : []);
    for (const instruction of stage.instructions) {
      if (instruction.keyword === 'RUN' && here.size > 0) {
        at.set(instruction.index, [...here]);
        for (const path of pathsTakenAway(doc, instruction, [...here])) here.delete(path);
      }
      if (!isCopy(instruction)) continue;
      if (instruction.flag('from')) {
        for (const path of fromStage(doc, instruction, ends)) here.add(path);
        continue;
      }
      const found = fromContext(doc, stage, instruction, file, context, repository);
      if (isStop(found)) return { ...found, at: instruction };
      brings.push(...found);
      for (const { path } of found) here.add(path);
    }
    ends.set(stage, [...here]);
  }
  return { brings, at, ends };
}

function fromContext(
  doc: DockerfileDoc,
  stage: Stage,
  instruction: Instruction,
  file: FilePath,
  context: Folder,
  repository: Repository,
): Brings[] | Stop {
  const { sources = [] } = copyArguments(instruction) ?? {};
  const { variables } = buildStates(doc)[instruction.index]!;
  const found: Brings[] = [];
  for (const [source, written] of sources.entries()) {
    const plain = expandArgs(written, variables);
    if (plain === undefined || plain.startsWith('<<') || /^[a-z+]+:\/\//i.test(plain)) continue;
    const fitting = /[*?[]/.test(plain) ? copySources(plain, context, repository) : [plain];
    for (const each of fitting) {
      const path = contextPath(context, each);
      const inside = path === undefined ? undefined : path === file ? '' : pathBelow(path, file, repository);
      if (inside === undefined) continue;
      const target = targetOf(doc, stage, instruction, sources.length, inside === '' ? baseName(file) : undefined);
      if (isStop(target)) return target;
      const isNamed = inside === '' && fitting.length === 1;
      found.push({ instruction, source, isNamed, path: inside === '' ? target : imageChild(target, inside) });
    }
  }
  return found;
}

/** What is left of the file's path below a folder that is copied. */
function pathBelow(path: Folder, file: FilePath, repository: Repository): string | undefined {
  if (path === '') return file;
  return isWithin(file, path) && repository.kind(path) === 'directory' ? file.slice(path.length + 1) : undefined;
}

/** The path that a source gets: the folder, or, for a file of that name, the file. */
function targetOf(
  doc: DockerfileDoc,
  stage: Stage,
  instruction: Instruction,
  count: number,
  name: string | undefined,
): string | Stop {
  const { destination = '' } = copyArguments(instruction) ?? {};
  const { workdir, variables } = buildStates(doc)[instruction.index]!;
  const written = expandArgs(destination, variables);
  if (written === undefined) return stop('contains-variable', 'where the file goes is decided when the image is built');
  if (written.startsWith('~'))
    return stop('unsupported-syntax', 'COPY takes ~ for a name, so no tool finds the file there; write the path out');
  const from = workdir ?? imageProfile(stage.rootImage ?? '')?.workdir;
  const path = absoluteIn(written, from);
  if (path === undefined)
    return stop('unknown-base', 'where the file lies is for the base image to say; name a WORKDIR first');
  if (name === undefined) return path;
  if (count > 1 || /(?:^|\/)\.{0,2}$/.test(written)) return imageChild(path, name);
  if (baseName(path) === name || credentialKind(path)) return path;
  if (path === from || /^\/(?:|root|etc|tmp|home\/[\w-]+)$/.test(path)) return imageChild(path, name);
  if (/\.\w+$|rc$/.test(path)) return path;
  return stop('ambiguous', `${written} may be a folder or a file; write a slash behind it, or the name of the file`);
}

function fromStage(
  doc: DockerfileDoc,
  instruction: Instruction,
  ends: ReadonlyMap<Stage, readonly string[]>,
): string[] {
  const from = stageByReference(doc, instruction.flag('from')!.value, instruction.stage);
  const paths = (from && ends.get(from)) ?? [];
  const { sources = [], destination = '' } = copyArguments(instruction) ?? {};
  const { workdir = '/', variables } = buildStates(doc)[instruction.index]!;
  const written = expandArgs(destination, variables);
  const target = written === undefined ? undefined : absoluteIn(written, workdir);
  if (target === undefined || written === undefined) return [];
  return sources.flatMap((source) => {
    const folder = normalisePath((expandArgs(source, variables) ?? source).replace(/[*?[].*/s, ''));
    return paths.flatMap((path) => {
      if (path === folder) return [written.endsWith('/') ? imageChild(target, baseName(path)) : target];
      const inside = imagePathFrom(folder, path);
      return inside ? [normalisePath(`${target}/${inside}`)] : [];
    });
  });
}
