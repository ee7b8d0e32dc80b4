import type { FileError, FilePath, SkippedFile, SourceFile, Target } from '../model/index.js';

/** One thing discovery has to say. */
export type Discovered =
  | {
      readonly kind: 'file';
      readonly path: FilePath;
      readonly target: Target;
      /** What was read to tell. */
      readonly source: SourceFile;
    }
  /** A link to a file that is planned once, under its own path. */
  | { readonly kind: 'link'; readonly path: FilePath; readonly to: FilePath }
  | { readonly kind: 'skipped'; readonly skipped: SkippedFile }
  | { readonly kind: 'error'; readonly error: FileError };

export function foundSkipped(path: string, reason: SkippedFile['reason'], detail: string): Discovered {
  return { kind: 'skipped', skipped: { path, reason, detail } };
}

/** What a person can do about a file that a walk met and that cannot be read. */
export const LEAVE_OUT = 'mend or remove it, or list it under ignore in .harden.yaml';

export function foundFailure(path: string, message: string, hint?: string): Discovered {
  return { kind: 'error', error: hint === undefined ? { path, message } : { path, message, hint } };
}
