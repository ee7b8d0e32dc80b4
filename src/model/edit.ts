import type { FilePath } from './path.js';
import type { Span } from './span.js';

/** Replaces `span` by `text`. `expect` is what the author saw there; a mismatch is a bug, never a merge. */
export interface Edit {
  readonly kind: 'edit';
  readonly file: FilePath;
  readonly span: Span;
  readonly expect: string;
  readonly text: string;
}

/** Makes a file that does not exist yet. */
export interface CreateFile {
  readonly kind: 'create';
  readonly file: FilePath;
  readonly text: string;
}

export type Change = Edit | CreateFile;
