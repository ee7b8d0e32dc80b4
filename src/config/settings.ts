// Files of settings beside `.harden.yaml`, read and checked as it is.
import { ConfigError, type FilePath } from '../model/index.js';
import { LineIndex } from '../text/index.js';
import { toJS } from '../yaml/index.js';
import { formatMistakes, readRoot, schemaMistakes } from './document.js';
import { printJson } from './schema.js';
import type { Schema } from './schema-types.js';

/**
 * What a file of settings says: YAML or JSON, held against its schema, which `Written` describes.
 * @throws ConfigError with one line for each mistake: `file:3:5: unknown key ...`.
 */
export function parseSettings<Written>(file: FilePath, text: string, schema: Schema): Written {
  const lines = new LineIndex(text);
  const root = readRoot(file, text, lines);
  if (root === undefined) throw new ConfigError(`${file}:1:1: is empty; begin with version: 1`);
  const data: unknown = toJS(root);
  const mistakes = schemaMistakes(schema, data, root);
  if (mistakes.length > 0) throw new ConfigError(formatMistakes(file, lines, mistakes));
  return data as Written;
}

/** A schema as a shipped file holds it. */
export function settingsText(schema: Schema): string {
  return `${printJson(schema)}\n`;
}
