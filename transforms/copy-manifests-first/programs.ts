// Programs of which it is known with which words they read nothing of the source.
import { ECOSYSTEMS } from '../../src/ecosystems/index.js';

type Check = (verbs: readonly string[], words: readonly string[]) => boolean;

/** From a pipe: `curl ... | bash -`. */
const fromPipe: Check = (_, words) => words.every((word) => word === '-' || word === '-s' || word === '-x');

const OTHERS: ReadonlyMap<string, Check> = new Map<string, Check>([
  ['git', (verbs, words) => verbs[0] === 'config' && words.includes('--global')],
  ['bash', fromPipe],
  ['sh', fromPipe],
]);

/** With these words the program reads no path that is not absolute; `undefined` for one that nobody described. */
export function readsNothingWith(program: string): Check | undefined {
  const other = OTHERS.get(program);
  if (other) return other;
  for (const { tools = [] } of ECOSYSTEMS)
    for (const { programs, readsNothing } of tools) if (readsNothing && programs.test(program)) return readsNothing;
  return undefined;
}
