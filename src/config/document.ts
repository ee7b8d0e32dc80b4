// A file of settings as YAML (JSON is YAML): its data, and what is wrong with it in lines with a place.
import type { ErrorObject, ValidateFunction } from 'ajv';
import { parseYaml, type YamlFile, type YamlNode } from '../yaml/index.js';
import { ConfigError, ParseError, type FilePath } from '../model/index.js';
import type { LineIndex } from '../text/index.js';
import { locate } from './locate.js';
import { explainMistake, type Mistake } from './mistakes.js';
import type { Schema } from './schema-types.js';

/** The mapping the file holds; `undefined` for a file of comments only. */
export function readRoot(file: FilePath, text: string, lines: LineIndex): YamlNode | undefined {
  return rootOf(readYaml(file, text, lines), lines);
}

/**
 * The file's one mapping; `undefined` for a file of comments only.
 * @throws ConfigError for a second document.
 */
export function rootOf({ file, documents }: YamlFile, lines: LineIndex): YamlNode | undefined {
  const root = documents[0];
  if (root === undefined) return undefined;
  const second = documents[1];
  if (second !== undefined) {
    throw new ConfigError(
      formatMistakes(file, lines, [{ offset: second.span.start, message: 'a second document; harden reads one' }]),
    );
  }
  return root.kind === 'scalar' && root.value === null ? undefined : root;
}

/**
 * The file as YAML.
 * @throws ConfigError with a place where it is none.
 */
export function readYaml(file: FilePath, text: string, lines: LineIndex): YamlFile {
  try {
    return parseYaml(file, text);
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    const hint = error.hint === undefined ? '' : ` (${error.hint})`;
    throw new ConfigError(formatMistakes(file, lines, [{ offset: error.offset, message: error.message + hint }]));
  }
}

/** What the schema finds wrong, each with its place. */
export function schemaMistakes(schema: Schema, data: unknown, root: YamlNode): Mistake[] {
  const validate = validatorOf(schema);
  if (validate(data)) return [];
  const errors: readonly ErrorObject[] = validate.errors ?? [];
  // `if` only says that `then` or `else` failed, which has its own entry; `oneOf` says it for all that are below it.
  return errors
    .filter(({ keyword, schemaPath }) => keyword !== 'if' && !schemaPath.includes('/oneOf/'))
    .map((error) => explainMistake(error, (at) => locate(root, at)));
}

/** By the text of their schema. There are as many as the program has schemas, and making one costs more than reading a file. */
const validators = new Map<string, ValidateFunction>();

function validatorOf(schema: Schema): ValidateFunction {
  const text = JSON.stringify(schema);
  const known = validators.get(text);
  if (known) return known;
  // Loaded here because most repositories have no file.
  const { Ajv } = require('ajv') as typeof import('ajv');
  const made = new Ajv({ allErrors: true, verbose: true, strictTypes: false }).compile(schema);
  validators.set(text, made);
  return made;
}

export function formatMistakes(file: FilePath, lines: LineIndex, mistakes: readonly Mistake[]): string {
  const sorted = [...mistakes].sort((a, b) => a.offset - b.offset);
  const printed = sorted.map(({ offset, message }) => {
    const { line, column } = lines.position(offset);
    return `${file}:${line}:${column}: ${message}`;
  });
  return [...new Set(printed)].join('\n');
}
