// Go: go.mod, go.work, vendor/, and what the source says of programs, cgo and embedded files.
// Sources: https://go.dev/ref/mod, https://pkg.go.dev/cmd/cgo, https://pkg.go.dev/embed
import {
  type FilePath,
  type Folder,
  type LocalReference,
  type Read,
  type Repository,
  child,
  parent,
  walkFiles,
} from '../../model/index.js';
import { linesOf, localReference, readManifest, type ManifestText } from '../manifest-text.js';
import type { GoProject } from './project.js';

const MOST_SOURCES = 1500;
const MOST_ENTRIES = 5000;
const DEEPEST = 8;

export function readGo(repository: Repository, directory: Folder): GoProject | undefined {
  const manifest = readManifest(repository, child(directory, 'go.mod'));
  const work = readManifest(repository, child(directory, 'go.work'));
  if (!manifest && !work) return undefined;
  const sum = child(directory, 'go.sum');
  const vendored = child(directory, 'vendor/modules.txt');
  const replaces: Read<LocalReference & { module: string }>[] = [];
  const uses: Read<LocalReference>[] = [];
  const requires = new Map<string, Read<string>>();
  let module: Read<string> | undefined;
  let goVersion: Read<string> | undefined;
  let toolchain: Read<string> | undefined;
  for (const file of [manifest, work]) {
    for (const { words, read } of file ? directives(file) : []) {
      const [directive, first = ''] = words;
      if (directive === 'module') module = read(first);
      else if (directive === 'go') goVersion ??= read(first);
      else if (directive === 'toolchain') toolchain ??= read(first);
      else if (directive === 'use') uses.push(read(localReference(directory, first, first, true)));
      else if (directive === 'require' && words[2] !== undefined) requires.set(first, read(words[2]));
      else if (directive === 'replace') {
        const to = words[words.indexOf('=>') + 1] ?? '';
        if (/^(?:\.{1,2}(?:\/|$)|\/)/.test(to))
          replaces.push(read({ ...localReference(directory, to, to, true), module: first }));
      }
    }
  }
  let source: SourceFacts | undefined;
  const facts = (): SourceFacts => (source ??= scanSource(repository, directory));
  return {
    ecosystem: 'go',
    directory,
    manifests: ['go.mod', 'go.sum', 'go.work', 'go.work.sum']
      .map((name) => child(directory, name))
      .filter((path) => repository.kind(path) === 'file'),
    unread: [],
    module,
    goVersion,
    toolchain,
    replaces,
    uses,
    sum: repository.kind(sum) === 'file' ? sum : undefined,
    vendored: repository.kind(vendored) === 'file' ? vendored : undefined,
    requires,
    get mains() {
      return facts().mains;
    },
    get cgo() {
      return facts().cgo;
    },
    get embeds() {
      return facts().embeds;
    },
  };
}

/** Directives with their words, blocks unfolded. */
function* directives(
  manifest: ManifestText,
): Generator<{ readonly words: readonly string[]; readonly read: <T>(is: T) => Read<T> }> {
  let block = '';
  for (const { line, start } of linesOf(manifest.text)) {
    const comment = line.indexOf('//');
    const solid = (comment === -1 ? line : line.slice(0, comment)).trim();
    if (solid === '') continue;
    if (solid === ')') {
      block = '';
      continue;
    }
    const words = solid.split(/\s+/).map((word) => word.replace(/^["`]|["`]$/g, ''));
    if (words[1] === '(') {
      block = words[0]!;
      continue;
    }
    const read = <T>(is: T): Read<T> => manifest.read(is, start, start + line.length);
    yield { words: block === '' ? words : [block, ...words], read };
  }
}

interface SourceFacts {
  readonly mains: readonly Read<Folder>[];
  readonly cgo: readonly Read<FilePath>[];
  readonly embeds: readonly Read<string>[];
}

function scanSource(repository: Repository, directory: Folder): SourceFacts {
  const mains = new Map<Folder, Read<Folder>>();
  const cgo: Read<FilePath>[] = [];
  const embeds: Read<string>[] = [];
  const sources = walkFiles(repository, {
    from: [directory],
    wanted: (name) => name.endsWith('.go') && !name.endsWith('_test.go'),
    enter: (name) => name !== 'vendor' && name !== 'testdata' && !name.startsWith('_'),
    mostEntries: MOST_ENTRIES,
    deepest: DEEPEST,
  });
  for (const file of [...sources].slice(0, MOST_SOURCES)) {
    const manifest = readManifest(repository, file);
    if (!manifest) continue;
    const { text } = manifest;
    const folder = parent(file);
    const name = /^package[ \t]+(\w+)/m.exec(text);
    const ignored = /^\/\/(?:go:build|[ \t]*\+build)[ \t]+ignore\b/m.test(text);
    if (name?.[1] === 'main' && !ignored && !mains.has(folder))
      mains.set(folder, manifest.read(folder, name.index, name.index + name[0].length));
    const c = /^[ \t]*(?:import[ \t]+)?"C"[ \t]*$/m.exec(text);
    if (c && !ignored) cgo.push(manifest.read(file, c.index, c.index + c[0].length));
    for (const match of text.matchAll(/^\/\/go:embed[ \t]+(.{1,500})$/gm)) {
      for (const pattern of match[1]!.trim().split(/\s+/))
        embeds.push(manifest.read(pattern.replace(/^["`]|["`]$/g, ''), match.index, match.index + match[0].length));
    }
  }
  return { mains: [...mains.values()], cgo, embeds };
}
