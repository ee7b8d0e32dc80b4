// The source that runs: what the files which start import of each other. Other source of the repository is for work on it.
import { baseName, descend, type FilePath, type Folder, parent, resolveFile } from '../../model/index.js';
import { imagePathFrom, normalisePath } from '../../dockerfile/index.js';
import { programIs } from '../../programs/index.js';
import type { Site } from '../../runs/index.js';

const MOST_FILES = 500;
const IMPORTS =
  /(?:\bfrom\s{0,9}|\bimport\s{0,9}(?:\(\s{0,9})?|\brequire(?:\.resolve)?\s{0,9}\(\s{0,9})["'`](\.{1,2}(?:\/[^"'`\n]{0,300})?)["'`]/g;
/** A name that is put together: anything may be loaded by it. */
const COMPUTED = /\b(?:require|import)\s{0,9}\(\s{0,9}(?:[^"'\s)]|["'][^"'\n]{0,300}["']\s{0,9}\+)/;
/** Words of a health check and of a script that are no program. */
const NO_PROGRAM = /^(?:CMD|run|start)$|^-|^\d+$|^exit$/;

/**
 * The files that run, where all are certain; `undefined` where a name is put together, or something else than a file of the
 * context is started.
 * @param commands everything that starts: CMD with the scripts it calls, and the health check.
 */
export function reachedFiles(site: Site, commands: string): readonly FilePath[] | undefined {
  const waiting = startedFiles(site, commands);
  if (!waiting) return undefined;
  const { repository } = site.context.evidence;
  const found = new Set<FilePath>();
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (found.has(path)) continue;
    if (found.size >= MOST_FILES) return undefined;
    found.add(path);
    const text = repository.read(path);
    if (text === undefined || COMPUTED.test(text)) return undefined;
    for (const [, name = ''] of text.matchAll(IMPORTS)) {
      const next = withEnding(site, resolveFile(parent(path), name));
      if (next === undefined) return undefined;
      if (/\.[cm]?js$/.test(next)) waiting.push(next);
      else if (!next.endsWith('.json')) return undefined;
    }
  }
  return [...found];
}

/** The files that node is started with, where nothing else is. */
function startedFiles(site: Site, commands: string): FilePath[] | undefined {
  const [context, ...others] = site.contexts;
  if (context === undefined || others.length > 0) return undefined;
  const found: FilePath[] = [];
  for (const command of commands.split(/&&|\|\||[;|]/)) {
    const called = command.split(/[\s"',[\]]+/).filter((word) => word !== '' && !word.includes('='));
    const at = called.findIndex((word) => baseName(word) === 'node');
    const before = called.slice(0, at === -1 ? undefined : at);
    if (before.some((word) => !NO_PROGRAM.test(word) && !passesOn(baseName(word)))) return undefined;
    if (at === -1) continue;
    const written = called.slice(at + 1).find((word) => !word.startsWith('-'));
    const file = written === undefined ? undefined : placeOf(site, context, written);
    if (file === undefined) return undefined;
    found.push(file);
  }
  return found.length > 0 ? found : undefined;
}

function passesOn(name: string): boolean {
  return programIs(name, 'init') || programIs(name, 'prefix') || programIs(name, 'runsScripts');
}

/** The file of the context that a path of the image means, where the context is copied to where the program runs. */
function placeOf(site: Site, context: Folder, written: string): FilePath | undefined {
  const { workdir } = site.stateAt(site.body.at(-1)!);
  if (workdir === undefined || workdir === '/') return undefined;
  const inside = imagePathFrom(workdir, normalisePath(written.startsWith('/') ? written : `${workdir}/${written}`));
  return inside === undefined ? undefined : withEnding(site, descend(context, inside) || undefined);
}

function withEnding({ context }: Site, path: FilePath | undefined): FilePath | undefined {
  if (path === undefined) return undefined;
  const { repository } = context.evidence;
  for (const ending of ['', '.js', '.mjs', '.cjs', '.json', '/index.js', '/index.mjs']) {
    const each = resolveFile('', `${path}${ending}`);
    if (each !== undefined && repository.kind(each) === 'file') return each;
  }
  return undefined;
}
