// Data files (`data/*.yaml` and `data/*.tsv` below src) as the program gets them: a module whose default export gives the
// table, which is made when it is first called. jest, scripts and the build compile them alike, and keep nothing.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { LineCounter, parseDocument, visit } from 'yaml';
import { profilesOf } from './profiles.mjs';

/** The data files that code imports. */
export const DATA = /[/\\]data[/\\][\w-]+\.(?:yaml|tsv)$/;

/** Keys for those who read and check a file. */
const UNSHIPPED = new Set(['looked', 'about']);

/**
 * The module of a data file: the table by default, and the names of its columns as `columns` where it has some.
 * @param {'esm' | 'cjs'} form
 */
export function moduleOf(path, form) {
  const exported = (name) => {
    if (form === 'cjs') return `exports.${name} =`;
    return name === 'default' ? 'export default' : `export const ${name} =`;
  };
  const given = (value) => `let table;\n${exported('default')} () => (table ??= ${value});\n`;
  if (!path.endsWith('.tsv')) return given(JSON.stringify(valueOf(path)));
  const { columns, rows } = textOf(path);
  // As text: there is less to read where nobody asks for it.
  return `${exported('columns')} ${JSON.stringify(columns.split('\t'))};
${given(`${JSON.stringify(rows)}.split('\\n').map((row) => row.split('\\t'))`)}`;
}

/** What a data file holds: rows of cells, or what YAML says. */
export function valueOf(path) {
  if (path.endsWith('.tsv')) {
    const { rows } = textOf(path);
    return rows.split('\n').map((row) => row.split('\t'));
  }
  const { folder, files, ...value } = readYaml(path);
  if (folder !== undefined) return profilesOf(filesOf(join(dirname(path), folder)));
  if (files !== undefined) return yamlFilesBelow(join(dirname(path), files)).map((each) => shipped(readYaml(each)));
  return shipped(value);
}

function shipped(value) {
  return Object.fromEntries(Object.entries(value).filter(([key]) => !UNSHIPPED.has(key)));
}

/** The files that what a data file holds stands in; `undefined` where it is all in the file itself. */
export function partsOf(path) {
  if (!path.endsWith('.yaml')) return undefined;
  const { folder, files = folder } = readYaml(path);
  return files === undefined ? undefined : yamlFilesBelow(join(dirname(path), files));
}

/** What a file says, by the rules of YAML 1.2. A mistake is an error with its file, line and column. */
export function readYaml(path) {
  return parseYaml(path).toJS();
}

/** The same as a document, with the places of what it says. */
export function parseYaml(path, lineCounter = new LineCounter()) {
  const document = parseDocument(readFileSync(path, 'utf8'), { lineCounter });
  const [problem] = [...document.errors, ...document.warnings];
  if (problem) throw new Error(`${path}:${placeOf(lineCounter, problem.pos[0])}: ${problem.message}`);
  visit(document, {
    Pair(_, { key }) {
      // 3.10 is the number 3.1.
      if (typeof key.value === 'string') return;
      throw new Error(`${path}:${placeOf(lineCounter, key.range[0])}: the key ${key.source} has to stand in quotes`);
    },
  });
  return document;
}

function placeOf(lineCounter, offset) {
  const { line, col } = lineCounter.linePos(offset);
  return `${line}:${col}`;
}

/** The names of the columns and the rows below, without lines that begin with `#`. */
function textOf(path) {
  const lines = readFileSync(path, 'utf8')
    .replace(/^#.*\n/gm, '')
    .replace(/\n$/, '')
    .split('\n');
  return { columns: lines[0], rows: lines.slice(1).join('\n') };
}

function filesOf(folder) {
  const paths = yamlFilesBelow(folder);
  const isFamily = (path) => basename(dirname(path)) === 'families';
  const byName = (some) => new Map(some.map((path) => [basename(path, '.yaml'), readYaml(path)]));
  return { profiles: byName(paths.filter((path) => !isFamily(path))), families: byName(paths.filter(isFamily)) };
}

function yamlFilesBelow(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => join(folder, name));
}
