// A baseline: the steps and findings that stood when a team began, in a file that is committed. Like harden.lock it may come
// from strangers: whatever is not exactly of its form is an error with a place.
import { ConfigError, type FilePath } from '../model/index.js';
import { printJson } from './schema.js';
import type { Schema } from './schema-types.js';
import { parseSettingsDocument } from './settings-document.js';

/** How often each key stands in a file: by file, by the id of a transform or a check. */
type Known = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

export interface Baseline {
  readonly steps: Known;
  readonly findings: Known;
}

const KEYS: Schema = {
  type: 'object',
  additionalProperties: { type: 'array', items: { type: 'string', pattern: '^[0-9a-f]{12}$' } },
  propertyNames: { pattern: '^[a-z][a-z0-9-]{0,99}$' },
};
const BY_FILE: Schema = {
  type: 'object',
  propertyNames: { pattern: '^[^\\u0000-\\u001f\\u007f]{1,400}$' },
  additionalProperties: KEYS,
};

/** The JSON Schema (draft 7) of a baseline. */
function baselineSchema(): Schema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Baseline of harden',
    description: 'What harden check --baseline takes as known: by file, by transform or check, a key for each.',
    type: 'object',
    additionalProperties: false,
    required: ['version', 'steps', 'findings'],
    properties: {
      version: { description: 'Version of this file format.', const: 1 },
      steps: { description: 'Keys of steps. They do not depend on line numbers.', ...BY_FILE },
      findings: { description: 'Keys of what is reported and not changed.', ...BY_FILE },
    },
  };
}

/** The schema as the shipped file holds it. */
export function baselineSchemaText(): string {
  return `${printJson(baselineSchema())}\n`;
}

/**
 * Reads a baseline.
 * @throws ConfigError with one line for each mistake.
 */
export function parseBaseline(shown: FilePath, text: string): Baseline {
  const { data } = parseSettingsDocument(shown, text, baselineSchema());
  if (data === undefined) throw new ConfigError(`${shown}:1:1: is empty; write it with --update-baseline`);
  return data as object as Baseline;
}

/** The text of a baseline: sorted, the same contents always the same bytes. */
export function baselineText({ steps, findings }: Baseline): string {
  return `${printJson({ version: 1, steps: sorted(steps), findings: sorted(findings) })}\n`;
}

function sorted(known: Known): Known {
  const files = Object.keys(known).sort();
  return Object.fromEntries(
    files.map((file) => {
      const ids = Object.keys(known[file]!).sort();
      return [file, Object.fromEntries(ids.map((id) => [id, [...known[file]![id]!].sort()]))];
    }),
  );
}
