import { sourceLine, sourcePlace, type FilePath, type Sign, type Source } from '../../src/model/index.js';

/** `start.sh:3`, `line 9`. */
export function placeOf(from: Source, own: FilePath): string {
  if (from.file === own) return from.line === undefined ? 'the Dockerfile' : `line ${sourceLine(from)}`;
  return from.line === undefined ? from.file : sourcePlace(from);
}

export function phraseSign({ says, from }: Sign, own: FilePath): string {
  return `it ${says} (${placeOf(from, own)})`;
}
