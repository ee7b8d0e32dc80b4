import type { FilePath, RefusalCode, Sign, Source } from '../../src/model/index.js';

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
export function placeOf({ file, line }: Source, own: FilePath): string {
  if (file === own) return line === undefined ? 'the Dockerfile' : `line ${line}`;
  return line === undefined ? file : `${file}:${line}`;
}

export function because({ says, from }: Sign, own: FilePath): string {
  return `it ${says} (${placeOf(from, own)})`;
}
