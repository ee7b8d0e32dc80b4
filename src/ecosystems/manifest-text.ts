// A manifest as text with places: every fact is handed on with the words it was read in.
import {
  type FilePath,
  type Folder,
  type LocalReference,
  type Read,
  type Repository,
  type Source,
  baseName,
  child,
  parent,
  resolveIn,
  NOT_OURS,
} from '../model/index.js';
import { LineIndex } from '../text/index.js';

const LONGEST_QUOTE = 100;

export class ManifestText {
  private index: LineIndex | undefined;

  constructor(
    readonly file: FilePath,
    readonly text: string,
  ) {}

  get lines(): LineIndex {
    this.index ??= new LineIndex(this.text);
    return this.index;
  }

  /** Folder of the file. */
  get folder(): Folder {
    return parent(this.file);
  }

  source(start: number, end: number): Source {
    const line = this.lines.lineAt(start);
    const { start: from, end: to } = this.lines.contentOf(line);
    const quote = this.text.slice(from, to).trim();
    return {
      kind: 'source',
      file: this.file,
      line: line + 1,
      span: { start, end },
      quote: quote.length > LONGEST_QUOTE ? quote.slice(0, LONGEST_QUOTE - 3) + '...' : quote,
    };
  }

  read<T>(is: T, start: number, end: number): Read<T> {
    return { is, from: this.source(start, end) };
  }

  /** A fact that the presence of the file says. */
  whole<T>(is: T): Read<T> {
    return { is, from: { kind: 'source', file: this.file } };
  }

  /** The first place of a text at or behind an offset; the whole file where it does not stand there. */
  find<T>(is: T, words: string, from = 0): Read<T> {
    const at = this.text.indexOf(words, from);
    return at === -1 ? this.whole(is) : this.read(is, at, at + words.length);
  }
}

/** The lines of a text without their breaks, with offsets. Longer ones than anyone writes are left out. */
export function* linesOf(text: string): Generator<{ readonly line: string; readonly start: number }> {
  let start = text.startsWith('\ufeff') ? 1 : 0;
  while (start < text.length) {
    const newline = text.indexOf('\n', start);
    const end = newline === -1 ? text.length : newline;
    const to = end > start && text[end - 1] === '\r' ? end - 1 : end;
    if (to - start <= 4000) yield { line: text.slice(start, to), start };
    start = end + 1;
  }
}

export function localReference(directory: Folder, written: string, path: string, linked: boolean): LocalReference {
  return { written, path: resolveIn(directory, path), linked };
}

/** Reads a file; `undefined` where there is none, or it is no text. */
export function readManifest(repository: Repository, file: FilePath): ManifestText | undefined {
  if (repository.kind(file) !== 'file') return undefined;
  const text = repository.read(file);
  return text === undefined || text.includes('\0') ? undefined : new ManifestText(file, text);
}

/** The folders that patterns such as `packages/*` and `apps/**` match and that hold a file. */
export function matchingFolders(
  repository: Repository,
  directory: Folder,
  patterns: readonly string[],
  file: string,
): FilePath[] {
  const found = new Set<FilePath>();
  const without = new Set<FilePath>();
  for (const pattern of patterns) {
    const negated = pattern.startsWith('!');
    const parts = pattern
      .replace(/^!/, '')
      .split('/')
      .filter((part) => part !== '' && part !== '.');
    if (parts.includes('..')) continue;
    for (const folder of expand(repository, [directory], parts)) {
      if (folder === '' || folder === directory || repository.kind(child(folder, file)) !== 'file') continue;
      (negated ? without : found).add(folder);
    }
  }
  return [...found].filter((folder) => !without.has(folder)).sort();
}

function expand(repository: Repository, folders: readonly Folder[], parts: readonly string[]): Folder[] {
  let level = [...folders];
  for (const part of parts) {
    if (part === '**') {
      for (let at = 0; at < level.length && level.length < 1000; at++) level.push(...children(repository, level[at]!));
      continue;
    }
    level = part.includes('*')
      ? level.flatMap((folder) => children(repository, folder).filter((path) => fitsStar(part, baseName(path))))
      : level.map((folder) => child(folder, part)).filter((path) => repository.kind(path) === 'directory');
    if (level.length > 1000) level = level.slice(0, 1000);
  }
  return level;
}

function children(repository: Repository, folder: Folder): FilePath[] {
  return repository
    .list(folder)
    .filter((name) => !name.startsWith('.') && !NOT_OURS.has(name))
    .map((name) => child(folder, name))
    .filter((path) => repository.kind(path) === 'directory');
}

/** One star, as workspaces have it. */
function fitsStar(pattern: string, name: string): boolean {
  const [head = '', ...rest] = pattern.split('*');
  if (rest.length > 1) return rest.every((part) => part === '') && name.startsWith(head);
  return name.length >= head.length + rest[0]!.length && name.startsWith(head) && name.endsWith(rest[0]!);
}
