// Requirements files as a graph: names, what they include, and what they install from the repository.
// Source: https://pip.pypa.io/en/stable/reference/requirements-file-format/
import {
  type FilePath,
  type LocalReference,
  type Read,
  type Repository,
  type Source,
  resolveIn,
} from '../../model/index.js';
import { linesOf, localReference, readManifest } from '../manifest-text.js';
import type { RequirementsRead } from './project.js';

const MOST_FILES = 50;
const INCLUDE = /^(?:-r|--requirement|-c|--constraint)(?:\s*=\s*|\s+|(?=[^\s=-]))(\S+)/;
const EDITABLE = /^(?:-e|--editable)(?:\s*=\s*|\s+)(["']?)(\S+)\1/;
const LINKS = /^(?:-f|--find-links)(?:\s*=\s*|\s+)(\S+)/;

/** PEP 503. */
function normalised(name: string): string {
  return name.replace(/[-_.]+/g, '-').toLowerCase();
}

/** The name of a requirement; `undefined` for paths, addresses and options. */
export function requirementName(text: string): string | undefined {
  const name = /^\s*([A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)\s*(?:\[[^\]]*\]\s*)?(?:[=<>!~;@(,\s]|$)/.exec(text)?.[1];
  return name === undefined || /\.(?:whl|zip|tar|gz|bz2|tgz)$/i.test(name) ? undefined : normalised(name);
}

/** Reads a file and those it includes, each once. */
export function requirementsWith(
  repository: Repository,
  file: FilePath,
  known: Map<FilePath, RequirementsRead>,
  unread: { file: FilePath; why: string }[],
): void {
  const waiting = [file];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    if (known.has(at) || known.size >= MOST_FILES || unread.some((each) => each.file === at)) continue;
    const read = readOne(repository, at);
    if (!read) {
      unread.push({
        file: at,
        why: repository.kind(at) === 'file' ? 'it is too large, or not UTF-8' : 'it is not there',
      });
      continue;
    }
    known.set(at, read);
    for (const { is } of read.includes) if (is.path !== undefined) waiting.push(is.path);
  }
}

function readOne(repository: Repository, file: FilePath): RequirementsRead | undefined {
  const manifest = readManifest(repository, file);
  if (!manifest) return undefined;
  const names: Read<string>[] = [];
  const includes: { is: RequirementsRead['includes'][number]['is']; from: Source }[] = [];
  const local: Read<LocalReference>[] = [];
  let continued = false;
  for (const { line, start } of linesOf(manifest.text)) {
    const goesOn = continued;
    continued = line.endsWith('\\');
    const content = line.replace(/(?:^|\s)#.*/s, '').trim();
    if (goesOn || content === '') continue; // further lines of a requirement hold options and hashes only
    const end = start + line.length;
    const read = <T>(is: T): Read<T> => manifest.read(is, start, end);
    const include = INCLUDE.exec(content)?.[1];
    if (include !== undefined) {
      const path = resolveIn(manifest.folder, include);
      const constraint = /^(?:-c|--constraint)/.test(content);
      includes.push(read({ path: path === '' ? undefined : path, written: include, constraint }));
      continue;
    }
    const editable = EDITABLE.exec(content)?.[2];
    const links = LINKS.exec(content)?.[1];
    // pip takes paths relative to where it runs, not to the file; the folder of the file is what people mean.
    if (editable !== undefined) {
      if (!/^[a-z+]+(?:\+|:\/\/)/i.test(editable)) local.push(read(localOf(manifest.folder, editable, true)));
      else if (editable.startsWith('file:')) local.push(read(localOf(manifest.folder, editable, true)));
      continue;
    }
    if (links !== undefined) {
      if (!links.includes('://')) local.push(read(localOf(manifest.folder, links, false)));
      continue;
    }
    if (content.startsWith('-')) continue;
    const name = requirementName(content);
    const file = /(?:^|@\s*)file:(?:\/\/)?(\S+)/.exec(content)?.[1];
    if (file !== undefined) local.push(read(localOf(manifest.folder, file, false)));
    else if (name === undefined && isPath(content)) local.push(read(localOf(manifest.folder, content, false)));
    if (name !== undefined) names.push(read(name));
  }
  return { file, names, includes, local };
}

function isPath(content: string): boolean {
  return (
    !/^[a-z+]+:\/\//i.test(content) && (/^[./]|\//.test(content) || /\.(?:whl|zip|tar|gz|bz2|tgz)$/i.test(content))
  );
}

function localOf(folder: RequirementsRead['file'] | '', written: string, linked: boolean): LocalReference {
  const path = written
    .replace(/^file:(?:\/\/)?/, '')
    .replace(/[[;#].*/s, '')
    .trim();
  return localReference(folder, written, path, linked);
}
