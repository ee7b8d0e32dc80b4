// Sizes of memory as Compose writes them, and what a heap that is set says of them.
import type { Evidence, FilePath } from '../model/index.js';
import type { Instruction } from '../dockerfile/index.js';
import { isReadByRuntime } from '../knowledge/index.js';
import { roundUpMebibytes } from './observed.js';
import type { BuiltImage } from './runs.js';

/** A size as Compose takes it: `512M`, `1.5g`, `300mb`. */
export function isMemory(text: string): boolean {
  return /^\d{1,9}(?:\.\d{1,3})?[kmg]b?$/i.test(text);
}

/** Of a size that `isMemory` takes. */
export function mebibytes(text: string): number {
  const unit = /[kmg]/i.exec(text)?.[0].toLowerCase();
  const factor = unit === 'g' ? 1024 : unit === 'k' ? 1 / 1024 : 1;
  return Number.parseFloat(text) * factor;
}

/** Of the limit, what the heap may take at most: the rest is for threads, buffers and code. */
const HEAP_SHARE = 0.75;
/** Mebibytes that a runtime takes beside its heap, however small that is: classes, compiled code, the program itself. */
const BESIDE_HEAP = 256;

/** The mebibytes of a limit that a heap of that size fits into. */
export function memoryForHeap(heap: string): number {
  const size = mebibytes(heap);
  return roundUpMebibytes(Math.max(size / HEAP_SHARE, size + BESIDE_HEAP));
}

/** A heap that is set, and where. */
export interface Heap {
  readonly size: string;
  readonly evidence: Evidence;
}

/** The heap that the command of an image sets for the JVM or for Node, or a variable of it. */
export function heapOfImage({ file, command, entrypoint, chain }: BuiltImage): Heap | undefined {
  const started = [command, entrypoint].flatMap((each) => each ?? []);
  for (const { text, instruction } of started) {
    const heap = heapAt(file, instruction, text);
    if (heap) return heap;
  }
  for (const { instructions } of chain) {
    for (const instruction of [...instructions].reverse()) {
      if (instruction.keyword !== 'ENV') continue;
      for (const { key, rawValue = '' } of instruction.pairs().pairs) {
        if (
          !isReadByRuntime(key) &&
          !started.some(({ text }) => text.includes(`$${key}`) || text.includes(`\${${key}`))
        )
          continue;
        const heap = heapAt(file, instruction, rawValue);
        if (heap) return heap;
      }
    }
  }
  return undefined;
}

function heapAt(file: FilePath, { line }: Instruction, text: string): Heap | undefined {
  const size = heapIn(text);
  const from = { kind: 'source', file, line: line + 1 } as const;
  return size === undefined ? undefined : { size, evidence: { says: `the heap is set to ${size}`, from } };
}

/** The heap that words set. */
export function heapIn(text: string): string | undefined {
  // Of several the JVM takes the last.
  const java = [...text.matchAll(/-Xmx(\d{1,9}[kmg])\b/gi)].at(-1)?.[1];
  if (java !== undefined) return java;
  const node = /--max[-_]old[-_]space[-_]size=(\d{1,9})\b/.exec(text)?.[1];
  return node === undefined ? undefined : `${node}m`;
}
