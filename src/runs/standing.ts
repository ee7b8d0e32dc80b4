// Where files of the repository stand in an image, and which file a path in it is: through COPY and ADD, and through the
// stages that a COPY takes from.
import {
  type FilePath,
  type ImageFile,
  type Repository,
  type Folder,
  baseName,
  descendant,
  pathFrom,
} from '../model/index.js';
import { copySources, workdirOf } from './brought.js';
import {
  contextPath,
  copyArguments,
  expandArgs,
  type DockerfileDoc,
  type Stage,
  type Instruction,
  baseChain,
  stageByReference,
  buildStates,
  normalisePath,
  absoluteIn,
  imageChild,
  imagePathFrom,
  isCopy,
} from '../dockerfile/index.js';

/** One source of a COPY or ADD, and where it goes. */
export type Placement = {
  readonly instruction: Instruction;
  /** Absolute; a folder's content goes into it, a file becomes it, or goes into it. */
  readonly target: string;
} & (FromContext | FromStage);

interface FromContext {
  /** In the repository. */
  readonly source: Folder;
  readonly kind: 'file' | 'directory';
  readonly stage: undefined;
}

interface FromStage {
  /** Absolute, in the stage. What lies there is not known. */
  readonly source: string;
  readonly kind: undefined;
  readonly stage: Stage;
}

/** Where a COPY or ADD puts what it brings, absolute; `undefined` where its words do not say. */
export function copyTarget(doc: DockerfileDoc, instruction: Instruction): string | undefined {
  const { destination } = copyArguments(instruction) ?? {};
  const { variables } = buildStates(doc)[instruction.index]!;
  const written = destination === undefined ? undefined : expandArgs(destination, variables);
  return written === undefined ? undefined : absoluteIn(written, workdirOf(doc, instruction));
}

/** What a COPY or ADD brings from the repository or from another stage, as far as its words say. */
export function placementsOf(
  doc: DockerfileDoc,
  instruction: Instruction,
  context: Folder,
  repository: Repository,
): Placement[] {
  const args = copyArguments(instruction);
  const { variables } = buildStates(doc)[instruction.index]!;
  const target = copyTarget(doc, instruction);
  if (!args || target === undefined) return [];
  const from = instruction.flag('from')?.value;
  const stage = from === undefined ? undefined : stageByReference(doc, from, instruction.stage);
  if (from !== undefined && !stage) return [];
  const found: Placement[] = [];
  for (const source of args.sources) {
    const plain = expandArgs(source, variables);
    if (plain === undefined || plain.startsWith('<<') || /^[a-z+]+:\/\//i.test(plain)) continue;
    if (stage) {
      const path = normalisePath(plain.replace(/\*.*/s, ''));
      found.push({ instruction, source: path, stage, target, kind: undefined });
      continue;
    }
    for (const each of copySources(plain, context, repository)) {
      const path = contextPath(context, each);
      if (path === undefined) continue;
      const kind = path === '' ? 'directory' : repository.kind(path);
      if (kind) found.push({ instruction, source: path, stage, target, kind });
    }
  }
  return found;
}

/** Everything that COPY and ADD of a stage and those it stands on bring, the last first. */
export function placementsIn(doc: DockerfileDoc, stage: Stage, context: Folder, repository: Repository): Placement[] {
  return baseChain(stage).flatMap((each) =>
    each.instructions
      .filter(isCopy)
      .reverse()
      .flatMap((instruction) => placementsOf(doc, instruction, context, repository)),
  );
}

/** Places that are looked at for one path: stages that copy all of each other many times would make it endless. */
const MOST_PLACES = 200;

/** True for the first look at a path of a stage, as long as there were not too many. */
export function isFirstLook(stage: Stage, path: string, seen: Set<string>): boolean {
  const place = `${stage.index} ${path}`;
  if (seen.size >= MOST_PLACES || seen.has(place)) return false;
  seen.add(place);
  return true;
}

/** The file of the repository at an absolute path of a stage; `undefined` where none is seen to stand there. */
export function pathInRepository(
  doc: DockerfileDoc,
  stage: Stage,
  path: string,
  context: Folder,
  repository: Repository,
  seen: Set<string> = new Set(),
): FilePath | undefined {
  if (!isFirstLook(stage, path, seen)) return undefined;
  for (const placement of placementsIn(doc, stage, context, repository)) {
    for (const rest of restsBelow(path, placement)) {
      const found = placement.stage
        ? pathInRepository(doc, placement.stage, join(placement.source, rest), context, repository, seen)
        : fileAt(placement.source, placement.kind === 'file', rest, repository);
      if (found) return found;
    }
  }
  return undefined;
}

function fileAt(source: Folder, isFile: boolean, rest: string, repository: Repository): FilePath | undefined {
  if (isFile !== (rest === '')) return undefined;
  const file = descendant(source, rest);
  return file !== '' && repository.kind(file) === 'file' ? file : undefined;
}

/** The file of the repository at an absolute path of a stage, with its text; `undefined` for one that is not text. */
export function fileInImage(
  doc: DockerfileDoc,
  stage: Stage,
  path: string,
  context: Folder,
  repository: Repository,
): ImageFile | undefined {
  const file = pathInRepository(doc, stage, path, context, repository);
  const text = file && repository.read(file);
  return file === undefined || text === undefined ? undefined : { file, text };
}

/** What is left of a path below what a placement makes; `''` is the source itself. */
function restsBelow(path: string, { target, source, kind, stage }: Placement): string[] {
  const rests: string[] = [];
  if (kind !== 'directory' && (path === target || path === imageChild(target, baseName(source)))) rests.push('');
  const inside = imagePathFrom(target, path);
  if (kind !== 'file' && inside) rests.push(inside);
  return stage ? rests : rests.slice(0, 1);
}

/** The absolute paths at which a file of the repository stands in a stage. */
export function pathsInImage(
  doc: DockerfileDoc,
  stage: Stage,
  file: FilePath,
  context: Folder,
  repository: Repository,
  known: Map<Stage, readonly string[]> = new Map(),
): readonly string[] {
  const before = known.get(stage);
  if (before) return before;
  const found = new Set<string>();
  for (const { source, target, stage: from, kind } of placementsIn(doc, stage, context, repository)) {
    if (from) {
      for (const path of pathsInImage(doc, from, file, context, repository, known)) {
        const inside = imagePathFrom(source, path);
        if (inside !== undefined) found.add(join(target, inside));
      }
    } else if (kind === 'file' && source === file)
      found.add(target.endsWith(baseName(source)) ? target : join(target, baseName(source)));
    else if (kind === 'directory') {
      const inside = pathFrom(source, file);
      if (inside) found.add(join(target, inside));
    }
  }
  const paths = [...found].slice(0, MOST_PLACES);
  known.set(stage, paths);
  return paths;
}

/** The files and folders of the repository that get into a stage, also by way of the stages it copies from. */
export function sourcesOf(doc: DockerfileDoc, stage: Stage, context: Folder, repository: Repository): Folder[] {
  const sources = new Set<Folder>();
  const seen = new Set<Stage>();
  const waiting = [stage];
  for (let at = waiting.pop(); at; at = waiting.pop()) {
    if (seen.has(at)) continue;
    seen.add(at);
    for (const { source, stage: from } of placementsIn(doc, at, context, repository)) {
      if (from) waiting.push(from);
      else sources.add(source);
    }
  }
  return [...sources].sort();
}

function join(folder: string, rest: string): string {
  return rest === '' ? folder : normalisePath(`${folder}/${rest}`);
}
