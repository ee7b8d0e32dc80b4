import type { FilePath, Sign, Source } from '../../src/model/index.js';

/** `start.sh:3`, `line 9`. */
export function placeOf({ file, line }: Source, own: FilePath): string {
  if (file === own) return line === undefined ? 'the Dockerfile' : `line ${line}`;
  return line === undefined ? file : `${file}:${line}`;
}

export function because({ says, from }: Sign, own: FilePath): string {
  return `it ${says} (${placeOf(from, own)})`;
}
