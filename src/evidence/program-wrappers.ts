// What stands in front of the program that a container starts, and hands over to it.
import { baseName } from '../model/index.js';
import { behindWrappers, programIs } from '../programs/index.js';

/** They wait for a port and end, where nothing stands behind `--`. */
export const ONLY_WAITS = /^(?:wait-for-it|wait-for|wait4ports)(?:\.sh)?$/;

/** What runs behind inits, environments, runners and what waits for others. */
export function withoutWrappers(words: readonly string[]): readonly string[] {
  let rest = words;
  for (;;) {
    const [first = '', second = ''] = rest;
    // `bash wait-for-it.sh db:5432 -- npm start`
    if (programIs(baseName(first), 'shell') && ONLY_WAITS.test(baseName(second)) && rest.includes('--')) {
      rest = rest.slice(rest.indexOf('--') + 1);
      continue;
    }
    const behind = behindWrappers(rest, 'prefix', 'init', 'runner');
    if (behind > 0) rest = rest.slice(behind);
    else if (/^\w+=/.test(first)) rest = rest.slice(1);
    else if (/wait-for|^dockerize$|^wait$|^wait4/.test(baseName(first)) && rest.includes('--'))
      rest = rest.slice(rest.indexOf('--') + 1);
    else return rest;
  }
}
