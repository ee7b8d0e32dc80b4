// The data files below src, as their check reads them.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { LineCounter } from 'yaml';
import { DATA, parseYaml, partsOf } from './compile.mjs';

/**
 * @typedef DataFile
 * @property {string} path
 * @property {string} schema the file of its schema
 * @property {string} [looked] the day on which somebody last held it against its sources
 * @property {unknown} value for the schema: rows as objects by the names of their columns
 * @property {(at: readonly (string | number)[]) => number} lineOf the line on which a part of the value begins
 */

/** Every data file below src, those that are parts of another in place of that. */
export function dataFiles(root) {
  return readdirSync(join(root, 'src'), { recursive: true })
    .map((name) => join(root, 'src', name))
    .filter((path) => DATA.test(path))
    .sort()
    .flatMap((path) => {
      return (partsOf(path) ?? [path]).map((each) => readFile(each, join(dirname(path), 'schema', schemaName(each))));
    });
}

/** `images.json` for `images/nginx.yaml`, `families.json` for `images/families/postgres.yaml`, `rules.json` for `rules.yaml`. */
function schemaName(path) {
  const folder = basename(dirname(path));
  return `${folder === 'data' ? basename(path).replace(/\.\w+$/, '') : folder}.json`;
}

function readFile(path, schema) {
  return path.endsWith('.tsv') ? readRows(path, schema) : readTree(path, schema);
}

function readRows(path, schema) {
  const lines = readFileSync(path, 'utf8').replace(/\n$/, '').split('\n');
  const told = (name) => lines.flatMap((line) => new RegExp(`^# ${name}: (.+)$`).exec(line)?.[1] ?? []);
  const [head, ...places] = [...lines.keys()].filter((at) => !lines[at].startsWith('#'));
  const columns = lines[head].split('\t');
  const rows = places.map((at) =>
    Object.fromEntries(lines[at].split('\t').map((cell, column) => [columns[column] ?? column, cell])),
  );
  const value = { sources: told('source'), rows };
  const lineOf = ([list, row]) => (list === 'rows' && row !== undefined ? places[row] : head) + 1;
  return { path, schema, looked: told('looked')[0], value, lineOf };
}

function readTree(path, schema) {
  const lines = new LineCounter();
  const document = parseYaml(path, lines);
  const lineOf = (at) => {
    for (let length = at.length; length >= 0; length--) {
      const range = document.getIn(at.slice(0, length), true)?.range;
      if (range) return lines.linePos(range[0]).line;
    }
    return 1;
  };
  const value = document.toJS();
  return { path, schema, looked: value.looked, value, lineOf };
}
