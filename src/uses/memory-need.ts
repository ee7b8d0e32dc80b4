// The memory of an image that is left alone, where its scripts or its makers say how much that is.
import type { Assumption, Evidence } from '../model/index.js';
import { memoryNeed } from '../knowledge/index.js';
import { isMemory, mebibytes, roundUpMebibytes } from '../services/index.js';

/** In mebibytes. */
export interface NeededMemory {
  readonly limit: number;
  readonly request: number;
  readonly evidence: readonly Evidence[];
  readonly assumption: Assumption;
}

/** Above what the makers call the least: nobody runs at it. */
const HEAD_ROOM = 2;
/** A JVM takes buffers beside its heap that may become as large as it, as memory-settings.yaml has it. */
const BESIDE_HEAP = 512;

/**
 * What an image that is pulled takes, with the variables that it is started with; `open` where that follows from something
 * else than the image, so that no number can be stated, and `undefined` where nobody read it.
 */
export function neededMemory(image: string, variables: ReadonlyMap<string, string>): NeededMemory | 'open' | undefined {
  const need = memoryNeed(image);
  if (!need) return undefined;
  const { least, heap, source } = need;
  const knows = (says: string): Evidence => ({ says, from: { kind: 'knowledge', entry: image, source } });
  if (least !== undefined) {
    const says = `the makers of ${image} call ${least} MiB the least`;
    return numbers(least * HEAD_ROOM, least, knows(says), says);
  }
  if (heap === undefined) return 'open';
  const name = need.variables?.find((each) => variables.has(each));
  const set = name === undefined ? undefined : variables.get(name)!;
  if (set !== undefined && !isMemory(set)) return 'open';
  const size = set === undefined ? heap : Math.ceil(mebibytes(set));
  const says = set === undefined ? `${image} lets its heap become ${heap} MiB` : `${name} lets its heap become ${set}`;
  return numbers(Math.max(size * 2, size + BESIDE_HEAP), size / 2, knows(says), says);
}

function numbers(limit: number, request: number, evidence: Evidence, says: string): NeededMemory {
  const rounded = roundUpMebibytes(limit);
  return {
    limit: rounded,
    request: roundUpMebibytes(request),
    evidence: [evidence],
    assumption: {
      id: 'memory-follows-its-image',
      believes: `It stays below ${rounded} MiB: ${says}`,
      breaksIf:
        'it takes more beside that, for connections, queries or buffers: the kernel kills a process of the container',
      checkBy: 'compare with `docker stats` or `kubectl top pod` under load',
    },
  };
}

/** What decides how much it takes, where no number can be stated. */
export function memoryIsOpen(image: string | undefined, variables: ReadonlyMap<string, string>): boolean {
  return image !== undefined && neededMemory(image, variables) === 'open';
}
