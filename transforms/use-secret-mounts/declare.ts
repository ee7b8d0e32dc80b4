// The secret of a build at the top of a Compose file.
import { stop, type Edit, type Stop } from '../../src/model/index.js';
import type { ComposeDoc } from '../../src/compose/index.js';
import { addMapKey, addMapKeys, asText, findOwnEntry, findValue } from '../../src/yaml/index.js';

/** Where Compose takes it from: a variable of whoever builds, or a file. */
type From = { readonly environment: string } | { readonly file: string };

/** Declares it where it is not; a stop where another one has its name. */
export function declareSecret(compose: ComposeDoc, name: string, from: From): readonly Edit[] | Stop {
  const { root, yaml, file } = compose;
  if (!root || yaml.documents.length > 1) return stop('unsupported-syntax', `${file} has several documents`);
  const top = findOwnEntry(root, 'secrets');
  const present = findValue(root, 'secrets', name);
  const isSame = Object.entries(from).every(([key, value]) => asText(findValue(present, key)) === value);
  if (present) return isSame ? [] : stop('conflicts', `${file} has another secret called ${name}`);
  return top ? addMapKeys(yaml, top, { [name]: from }) : addMapKey(yaml, root, 'secrets', { [name]: from });
}
