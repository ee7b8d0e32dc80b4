// What images take of memory that nobody sets a number for.
import { parseImageReference } from '../model/index.js';
import table from './data/memory-needs.yaml';
import { isOlder } from './images/index.js';

/** In mebibytes. One of `heap`, `least` and `by` is there. */
export interface MemoryNeed {
  readonly names: readonly string[];
  /** The first version that no longer has it. */
  readonly before?: string;
  /** What its scripts let the heap become. */
  readonly heap?: number;
  /** Variables that set another heap. */
  readonly variables?: readonly string[];
  /** What its makers call the least. */
  readonly least?: number;
  /** What decides how much it takes, where no number does. */
  readonly by?: string;
  readonly source: string;
}

/** What an image takes when it is left alone; `undefined` where nobody read it. */
export function memoryNeed(image: string): MemoryNeed | undefined {
  const reference = parseImageReference(image);
  if (!reference) return undefined;
  const full = `${reference.host}/${reference.path}`;
  return table().images.find(
    ({ names, before }) => names.includes(full) && (before === undefined || isOlder(reference.tag, before)),
  );
}
