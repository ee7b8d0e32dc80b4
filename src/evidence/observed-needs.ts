// What `harden observe` saw, as needs: in the form in which a trial of a plan tells of them.
import type { Observed, SeenNeed } from '../model/index.js';

/** Paths that services were seen to write, but for those with odd characters. */
export function needsObserved(all: readonly Observed[]): SeenNeed[] {
  return all.flatMap((each) => {
    if (!('is' in each)) return [];
    const { service, writes = [], at, digest } = each.is;
    const run = `harden observe, ${at.slice(0, 10)}, ${digest.slice(0, 19)}`;
    return writes
      .filter((path) => PLAIN.test(path))
      .map((path): SeenNeed => {
        const need = { kind: 'access', path, folder: false } as const;
        return { need, line: `${service} wrote ${path}`, run, here: true };
      });
  });
}

const PLAIN = /^\/[\w.@+%=~/-]{1,300}$/;
