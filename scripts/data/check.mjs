// What must hold of every data file: its schema, its sources, the types that code has of it, and what is written from it.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import Ajv from 'ajv';
import { LineCounter, parseDocument } from 'yaml';
import { partsOf, valueOf } from './compile.mjs';
import { faultsOfProfiles } from './profiles.mjs';

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
    .filter((path) => /[/\\]data[/\\][\w-]+\.(?:yaml|tsv)$/.test(path))
    .sort()
    .flatMap((path) => {
      const parts = partsOf(path);
      return (parts.length > 0 ? parts : [path]).map((each) =>
        readFile(each, join(dirname(path), 'schema', schemaName(each))),
      );
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
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  const first = lines.findIndex((line) => !line.startsWith('#'));
  const about = lines.slice(0, first);
  const told = (name) => about.flatMap((line) => new RegExp(`^# ${name}: (.+)$`).exec(line)?.[1] ?? []);
  const columns = lines[first].split('\t');
  const rows = lines
    .slice(first + 1)
    .map((line) => Object.fromEntries(line.split('\t').map((cell, at) => [columns[at] ?? at, cell])));
  const value = { sources: told('source'), rows };
  return {
    path,
    schema,
    looked: told('looked')[0],
    value,
    lineOf: ([list, row]) => (list === 'rows' && row !== undefined ? first + 2 + Number(row) : 1),
  };
}

function readTree(path, schema) {
  const lines = new LineCounter();
  const document = parseDocument(readFileSync(path, 'utf8'), { lineCounter: lines });
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

/** What is wrong with data files, a line each: `src/knowledge/data/rules.yaml:12: ...`. */
export function faultsOf(files, root, today) {
  const ajv = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true, verbose: true });
  const faults = [];
  for (const file of files) {
    const say = (at, what) => faults.push(`${relative(root, file.path)}:${file.lineOf(at)}: ${what}`);
    if (!/^\d{4}-\d\d-\d\d$/.test(file.looked ?? ''))
      say([], 'has no day on which it was last looked at: `looked: 2026-01-31`');
    else if (file.looked > today) say(['looked'], `was looked at on a day to come, ${file.looked}`);
    if (!existsSync(file.schema)) {
      say([], `has no schema: write ${relative(root, file.schema)}`);
      continue;
    }
    const validate =
      ajv.getSchema(file.schema) ?? ajv.compile({ ...JSON.parse(readFileSync(file.schema, 'utf8')), $id: file.schema });
    if (validate(file.value)) continue;
    for (const { instancePath, message, params, data } of validate.errors) {
      const at = instancePath
        .split('/')
        .slice(1)
        .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
      const more = [params.additionalProperty, params.allowedValues?.join(', ')].filter(Boolean).join(' ');
      const given = typeof data === 'object' ? '' : ` (it is ${JSON.stringify(data)})`;
      say(at, `${at.join('.') || 'the file'} ${message}${more ? `: ${more}` : ''}${given}`);
    }
  }
  for (const rules of files.filter(({ path }) => basename(path) === 'rules.yaml'))
    faults.push(...faultsOfRules(rules, root));
  for (const path of new Set(
    files.filter(({ schema }) => basename(schema) === 'images.json').map(({ path }) => dirname(path)),
  ))
    faults.push(...faultsOfProfiles(path).map((fault) => `${relative(root, path)}/${fault}`));
  return faults;
}

/** An id that no tool is known to print has no source. */
function faultsOfRules({ path, value, lineOf }, root) {
  const tools = Object.keys(value.about?.tools ?? {}).sort((one, other) => other.length - one.length);
  const isKnown = (id) =>
    tools.some((tool) => id === tool || (id.startsWith(tool) && /^[-_ ]?\d|^ /.test(id.slice(tool.length))));
  return Object.entries(value.sections ?? {}).flatMap(([section, rows]) =>
    Object.entries(rows).flatMap(([slug, { ids = [] }]) =>
      ids
        .filter((id) => !isKnown(id))
        .map(
          (id) =>
            `${relative(root, path)}:${lineOf(['sections', section, slug, 'ids'])}: no tool of about.tools prints ${id}`,
        ),
    ),
  );
}

/** What the compiler says of the tables, written out, by the types that their declarations give them. */
export function faultsOfTypes(root) {
  const folder = join(root, 'node_modules', '.cache', 'harden', 'data-types');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const declared = readdirSync(join(root, 'src'), { recursive: true }).filter((name) =>
    /\.d\.(?:yaml|tsv)\.ts$/.test(name),
  );
  for (const name of declared) {
    const path = join(root, 'src', name.replace(/\.d(\.\w+)\.ts$/, '$1'));
    const value = valueOf(path);
    const text = `import type table from ${JSON.stringify(relative(folder, path))};
export const value: ReturnType<typeof table> = ${JSON.stringify(path.endsWith('.tsv') ? value.slice(1) : value, undefined, 1)};\n`;
    writeFileSync(join(folder, `${basename(path).replace('.', '-')}.ts`), text);
  }
  const settings = {
    extends: join(root, 'tsconfig.json'),
    compilerOptions: { rootDir: root },
    include: ['*.ts'],
    exclude: [],
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(settings));
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const { status, stdout } = spawnSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8', cwd: root });
  return status === 0 ? [] : stdout.trim().split('\n');
}
