import type { Edit, FilePath } from '../model/index.js';
import { LineIndex, sortEdits } from '../text/index.js';
import { byCode } from './patch.js';
import { relativeUri } from './uri.js';

/** A place of a file as SARIF names it. A byte order mark is no character of the text. */
interface Region {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly charOffset: number;
  readonly charLength: number;
}

export function artifact(path: string): { uri: string; uriBaseId: 'SRCROOT' } {
  return { uri: relativeUri(path), uriBaseId: 'SRCROOT' };
}

/** The places of one text, its lines counted once. */
export interface Places {
  /** The region between two offsets. */
  region(start: number, end: number): Region;
  /** A region that begins at a line and column, kept inside the text. */
  at(line: number, column: number): object;
}

export function placesOf(text: string): Places {
  const lines = new LineIndex(text.startsWith('\ufeff') ? text.slice(1) : text);
  const mark = text.length - lines.text.length;
  const count = Math.max(1, lines.count);
  return {
    region(start, end) {
      const from = Math.max(0, start - mark);
      const to = Math.max(from, end - mark);
      const first = lines.position(from);
      const last = lines.position(to);
      return {
        startLine: first.line,
        startColumn: first.column,
        endLine: last.line,
        endColumn: last.column,
        charOffset: from,
        charLength: to - from,
      };
    },
    at(line, column) {
      if (line > count) return { startLine: count };
      return { startLine: line, startColumn: Math.max(1, line === 1 ? column - mark : column) };
    },
  };
}

/** The place of an error, in a text that nobody could read. */
export function unknownPlace(line: number | undefined, column: number | undefined): object | undefined {
  if (line === undefined) return undefined;
  return { startLine: line, ...(column === undefined ? {} : { startColumn: column }) };
}

/** One fix: every file with its replacements, in the order of the text. Offsets are those of the files as they are. */
export function fixesOf(title: string, edits: readonly Edit[], placesIn: (file: FilePath) => Places): object[] {
  const files = [...new Set(edits.map((edit) => edit.file))].sort(byCode);
  const artifactChanges = files.map((file) => ({
    artifactLocation: artifact(file),
    replacements: sortEdits(edits.filter((edit) => edit.file === file)).map(({ span, text }) => ({
      deletedRegion: placesIn(file).region(span.start, span.end),
      ...(text === '' ? {} : { insertedContent: { text } }),
    })),
  }));
  return [{ description: { text: title }, artifactChanges }];
}
