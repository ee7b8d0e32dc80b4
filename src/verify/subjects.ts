// What can be built and run of a group: Compose projects, images that no project builds, and workloads of manifests.
import type { BuildCommand } from '../images/index.js';
import { type FilePath, type Group, type GroupPlan, child, type Folder, parent } from '../model/index.js';

/** A Compose project: the files that `docker compose up` would read in a folder, or one named file. */
interface ComposeSubject {
  readonly kind: 'compose';
  readonly name: string;
  readonly files: readonly FilePath[];
  readonly folder: Folder;
}
/** A Dockerfile that is built and run by itself. */
interface ImageSubject {
  readonly kind: 'image';
  readonly name: string;
  readonly dockerfile: FilePath;
  readonly context: Folder;
  /** What the repository builds it with. */
  readonly command?: BuildCommand;
}
/** The workloads of some manifests in one folder, run as pods. */
export interface PodSubject {
  readonly kind: 'kubernetes';
  readonly name: string;
  readonly files: readonly FilePath[];
  readonly folder: Folder;
  /** What builds images that they run. */
  readonly compose: readonly ComposeSubject[];
}
export type Subject = ComposeSubject | ImageSubject | PodSubject;

/** https://docs.docker.com/compose/intro/compose-application-model/#the-compose-file, the first that is there counts. */
const DEFAULTS = ['compose.yaml', 'compose.yml', 'docker-compose.yaml', 'docker-compose.yml'] as const;

/**
 * The subjects of a group: projects, images, pods.
 * @param exists whether a file stands in the repository.
 */
export function subjectsOf(
  group: Group,
  exists: (path: FilePath) => boolean,
  buildOf: (dockerfile: FilePath) => Pick<ImageSubject, 'context' | 'command'>,
): Subject[] {
  const subjects: (ComposeSubject | ImageSubject)[] = [];
  const taken = new Set<FilePath>();
  for (const folder of new Set(group.compose.map(parent))) {
    const files = defaultFiles(folder, exists);
    if (!files.some((file) => group.compose.includes(file))) continue;
    for (const file of files) taken.add(file);
    subjects.push({ kind: 'compose', name: files.join(' + '), files, folder });
  }
  for (const file of group.compose) {
    if (!taken.has(file)) subjects.push({ kind: 'compose', name: file, files: [file], folder: parent(file) });
  }
  const built = new Set(group.links.map(({ dockerfile }) => dockerfile));
  for (const dockerfile of group.dockerfiles) {
    if (built.has(dockerfile)) continue;
    subjects.push({ kind: 'image', name: dockerfile, dockerfile, ...buildOf(dockerfile) });
  }
  const compose = subjects.filter((subject) => subject.kind === 'compose');
  const pods = [...new Set(group.kubernetes.map(parent))].map((folder): PodSubject => {
    const files = group.kubernetes.filter((file) => parent(file) === folder);
    return { kind: 'kubernetes', name: files.join(' + '), files, folder, compose };
  });
  return [...subjects, ...pods];
}

function defaultFiles(folder: Folder, exists: (path: FilePath) => boolean): FilePath[] {
  const at = (name: string): FilePath => child(folder, name);
  const main = DEFAULTS.map(at).find(exists);
  if (main === undefined) return [];
  const overrides = [
    'compose.override.yaml',
    'compose.override.yml',
    'docker-compose.override.yaml',
    'docker-compose.override.yml',
  ];
  const override = overrides.map(at).find(exists);
  return override === undefined ? [main] : [main, override];
}

/** The text of every file the plan changes; `undefined` for one that is not there. */
export type Texts = ReadonlyMap<FilePath, string | undefined>;

/** The texts before any step, after the first, and so on: one more than there are steps. */
export function statesOf({ steps }: Pick<GroupPlan, 'steps'>): Texts[] {
  const first = new Map<FilePath, string | undefined>();
  for (const { files } of steps) for (const { path, before } of files) if (!first.has(path)) first.set(path, before);
  const states: Texts[] = [first];
  for (const { files } of steps) {
    const next = new Map(states.at(-1));
    for (const { path, after } of files) next.set(path, after);
    states.push(next);
  }
  return states;
}

/** The part of a state that a subject can depend on: its own files, and whatever lies in build contexts. */
export function relevantTexts(texts: Texts, subject: Subject, group: Group): Texts {
  const own = new Set<FilePath>(
    subject.kind === 'compose'
      ? [
          ...subject.files,
          ...group.links.filter(({ file }) => subject.files.includes(file)).map(({ dockerfile }) => dockerfile),
        ]
      : subject.kind === 'kubernetes'
        ? [...subject.files, ...(subject.compose.length > 0 ? group.dockerfiles : [])]
        : [subject.dockerfile],
  );
  const foreign = new Set<FilePath>([...group.dockerfiles, ...group.compose, ...group.kubernetes, ...group.pipelines]);
  return new Map([...texts].filter(([path]) => own.has(path) || !foreign.has(path)));
}

/** True where something of a subject is other in one state than in another. */
export function isChanged(subject: Subject, group: Group, before: Texts, after: Texts): boolean {
  const [old, now] = [relevantTexts(before, subject, group), relevantTexts(after, subject, group)];
  for (const path of new Set([...old.keys(), ...now.keys()])) if (old.get(path) !== now.get(path)) return true;
  return false;
}
