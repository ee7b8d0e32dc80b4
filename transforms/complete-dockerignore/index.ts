import {
  factOf,
  type Assumption,
  type Change,
  type Context,
  type FilePath,
  withSuffix,
  type Folder,
  child,
  parent,
  isWithin,
  upwards,
  stop,
} from '../../src/model/index.js';
import {
  dockerignoreVerdict,
  isCopy,
  parseDockerignore,
  type DockerfileDoc,
  type DockerignoreRule,
  type Instruction,
  patternFolder,
} from '../../src/dockerfile/index.js';
import type { Theme } from './candidates.js';
import { wantedEntries, type Entry } from './entries.js';
import { scanSources, type Scanned } from './readers.js';
import { readTree, type Tree } from './tree.js';
import { usageOf, type Usage } from './usage.js';
import { rewriteDockerfile } from '../../src/rewrites/index.js';

export const transform = rewriteDockerfile({
  meta: {
    id: 'complete-dockerignore',
    title: 'Leave out of the build context what the image does not use',
    why: 'The image gets smaller and keeps no secrets or history, the build sends less, and a change of those files no longer breaks the cache.',
    summary: 'Makes or completes the `.dockerignore` of a context that is copied as a whole.',
    target: 'dockerfile',
    phase: 'structure',
    ceiling: 'review',
    rules: ['DD052', 'DD053', 'DD070', 'DS-0031', 'DKL-LI-0003'],
    hints: ['copy', 'add'],
    since: '0.1.0',
    references: ['https://docs.docker.com/build/concepts/context/#dockerignore-files'],
  },
  on: contextsToComplete,
  judge({ usage, shared, folder, file, text }, { doc, evidence: { repository } }) {
    const patterns = parseDockerignore(text ?? '');
    if (patterns.some((each) => !each.negated && ['*', '**', '**/*'].includes(each.pattern))) return undefined;
    const tree = readTree(repository, folder);
    let scanned: readonly Scanned[] | undefined;
    const { entries, held } = wantedEntries(tree, shared, () => (scanned ??= scanSources(tree)));
    const stops = held
      .filter(({ path }) => dockerignoreVerdict(patterns, path) === undefined)
      .map(({ message }) => stop('used-later', message));
    const missing = entries.filter((entry) => isOpen(entry, patterns));
    // This run may make what harden keeps: where it writes the file anyway, that is left out as well.
    const added =
      text === undefined
        ? missing
        : missing.filter(({ theme, certain }) => theme === 'own' || (certain && theme !== 'tools'));
    if (added.every(({ theme }) => theme === 'tools' || theme === 'own')) return stops;
    if (text?.endsWith('\r')) return [...stops, LONE_RETURN];
    const change = text === undefined ? created(file, added, doc.eol) : appended(file, text, added, patterns, tree);
    const { source } = usage.broad[0]!;
    return [
      ...stops,
      {
        edits: [change],
        touches: [],
        seen: `copies ${source === '' ? 'the whole build context' : source}`,
        evidence: added.map(({ text: entry, says }) => ({
          says: `${entry}: ${says}`,
          from: { kind: 'source', file: doc.file } as const,
        })),
        assumptions: assumptionsFor(added),
      },
    ];
  },
});

const LONE_RETURN = stop(
  'unsupported-syntax',
  'the last line of .dockerignore ends in a carriage return alone, so that a line below it would be a part of it or not, as who reads it sees it; end it as the others',
);

interface ContextToComplete {
  /** The first that copies a whole folder. */
  readonly instruction: Instruction;
  readonly usage: Usage;
  /** How all use the context that share its `.dockerignore`. */
  readonly shared: readonly Usage[];
  readonly folder: Folder;
  readonly file: FilePath;
  /** Absent: there is no such file yet. */
  readonly text: string | undefined;
}

function contextsToComplete(doc: DockerfileDoc, context: Context): ContextToComplete[] {
  // Cheap first: most Dockerfiles bring no folder.
  if (!doc.instructions.some((each) => isCopy(each))) return [];
  return context.evidence.contexts(doc.file).flatMap((folder) => contextToComplete(doc, folder, context) ?? []);
}

function contextToComplete(doc: DockerfileDoc, folder: Folder, context: Context): ContextToComplete | undefined {
  const { repository } = context.evidence;
  const isFolder = (path: string): boolean => path === '' || repository.kind(child(folder, path)) === 'directory';
  const usage = usageOf(doc, isFolder);
  const instruction = usage?.broad[0]?.instruction;
  if (!usage || !instruction || !isContext(usage, folder, context)) return undefined;
  const ownFile = withSuffix(doc.file, '.dockerignore');
  const own = repository.kind(ownFile) === 'file';
  const shared = own ? [usage] : [usage, ...neighbours(doc, folder, context, isFolder)];
  if (!own && !isOwner(usage, shared, folder)) return undefined;
  const file = own ? ownFile : child(folder, '.dockerignore');
  // What is written to a link changes another file: .gitignore, as a rule, which is read for other purposes.
  if (repository.linked?.(file)) return undefined;
  const text = repository.kind(file) === undefined ? undefined : repository.read(file);
  // Too large, or not text.
  if (text === undefined && repository.kind(file) !== undefined) return undefined;
  return { instruction, usage, shared, folder, file, text };
}

/** As files are found: by a name that begins or ends so, whatever stands between. */
const DOCKERFILE =
  /^(?:docker|container)file(?:[-_.](?!(?:[^/]*\.)?(?:dockerignore|md|txt|ya?ml|json|j2|tmpl|tpl|erb|sh)$)[\w.-]+)?$|(?:docker|container)file$/i;

/** A folder that is only guessed to be the context has to hold what is copied by name, and more than Docker's files. */
function isContext(usage: Usage, folder: Folder, { group, evidence }: Context): boolean {
  const { repository } = evidence;
  if (group.links.some((link) => link.dockerfile === usage.doc.file && link.context === folder)) return true;
  const plain = usage.named.filter((source) => patternFolder(source) === undefined);
  // The folder that a pattern looks into may be made by a build. Where it lies beside one above, that is the context.
  const isAbove = usage.named.some((source) => {
    const name = (patternFolder(source) ?? '').replace(/^(?:\.?\/)+/, '').replace(/(?<!\/)\/+$/, '');
    const has = (here: Folder): boolean => repository.kind(child(here, name)) === 'directory';
    return name !== '' && !name.includes('..') && !has(folder) && upwards(folder).slice(1).some(has);
  });
  if (isAbove) return false;
  if (plain.length > 0 && !plain.some((source) => repository.kind(child(folder, source)) !== undefined)) return false;
  // Asked once for each listing: a folder may hold thousands of Dockerfiles.
  return factOf(repository.list(folder), holdsMore);
}

function holdsMore(names: readonly string[]): boolean {
  return names.some((name) => !DOCKERFILE.test(name) && !/^(?:\.|README|LICENSE|(?:docker-)?compose)/i.test(name));
}

/** The other Dockerfiles that are built with the same context and share its `.dockerignore`. */
function neighbours(
  doc: DockerfileDoc,
  folder: Folder,
  { group, evidence, documents }: Context,
  isFolder: (path: string) => boolean,
): Usage[] {
  const { repository } = evidence;
  const files = new Set<FilePath>();
  for (const name of repository.list(folder)) if (DOCKERFILE.test(name)) files.add(child(folder, name));
  for (const link of [...group.links, ...(group.sharing ?? [])])
    if (link.context === folder) files.add(link.dockerfile);
  files.delete(doc.file);
  const found: Usage[] = [];
  for (const file of files) {
    if (repository.kind(withSuffix(file, '.dockerignore')) === 'file') continue;
    const other = documents.dockerfile(file);
    const usage = other && usageOf(other, isFolder);
    if (usage) found.push(usage);
  }
  return found;
}

/** One Dockerfile of those that share a context speaks for all: one that lies in it before others, then by name. */
function isOwner({ doc }: Usage, shared: readonly Usage[], folder: Folder): boolean {
  const rank = (file: FilePath): string => (parent(file) === folder ? '0' : '1') + file;
  return shared.every((other) => other.broad.length === 0 || rank(doc.file) <= rank(other.doc.file));
}

/** No pattern speaks of it yet, and none brings back something inside. */
function isOpen(entry: Entry, patterns: readonly DockerignoreRule[]): boolean {
  if (entry.paths.every((path) => dockerignoreVerdict(patterns, path) === 'left-out')) return false;
  if (entry.paths.some((path) => dockerignoreVerdict(patterns, path) === 'kept')) return false;
  return !patterns.some(({ negated, pattern }) => negated && entry.paths.some((path) => isWithin(pattern, path)));
}

const HEADINGS: readonly (readonly [Theme, string])[] = [
  ['history', 'History'],
  ['secrets', 'Secrets'],
  ['made', 'Made inside the image'],
  ['caches', 'Caches and reports'],
  ['tools', 'Tools that only work on the source'],
  ['own', 'Files of harden'],
];

function created(file: FilePath, entries: readonly Entry[], eol: string): Change {
  const blocks: string[] = [];
  for (const [theme, heading] of HEADINGS) {
    const lines = entries.filter((entry) => entry.theme === theme).map((entry) => entry.text + eol);
    if (lines.length > 0) blocks.push(`# ${heading}${eol}${lines.join('')}`);
  }
  return { kind: 'create', file, text: blocks.join(eol) };
}

/** At the end, in the file's own line ends, and with a slash behind folders where most of its folders have one. */
function appended(
  file: FilePath,
  text: string,
  entries: readonly Entry[],
  patterns: readonly DockerignoreRule[],
  tree: Tree,
): Change {
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const slashes = text.split(/\r?\n/).filter((line) => !line.startsWith('#') && line.trim().endsWith('/')).length;
  const folders = patterns.filter((each) => !each.pattern.includes('.')).length;
  const slash = slashes > 0 && slashes * 2 >= folders;
  const lines = entries.map((entry) =>
    slash && entry.theme !== 'own' && tree.kind(entry.paths[0]!) !== 'file' && !/\.env$/.test(entry.text)
      ? `${entry.text}/`
      : entry.text,
  );
  const ended = text === '' || text === '\ufeff' || text.endsWith('\n');
  const added = ended ? lines.map((line) => line + eol).join('') : lines.map((line) => eol + line).join('');
  const gap = endsBelowComment(text) ? eol : '';
  return { kind: 'edit', file, span: { start: text.length, end: text.length }, expect: '', text: gap + added };
}

/** The last paragraph of several stands below a comment, which would seem to speak of the new lines too. */
function endsBelowComment(text: string): boolean {
  const lines = text.replace(/\r?\n$/, '').split(/\r?\n/);
  const blank = lines.findLastIndex((line) => line.trim() === '');
  return blank > 0 && lines.slice(blank + 1).some((line) => line.startsWith('#'));
}

const ASSUMPTIONS: readonly (readonly [Theme, Assumption])[] = [
  [
    'history',
    {
      id: 'git-history-unused',
      believes: 'no build step and no program in the image reads .git',
      breaksIf: 'one asks git for a version or a list of files',
      checkBy: 'build the image and compare the version it reports',
    },
  ],
  [
    'secrets',
    {
      id: 'secrets-from-outside',
      believes: 'the container gets its secrets when it starts, from the environment or a mounted file',
      breaksIf: 'the program loads the copy that was built into the image',
      checkBy: 'start the image with nothing but the settings of production',
    },
  ],
  [
    'made',
    {
      id: 'made-in-image',
      believes: 'what the Dockerfile installs and builds is complete without the copies of a developer’s machine',
      breaksIf: 'the image relies on a file that exists only in such a copy',
      checkBy: 'build the image from a fresh clone',
    },
  ],
  [
    'tools',
    {
      id: 'tool-files-unused',
      believes: 'no program in the image reads the settings of editors, CI and Docker, or caches of other tools',
      breaksIf: 'one does',
      checkBy: 'search the source for the names in the new lines',
    },
  ],
];

function assumptionsFor(entries: readonly Entry[]): Assumption[] {
  const themes = new Set<Theme>(entries.map(({ theme }) => (theme === 'caches' ? 'tools' : theme)));
  return ASSUMPTIONS.filter(([theme]) => themes.has(theme)).map(([, assumption]) => assumption);
}
