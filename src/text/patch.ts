import { isNewFile } from '../model/index.js';
import type { Hunk } from './diff.js';
import { hunksOfFile, type FileChange } from './part.js';

/**
 * One patch in git's form for all files that differ, which both `git apply` and `patch -p1` accept; an empty string
 * when none does. Lines are never cut and their endings never changed.
 */
export function unifiedDiff(files: readonly FileChange[], options: { readonly context?: number } = {}): string {
  const parts: string[] = [];
  for (const file of files) {
    const isNew = isNewFile(file);
    const hunks = hunksOfFile(file, options.context ?? 3);
    // An empty new file has no hunk, and the two header lines without one are an error to both tools.
    if (isNew || hunks.length > 0) parts.push(...gitHeader(file.path, isNew, hunks.length === 0), formatHunks(hunks));
  }
  return parts.join('');
}

/** The hunks as a patch prints them, without file headers. */
export function formatHunks(hunks: readonly Hunk[]): string {
  const parts: string[] = [];
  for (const hunk of hunks) {
    const before = `${hunk.beforeStart},${hunk.beforeCount}`;
    parts.push(`@@ -${before} +${hunk.afterStart},${hunk.afterCount} @@\n`);
    for (const line of hunk.lines) {
      parts.push(MARK[line.kind], line.text, line.unterminated ? '\n\\ No newline at end of file\n' : '\n');
    }
  }
  return parts.join('');
}

const MARK = { context: ' ', remove: '-', add: '+' } as const;

function gitHeader(path: string, isNew: boolean, isEmpty: boolean): string[] {
  const oldName = quoteName(`a/${path}`);
  const newName = quoteName(`b/${path}`);
  // Without the tab GNU patch ends the name at its first blank; git writes the same.
  const tab = path.includes(' ') ? '\t' : '';
  const head = [`diff --git ${oldName} ${newName}\n`];
  if (isNew) head.push('new file mode 100644\n');
  if (isEmpty) return head;
  return [...head, isNew ? '--- /dev/null\n' : `--- ${oldName}${tab}\n`, `+++ ${newName}${tab}\n`];
}

const ESCAPES: ReadonlyMap<number, string> = new Map([
  [7, '\\a'],
  [8, '\\b'],
  [9, '\\t'],
  [10, '\\n'],
  [11, '\\v'],
  [12, '\\f'],
  [13, '\\r'],
  [34, '\\"'],
  [92, '\\\\'],
]);

/** A name as git writes it with `core.quotePath` on: in double quotes with octal bytes where it is not plain ASCII. */
function quoteName(name: string): string {
  let quoted = '';
  let plain = true;
  for (const byte of new TextEncoder().encode(name)) {
    const known = ESCAPES.get(byte);
    if (known === undefined && byte >= 32 && byte < 127) {
      quoted += String.fromCharCode(byte);
      continue;
    }
    plain = false;
    quoted += known ?? `\\${byte.toString(8).padStart(3, '0')}`;
  }
  return plain ? name : `"${quoted}"`;
}
