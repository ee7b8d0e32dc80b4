import { isObject, setKey, toJS, type PlainValue } from '../yaml/index.js';
import { CONTAINER_LISTS, containerKeys, type KubernetesDoc } from './manifests.js';

type Plain = { readonly [key: string]: PlainValue };

/**
 * The objects of the file as plain JSON for the guards, keyed by `Kind/name` (`#2` on a repeat), their containers keyed
 * by name: `Deployment/web.spec.template.spec.containers.app.image`. Merge keys are resolved.
 */
export function effectiveManifests(doc: KubernetesDoc): Plain {
  const model: { [key: string]: PlainValue } = {};
  for (const { id, node } of doc.manifests) setKey(model, unquote(id), keyContainers(toJS(node)));
  return model;
}

/** Ids are places, so a name with a dot is quoted there; as a key of the model it is bare, and `flatten` quotes it. */
function unquote(id: string): string {
  return id.startsWith('"') ? (JSON.parse(id) as string) : id;
}

function keyContainers(value: PlainValue): PlainValue {
  if (Array.isArray(value)) return value.map(keyContainers);
  if (!isObject(value)) return value;
  const out: { [key: string]: PlainValue } = {};
  for (const key of Object.keys(value)) {
    const inner = value[key]!;
    const isList =
      (CONTAINER_LISTS as readonly string[]).includes(key) && Array.isArray(inner) && inner.every(isObject);
    setKey(out, key, isList ? byName(inner as readonly Plain[]) : keyContainers(inner));
  }
  return out;
}

function byName(containers: readonly Plain[]): PlainValue {
  const keys = containerKeys(
    containers.map(({ name }) => (name === undefined || name === null ? undefined : String(name))),
  );
  const out: { [key: string]: PlainValue } = {};
  containers.forEach((container, index) => {
    setKey(out, keys[index]!, keyContainers(container));
  });
  return out;
}
