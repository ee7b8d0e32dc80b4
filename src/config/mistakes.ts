import type { ErrorObject } from 'ajv';
import { closest, distance } from 'fastest-levenshtein';
import { pointerParts, type Locate } from './locate.js';

export interface Mistake {
  readonly offset: number;
  /** One line, without the place. */
  readonly message: string;
}

const TYPES: Readonly<Record<string, string>> = {
  object: 'a mapping',
  array: 'a list',
  string: 'text',
  boolean: 'true or false',
  number: 'a number',
};

/** What the validator found, in the words of somebody who writes the file. */
export function explainMistake(error: ErrorObject, locate: Locate): Mistake {
  const pointer = pointerParts(error.instancePath);
  const value = locate({ pointer });
  const at = nameOf(pointer);
  switch (error.keyword) {
    case 'additionalProperties': {
      const key = String(error.params.additionalProperty);
      return { offset: locate({ pointer, key }), message: unknownKey(key, pointer, error.parentSchema) };
    }
    case 'required':
      return { offset: value, message: `missing key "${error.params.missingProperty}"` };
    case 'oneOf':
      return { offset: value, message: `${at}: expected ${alternatives(error.schema)}` };
    case 'enum':
      return {
        offset: value,
        message: `${at}: expected ${words(error.params.allowedValues)}, found ${shown(error.data)}`,
      };
    case 'const':
      return {
        offset: value,
        message: `${at}: expected ${shown(error.params.allowedValue)}, found ${shown(error.data)}`,
      };
    case 'pattern':
      return { offset: value, message: `${at}: ${shown(error.data)} does not have the form ${error.params.pattern}` };
    case 'minItems':
    case 'minLength':
      return { offset: value, message: `${at}: must not be empty` };
    case 'type':
      return {
        offset: value,
        message: `${at}: expected ${TYPES[error.params.type] ?? error.params.type}, found ${shown(error.data)}`,
      };
    default:
      return { offset: value, message: `${at}: ${error.message ?? 'not valid'}` };
  }
}

/** `http with port, tcp, or command with service`, as a schema lists them. */
function alternatives(schema: unknown): string {
  const lists = (schema as readonly { readonly required: readonly string[] }[]).map(({ required }) =>
    required.join(' with '),
  );
  return `${lists.slice(0, -1).join(', ')} or ${lists.at(-1)}, and one of them`;
}

function unknownKey(key: string, pointer: readonly string[], schema: unknown): string {
  const known = Object.keys((schema as { properties?: object } | undefined)?.properties ?? {});
  const parent = pointer.at(-1);
  const inOptions = pointer.at(-2) === 'transforms';
  const what = parent === 'transforms' ? 'transform' : inOptions ? `option of ${parent}` : 'key';
  return `unknown ${what} ${quote(key)}${suggestion(key, known)}`;
}

/** The nearest known word, where it is near enough to be what was meant. */
function suggestion(word: string, known: readonly string[]): string {
  if (known.length === 0 || word.length > 100) return '';
  const near = closest(word.toLowerCase(), known);
  const limit = Math.max(2, Math.floor(near.length / 3));
  return distance(word.toLowerCase(), near) <= limit ? `; did you mean ${quote(near)}?` : '';
}

function nameOf(pointer: readonly string[]): string {
  if (pointer.length === 0) return 'the file';
  let name = '';
  for (const part of pointer) name += /^\d+$/.test(part) ? `[${part}]` : `${name === '' ? '' : '.'}${part}`;
  return short(name);
}

function words(values: readonly unknown[]): string {
  const shownValues = values.map((value) => String(value));
  return `${shownValues.slice(0, -1).join(', ')} or ${shownValues.at(-1)}`;
}

function shown(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  return typeof value === 'string' ? quote(value) : String(value);
}

/** Quoted, so that nothing in the file can write to the terminal, and short. */
export function quote(text: string): string {
  return `"${short(text)}"`;
}

function short(text: string): string {
  const clean = JSON.stringify(text)
    .slice(1, -1)
    .replace(/[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]/g, '?');
  return clean.length > 80 ? `${clean.slice(0, 77)}...` : clean;
}
