// A file as some edits would leave it, and edits of that file as edits of the one that is there.
import type { Documents, Edit } from '../model/index.js';
import type { DockerfileDoc } from './document.js';
import { replaceSpan } from './edits.js';

export interface EditedDocument {
  readonly doc: DockerfileDoc;
  /** An edit of `doc` as one of the original; it must not lie within a text that was put in. */
  back(edit: Edit): Edit;
}

/** The document as it is after edits, and the way back for edits of that one. */
export function editedDocument(doc: DockerfileDoc, edits: readonly Edit[], documents: Documents): EditedDocument {
  const sorted = [...edits].sort((a, b) => a.span.start - b.span.start);
  function offset(at: number): number {
    let shift = 0;
    for (const { span, text } of sorted) {
      if (span.start + shift + text.length > at) break;
      shift += text.length - (span.end - span.start);
    }
    return at - shift;
  }
  return {
    doc: documents.edited(doc, edits),
    back: ({ span, text }) => replaceSpan(doc, { start: offset(span.start), end: offset(span.end) }, text),
  };
}
