import type { ComposeDoc } from './compose.js';
import { isObject, setKey, toJS, type PlainValue } from '../yaml/index.js';

type Plain = { readonly [key: string]: PlainValue };

/** Lists that a later document or an extending service replaces; others are appended. */
const REPLACED = new Set(['command', 'entrypoint', 'test']);

/**
 * What Compose makes of the file, as plain JSON for the guards: merge keys and same-file `extends` resolved, documents
 * laid over each other, `!reset` and `!override` followed. Variables are not replaced. A v1 file has its services at
 * the top.
 */
export function effectiveCompose(doc: ComposeDoc): Plain {
  let model: Plain = {};
  for (const root of doc.yaml.documents) {
    const value = toJS(root);
    if (isObject(value)) model = doc.yaml.documents.length === 1 ? value : overlay(model, value);
  }
  return extendServices(doc, model);
}

function extendServices(doc: ComposeDoc, model: Plain): Plain {
  if (!doc.services.some((service) => service.extends && service.extends.file === undefined)) return model;
  const services = doc.isV1 ? model : model.services;
  if (!isObject(services)) return model;
  const resolved: { [key: string]: PlainValue } = { ...services };
  for (const { name } of doc.services) setKey(resolved, name, extended(doc, services, name, new Set()) ?? null);
  return doc.isV1 ? resolved : { ...model, services: resolved };
}

function extended(doc: ComposeDoc, services: Plain, name: string, seen: Set<string>): PlainValue | undefined {
  const own = Object.hasOwn(services, name) ? services[name] : undefined;
  const parent = doc.service(name)?.extends;
  if (!isObject(own) || !parent || parent.file !== undefined || seen.has(name)) return own;
  seen.add(name);
  const base = extended(doc, services, parent.service, seen);
  if (!isObject(base)) return own;
  return overlay(base, own);
}

function overlay(base: Plain, over: Plain): Plain {
  const out: { [key: string]: PlainValue } = { ...base };
  for (const key of Object.keys(over)) {
    const value = over[key]!;
    if (isObject(value) && Object.hasOwn(value, '!reset')) {
      delete out[key];
      continue;
    }
    setKey(out, key, Object.hasOwn(base, key) ? combine(key, base[key]!, value) : value);
  }
  return out;
}

function combine(key: string, base: PlainValue, over: PlainValue): PlainValue {
  if (isObject(over) && Object.hasOwn(over, '!override')) return over['!override']!;
  if (isObject(base) && isObject(over)) return overlay(base, over);
  if (Array.isArray(base) && Array.isArray(over) && !REPLACED.has(key)) return [...base, ...over];
  return over;
}
