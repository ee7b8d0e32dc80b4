import {
  sourceLine,
  sourcePlace,
  type FilePath,
  type RefusalCode,
  type Sign,
  type Source,
} from '../../src/model/index.js';

/** Why a stage is left as it is. */
export interface No {
  readonly code: RefusalCode;
  readonly message: string;
  /** It is in the way only where it is: the program could be moved. */
  readonly inHome?: true;
}

export function no(code: RefusalCode, message: string): No {
  return { code, message };
}

/** `start.sh:3`, `line 9`. */
export function placeOf(from: Source, own: FilePath): string {
  if (from.file === own) return from.line === undefined ? 'the Dockerfile' : `line ${sourceLine(from)}`;
  return from.line === undefined ? from.file : sourcePlace(from);
}

export function because({ says, from }: Sign, own: FilePath): string {
  return `it ${says} (${placeOf(from, own)})`;
}
