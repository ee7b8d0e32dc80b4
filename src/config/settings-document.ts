// A file of settings that another room describes by its schema, with its YAML: for those who write into it.
import { ConfigError, type FilePath } from '../model/index.js';
import { LineIndex } from '../text/index.js';
import { toJS, type PlainValue, type YamlFile, type YamlNode } from '../yaml/index.js';
import { formatMistakes, readYaml, rootOf, schemaMistakes } from './document.js';
import type { Schema } from './schema-types.js';

interface SettingsDocument {
  readonly yaml: YamlFile;
  /** What it holds; `undefined` for a file of comments only. */
  readonly root: YamlNode | undefined;
  readonly data: PlainValue | undefined;
}

/**
 * Reads the file and holds it against the schema. JSON is YAML.
 * @throws ConfigError with one line for each mistake: `review.yaml:3:5: unknown key ...`.
 */
export function parseSettingsDocument(file: FilePath, text: string, schema: Schema): SettingsDocument {
  const lines = new LineIndex(text);
  const yaml = readYaml(file, text, lines);
  const root = rootOf(yaml, lines);
  if (root === undefined) return { yaml, root, data: undefined };
  const data = toJS(root);
  const mistakes = schemaMistakes(schema, data, root);
  if (mistakes.length > 0) throw new ConfigError(formatMistakes(file, lines, mistakes));
  return { yaml, root, data };
}

/** A mistake that no schema finds, as one of the file's: `review.yaml:3:5: ...`. */
export function settingsError({ file, text }: YamlFile, offset: number, message: string): ConfigError {
  return new ConfigError(formatMistakes(file, new LineIndex(text), [{ offset, message }]));
}
