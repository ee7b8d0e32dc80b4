// What the fuzzer starts from: small projects with files as people wrote them.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { diskWorkspace } from '../../src/run/index.js';

export interface Project {
  readonly name: string;
  readonly texts: Readonly<Record<string, string>>;
}

const MOST_FILES = 40;
const MOST_TEXT = 60_000;

/** Examples, golden cases, and whole plans of the project; with a folder, its repositories as well. */
export function projectsOf(root: string, corpus: string | undefined): Project[] {
  const folders = [join(root, 'examples'), join(root, '__tests__', 'golden'), join(root, '__tests__', 'plans')];
  const own = folders.flatMap((folder) =>
    befores(folder).map((before) => ({ name: relative(root, before), texts: textsBelow(before, true) })),
  );
  const repositories =
    corpus === undefined ? [] : foldersIn(corpus).flatMap((name) => partsOf(join(corpus, name), name));
  return [...own, ...repositories].filter(({ texts }) => Object.keys(texts).length > 0);
}

function befores(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isDirectory() && entry.name === 'before')
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function foldersIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => statSync(join(folder, name)).isDirectory())
    .sort();
}

/** Of a repository: each folder with a file that is planned, and what lies beside it. */
function partsOf(root: string, name: string): Project[] {
  const { files } = diskWorkspace({ root, paths: ['.'] });
  const folders = [...new Set(files.map(({ path }) => dirname(path)))];
  return folders.map((folder) => ({ name: join(name, folder), texts: textsBelow(join(root, folder), false) }));
}

function textsBelow(folder: string, recursive: boolean): Record<string, string> {
  const texts: Record<string, string> = {};
  let size = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive })) {
    if (!entry.isFile() || Object.keys(texts).length >= MOST_FILES) continue;
    const path = join(entry.parentPath, entry.name);
    const text = readFileSync(path, 'utf8');
    if (text.includes('\ufffd') || text.includes('\0') || size + text.length > MOST_TEXT) continue;
    size += text.length;
    texts[relative(folder, path)] = text;
  }
  return texts;
}
