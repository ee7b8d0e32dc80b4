// Data files (`data/*.yaml` and `data/*.tsv` below src) as the program gets them: a module whose default export gives the
// table, which is made when it is first called. jest, scripts and the build compile them alike, and keep nothing.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { parseDocument } from 'yaml';
import { profilesOf } from './profiles.mjs';

/** The data files that code imports. */
export const DATA = /[/\\]data[/\\][\w-]+\.(?:yaml|tsv)$/;

/** Keys for those who read and check a file. */
const UNSHIPPED = new Set(['looked', 'about']);

/**
 * The module of a data file.
 * @param exported what stands in front of its value: `export default` or `exports.default =`
 */
export function moduleOf(path, exported) {
  if (!path.endsWith('.tsv')) return `let table;\n${exported} () => (table ??= ${JSON.stringify(valueOf(path))});\n`;
  const text = JSON.stringify(rowsText(path));
  return `let table;\n${exported} () => (table ??= ${text}.split('\\n').map((line) => line.split('\\t')));\n`;
}

/** What a data file holds: rows of cells, the names of the columns first, or what YAML says. */
export function valueOf(path) {
  if (path.endsWith('.tsv'))
    return rowsText(path)
      .split('\n')
      .map((line) => line.split('\t'));
  const { folder, ...value } = readYaml(path);
  if (folder !== undefined) return profilesOf(filesOf(join(dirname(path), folder)));
  return Object.fromEntries(Object.entries(value).filter(([key]) => !UNSHIPPED.has(key)));
}

/** Files that what a data file holds stands in, besides itself. */
export function partsOf(path) {
  if (!path.endsWith('.yaml')) return [];
  const { folder } = readYaml(path);
  return folder === undefined ? [] : yamlFilesBelow(join(dirname(path), folder));
}

/** What a file says, by the rules of YAML 1.2. A mistake is an error with its file, line and column. */
export function readYaml(path) {
  return parseYaml(path).toJS();
}

/** The same as a document, with the places of what it says. */
export function parseYaml(path, lineCounter) {
  const document = parseDocument(readFileSync(path, 'utf8'), { ...(lineCounter && { lineCounter }) });
  const [problem] = [...document.errors, ...document.warnings];
  if (!problem) return document;
  const { line = 1, col = 1 } = problem.linePos?.[0] ?? {};
  throw new Error(`${path}:${line}:${col}: ${problem.message}`);
}

/** Without the lines that say where the rows are from. */
function rowsText(path) {
  return readFileSync(path, 'utf8')
    .replace(/^#.*\n/gm, '')
    .replace(/\n$/, '');
}

function filesOf(folder) {
  const paths = yamlFilesBelow(folder);
  const isFamily = (path) => basename(dirname(path)) === 'families';
  const byName = (some) => new Map(some.map((path) => [basename(path, '.yaml'), readYaml(path)]));
  return { profiles: byName(paths.filter((path) => !isFamily(path))), families: byName(paths.filter(isFamily)) };
}

function yamlFilesBelow(folder) {
  return readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => join(folder, name));
}
