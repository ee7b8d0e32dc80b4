import { factOf, wordList } from '../model/index.js';
import { type KeyOrder, keyOrderOf, type UsualOrder } from '../yaml/index.js';
import type { ComposeDoc } from './compose.js';

/** What is read together: https://docs.docker.com/reference/compose-file/services/ */
const KINDS: KeyOrder['kinds'] = [
  ['privileged', 'cap_add', 'cap_drop', 'security_opt', 'read_only'],
  ['read_only', 'tmpfs'],
  ['mem_limit', 'mem_reservation', 'memswap_limit', 'cpus', 'cpu_shares', 'pids_limit', 'ulimits'],
  ['stop_signal', 'stop_grace_period', 'init'],
  ['configs', 'secrets'],
];

/**
 * What a service is to have around its program, in the order in which it is read: whether it comes back, what it may use, as
 * whom it runs, and what that one may do.
 */
const USUAL: UsualOrder = {
  keys: wordList(`
    restart init stop_signal stop_grace_period logging deploy mem_limit mem_reservation memswap_limit cpus cpu_shares
    pids_limit user security_opt cap_drop cap_add read_only tmpfs`),
  among: ['healthcheck'],
};

/** The order in which the services of a file have their keys: where a key goes that one of them lacks. */
export function serviceKeyOrder(doc: ComposeDoc): KeyOrder {
  return factOf(doc, readOrder);
}

function readOrder(doc: ComposeDoc): KeyOrder {
  const maps = doc.services.flatMap(({ entry }) => (entry.value.kind === 'map' ? entry.value : []));
  return keyOrderOf(maps, KINDS, USUAL);
}
