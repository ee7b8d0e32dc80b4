// What other files decide for a service.
import { resolveFile, type Stop, stop, wordList } from '../model/index.js';
import { findEntry, findValue, toJS, type YamlNode } from '../yaml/index.js';
import type { Service } from '../compose/index.js';
import type { Surroundings } from './around.js';
import type { Setting } from './settings.js';
import type { ServiceRewriter } from './rule.js';

/** True where the service of another file that this one extends has all of it already. */
export function inheritsFrom(
  { documents, folder }: Surroundings,
  { extends: parent }: Service,
  wanted: readonly Setting[],
): boolean {
  if (parent?.file === undefined) return false;
  const found = documents.compose(resolveFile(folder, parent.file))?.service(parent.service);
  return found !== undefined && wanted.every(({ path: [key] }) => holds(found.get(key), wanted, key));
}

/** True where the file that this one is laid over sets a key of the rule for the service: nothing is missing then. */
export function isSetInBaseFile(
  { base }: Surroundings,
  { decidedBy }: Pick<ServiceRewriter, 'decidedBy'>,
  { name }: Service,
): boolean {
  const below = base?.doc.service(name);
  return below !== undefined && decidedBy.some((key) => below.has(key));
}

/**
 * Another file that sets a key of the rule for this service. One that is laid over this file, or below it, and has the
 * very value that is wanted is not in the way: what is a list here (`cap_drop`, `tmpfs`) Compose joins as a set.
 * Source: https://github.com/compose-spec/compose-go/blob/main/override/uncity.go
 */
export function stopDecidedElsewhere(
  around: Surroundings,
  { decidedBy }: Pick<ServiceRewriter, 'decidedBy'>,
  service: Service,
  wanted: readonly Setting[] = [],
): Stop | undefined {
  const { doc, folder } = around;
  const parent = service.extends;
  if (parent?.file !== undefined) {
    const found = around.documents.compose(resolveFile(folder, parent.file))?.service(parent.service);
    const key = decidedBy.find((each) => found?.has(each));
    if (found && key === undefined) return undefined;
    const says = key === undefined ? 'which could not be read' : `which sets ${key}`;
    return stop('inherited', `extends ${parent.service} of ${parent.file}, ${says}; decide it there`);
  }
  for (const { name, doc: other } of around.base ? [around.base] : around.overlays) {
    for (const each of other.services) {
      const { file, service: extended } = each.extends ?? {};
      const extendsThis = file !== undefined && resolveFile(folder, file) === doc.file && extended === service.name;
      if (!extendsThis && each.name !== service.name) continue;
      const key = decidedBy.find((word) => {
        const entry = each.map && findEntry(each.map, word);
        return entry && !holds(entry.value, wanted, word);
      });
      if (key !== undefined)
        return stop('conflicts', `${name} sets ${key} for ${each.name}; decide it in one of the two files`);
    }
  }
  return undefined;
}

/** Keys that make of a service another than the one it extends. */
const OTHERWISE = wordList(`
  image build command entrypoint user privileged network_mode environment env_file volumes ports cap_add deploy`);

/**
 * A service of another file that extends this one would be changed too, and is given settings there on which the change
 * rests, or that Compose would join with it.
 */
export function stopExtendedElsewhere(
  around: Surroundings,
  service: Service,
  decidedBy: readonly string[],
): Stop | undefined {
  for (const { name, service: other } of around.extenders(service.name)) {
    const key = [...decidedBy, ...OTHERWISE].find((each) => other.map && findEntry(other.map, each));
    if (key === undefined) continue;
    const message = `${other.name} of ${name} extends it and sets ${key}; an edit here would change both`;
    return stop('inherited', message);
  }
  return undefined;
}

/** The node says what the settings say of a key. */
function holds(node: YamlNode | undefined, wanted: readonly Setting[], key: string): boolean {
  const values = wanted.filter(({ path }) => path[0] === key);
  if (node === undefined || values.length === 0) return false;
  return values.every(({ path, value }) => {
    const found = findValue(node, ...path.slice(1));
    return found !== undefined && JSON.stringify(toJS(found)) === JSON.stringify(value);
  });
}
