import { factOf } from '../model/index.js';
import { type KeyOrder, keyOrderOf } from '../yaml/index.js';
import type { ComposeDoc } from './compose.js';

/** What is read together: https://docs.docker.com/reference/compose-file/services/ */
const KINDS: KeyOrder['kinds'] = [
  ['privileged', 'cap_add', 'cap_drop', 'security_opt', 'read_only'],
  ['read_only', 'tmpfs'],
  ['mem_limit', 'mem_reservation', 'memswap_limit', 'cpus', 'cpu_shares', 'pids_limit', 'ulimits'],
  ['stop_signal', 'stop_grace_period', 'init'],
  ['configs', 'secrets'],
];

/** The order in which the services of a file have their keys: where a key goes that one of them lacks. */
export function serviceKeyOrder(doc: ComposeDoc): KeyOrder {
  return factOf(doc, readOrder);
}

function readOrder(doc: ComposeDoc): KeyOrder {
  const maps = doc.services.flatMap(({ entry }) => (entry.value.kind === 'map' ? entry.value : []));
  return keyOrderOf(maps, KINDS);
}
