// What harden.lock may hold, once as patterns for its schema and for the quick check of a file harden wrote itself.
import { ECOSYSTEMS } from '../ecosystems/index.js';
import { printJson } from './schema.js';
import type { Schema } from './schema-types.js';

const TAG = '^\\w[\\w.-]{0,127}$';
const HOST = '^[\\w.:\\[\\]-]{1,255}$';

/** The fields of an entry, by name. An optional one ends with `?`. */
type Fields = Readonly<Record<string, { readonly about: string; readonly pattern?: string }>>;

const IMAGE: Fields = {
  tag: { about: 'The tag asked about; of an update the newest one within its policy.', pattern: TAG },
  digest: { about: 'Of the index where the image has several platforms.', pattern: '^sha256:[0-9a-f]{64}$' },
  multiPlatform: { about: 'The digest is of an index: it holds for every platform.' },
  'specificTag?': { about: 'The most specific tag with the same digest.', pattern: TAG },
  'created?': { about: 'When the image was made.', pattern: '^\\d{4}-\\d\\d-\\d\\dT[\\d:.]{5,12}Z$' },
  from: { about: 'The host that answered.', pattern: HOST },
};
const PACKAGE: Fields = {
  version: { about: 'The newest version that fits.', pattern: '^[0-9A-Za-z][\\w.!+-]{0,99}$' },
  from: { about: 'The host that answered.', pattern: HOST },
};

const INDEXES = ECOSYSTEMS.flatMap(({ index }) => index?.id ?? []).join('|');

/** By what the question begins with. The patterns keep control characters and line breaks out. */
const ENTRIES = [
  { key: '^image [!-~]{1,400}$', kind: 'image', fields: IMAGE, about: 'What a tag names.' },
  {
    key: '^image-update (?:digest|patch|minor|major)(?: [1-9]\\d{0,3}d)? [!-~]{1,400}$',
    kind: 'image-update',
    fields: IMAGE,
    about: 'What a pin moves to, under a policy and a cooldown.',
  },
  {
    key: `^package (?:${INDEXES}) [!-~][ -~]{0,400}$`,
    kind: 'package',
    fields: PACKAGE,
    about: 'Which version of a package is the newest: name, range, version of the language.',
  },
] as const;

/** The JSON Schema (draft 7) of `harden.lock`. */
export function lockSchema(): Schema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'harden.lock',
    description: 'What registries and package indexes answered, so that a later run gives the same without asking.',
    type: 'object',
    additionalProperties: false,
    required: ['version', 'answers'],
    properties: {
      version: { description: 'Version of this file format.', const: 1 },
      answers: {
        description: 'Answers by question, sorted.',
        type: 'object',
        additionalProperties: false,
        patternProperties: Object.fromEntries(
          ENTRIES.map(({ key, fields, about }) => [key, { description: about, ...objectOf(fields) }]),
        ),
      },
    },
  };
}

/** The schema as the shipped file holds it. */
export function lockSchemaText(): string {
  return `${printJson(lockSchema())}\n`;
}

function objectOf(fields: Fields): Schema {
  const properties: Record<string, Schema> = {};
  for (const [name, { about, pattern }] of Object.entries(fields))
    properties[name.replace('?', '')] = {
      description: about,
      ...(pattern === undefined ? { type: 'boolean' } : { type: 'string', pattern }),
    };
  const required = Object.keys(fields).filter((name) => !name.endsWith('?'));
  return { type: 'object', additionalProperties: false, required, properties };
}

/** The kind of an entry by its question; `undefined` for a question that nobody asks. */
export function kindOfEntry(key: string): (typeof ENTRIES)[number]['kind'] | undefined {
  return ENTRIES.find((entry) => matcher(entry.key).test(key))?.kind;
}

/** What the schema says of an entry, without the validator. */
export function isEntry(key: string, value: unknown): boolean {
  const entry = ENTRIES.find((each) => matcher(each.key).test(key));
  if (!entry || typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const left = new Map(Object.entries(value));
  for (const [name, { pattern }] of Object.entries(entry.fields)) {
    const field = name.replace('?', '');
    const written = left.get(field);
    if (!left.delete(field)) {
      if (name.endsWith('?')) continue;
      return false;
    }
    if (pattern === undefined ? typeof written !== 'boolean' : !isText(written, pattern)) return false;
  }
  return left.size === 0;
}

function isText(value: unknown, pattern: string): boolean {
  return typeof value === 'string' && matcher(pattern).test(value);
}

const matchers = new Map<string, RegExp>();

function matcher(pattern: string): RegExp {
  const known = matchers.get(pattern) ?? new RegExp(pattern, 'u');
  matchers.set(pattern, known);
  return known;
}
