// Judges manifests by the API's own schemas (kubernetes-models generates its validators and types from them). The
// validators let unknown fields pass, as the schemas do; the types show which fields there are.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isObject, toJS, type PlainValue } from '../../src/yaml/index.js';
import { parseManifests } from '../../src/kubernetes/index.js';
import { filePath } from '../../src/model/index.js';

const MODELS = join(__dirname, '..', '..', 'node_modules', 'kubernetes-models');

/** What the API would say against each object of the file; a kind or version without a schema is passed over. */
export function schemaMistakes(path: string, text: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { id, node } of parseManifests(filePath(path), text).manifests) {
    const value = toJS(node);
    if (!isObject(value)) continue;
    const model = modelOf(value);
    if (model === undefined) continue;
    const validator = new model.Class(value);
    const mistakes = unknownFields(value, model.types, '');
    try {
      validator.validate();
    } catch (error) {
      mistakes.push((error as Error).message);
    }
    found.set(id, mistakes);
  }
  return found;
}

interface Model {
  readonly Class: new (value: PlainValue) => { validate(): void };
  readonly types: string;
}

function modelOf({ apiVersion, kind }: { readonly [key: string]: PlainValue }): Model | undefined {
  if (typeof apiVersion !== 'string' || typeof kind !== 'string' || !/^[\w./-]+$/.test(apiVersion + kind)) {
    return undefined;
  }
  const path = join(MODELS, apiVersion, kind);
  if (!existsSync(`${path}.js`)) return undefined;
  const exported = require(`${path}.js`) as Record<string, Model['Class']>;
  return { Class: exported[kind]!, types: `${path}.d.ts` };
}

interface Fields {
  /** Where the type of each field is described; `undefined` for a scalar and for maps of the user's own keys. */
  readonly types: ReadonlyMap<string, string | undefined>;
}

const known = new Map<string, Fields | undefined>();

function fieldsOf(path: string): Fields | undefined {
  if (known.has(path)) return known.get(path);
  const text = readFileSync(path, 'utf8');
  const body = /^export interface \w+[^{]*\{\n([\s\S]*?)^\}/m.exec(text)?.[1];
  let fields: Fields | undefined;
  if (body !== undefined) {
    const imports = new Map(
      [...text.matchAll(/^import \{ (\w+) \} from "([^"]+)"/gm)].map(([, name, from]) => [name!, from!]),
    );
    const types = new Map<string, string | undefined>();
    for (const [, key, type] of body.matchAll(/^ {4}"([^"]+)"\??: (.*)$/gm)) {
      const from = imports.get(/\w*IIo\w+/.exec(type!)?.[0] ?? '');
      types.set(key!, from?.startsWith('.') ? join(dirname(path), `${from}.d.ts`) : undefined);
    }
    fields = { types };
  }
  known.set(path, fields);
  return fields;
}

function unknownFields(value: PlainValue, types: string, at: string): string[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => unknownFields(item, types, `${at}/${index}`));
  if (!isObject(value)) return [];
  const fields = fieldsOf(types);
  // A quantity, a time: scalars with a name.
  if (!fields) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    if (!fields.types.has(key)) return [`${at}/${key} is no field of the API`];
    const next = fields.types.get(key);
    return next === undefined ? [] : unknownFields(inner, next, `${at}/${key}`);
  });
}
