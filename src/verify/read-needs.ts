// What the log of a start that failed says the program needs. The log is a stranger's: a bounded part of it is read, line by
// line, and what is found is a name or a path that a transform judges by its own rules. Nothing of it is ever a command.
import { normalisePath } from '../dockerfile/index.js';
import { anyOf, type Need, type SeenNeed, words } from '../model/index.js';
import { withoutVaryingParts } from './complaints.js';
import { BINDS, DENIED, MAKES_FOLDER, missingIn, NOT_PERMITTED, READ_ONLY, rightsOfCall } from './log-words.js';

/** A need, and the line of the log that says so. */
export type ReadNeed = Pick<SeenNeed, 'need' | 'line'>;

const MOST_LINES = 2000;
const LONGEST = 400;
const MOST = 8;
/** A traceback names the call in the lines above the error. */
const LOOKED_BACK = 6;

/**
 * The needs that a log tells of, each once, in their order.
 * @param before what was printed when it held: a complaint that was there is no reason.
 */
export function readNeeds(log: string, before: readonly string[] = []): ReadNeed[] {
  const known = new Set(before.flatMap((each) => linesOf(each).map(withoutVaryingParts)));
  const lines = linesOf(log);
  const found = new Map<string, ReadNeed>();
  for (const [at, line] of lines.entries()) {
    if (known.has(withoutVaryingParts(line))) continue;
    const above = lines.slice(Math.max(0, at - LOOKED_BACK), at);
    for (const need of needsIn(line, above)) {
      const key = JSON.stringify(need);
      if (!found.has(key)) found.set(key, { need, line: plainLine(line) });
    }
    if (found.size >= MOST) break;
  }
  return [...found.values()];
}

function linesOf(log: string): string[] {
  return log
    .split('\n')
    .slice(-MOST_LINES)
    .map((line) => line.slice(0, LONGEST).trimEnd());
}

/** As reports print it: ASCII without control characters. */
export function plainLine(line: string): string {
  return line
    .trim()
    .replace(/[‘’]/g, "'")
    .replace(/[“”]/g, '"')
    .replace(/[^ -~]/g, '?');
}

function needsIn(line: string, above: readonly string[]): Need[] {
  if (NOT_PERMITTED.test(line)) return rightsFor(line, above);
  const isReadOnly = READ_ONLY.test(line);
  if (!isReadOnly && !DENIED.test(line)) {
    const missing = missingIn(line);
    return missing && (missing.kind !== 'file' || isPlace(missing.path)) ? [missing] : [];
  }
  const path = pathIn(line);
  if (path !== undefined) {
    const folder = MAKES_FOLDER.test(line) || makesFolder(above);
    return [{ kind: isReadOnly ? 'writable' : 'access', path, folder }];
  }
  if (isReadOnly) return [];
  if (BINDS.test(line) || isTraced(above, BINDS)) return [{ kind: 'capability', name: 'NET_BIND_SERVICE' }];
  return rightsOfCall(line).map((name) => ({ kind: 'capability', name }));
}

function rightsFor(line: string, above: readonly string[]): Need[] {
  const own = rightsOfCall(line);
  const called =
    own.length > 0
      ? own
      : (tracedCalls(above)
          .map(rightsOfCall)
          .find((each) => each.length > 0) ?? []);
  return called.map((name) => ({ kind: 'capability', name }));
}

/** The lines of a traceback right above an error, the nearest first: they are indented, or name a file and a line. */
function tracedCalls(above: readonly string[]): readonly string[] {
  const traced: string[] = [];
  for (const line of [...above].reverse()) {
    if (!/^\s+\S|^Traceback /.test(line)) break;
    traced.push(line);
  }
  return traced;
}

function isTraced(above: readonly string[], words: RegExp): boolean {
  return tracedCalls(above).some((line) => words.test(line));
}

function makesFolder(above: readonly string[]): boolean {
  return isTraced(above, MAKES_FOLDER);
}

const PHRASE = anyOf(
  /permission denied|read-only file ?system/i,
  /AccessDeniedException|UnauthorizedAccessException: Access to the path/i,
);
const QUOTES: ReadonlyMap<string, string> = new Map([
  ["'", "'"],
  ['"', '"'],
  ['‘', '’'],
  ['“', '”'],
]);

/** The path that was refused: behind the words, else the last one in front of them. */
function pathIn(line: string): string | undefined {
  const phrase = PHRASE.exec(line);
  if (!phrase) return undefined;
  const end = phrase.index + phrase[0].length;
  const behind = /^(?: @ \w{1,40} - |: |, (?:\w{1,20} )?| )(?=["'‘“]?\/)/.exec(line.slice(end));
  if (behind) return pathAt(line, end + behind[0].length);
  let found: string | undefined;
  for (const { index } of line.slice(0, phrase.index).matchAll(/(?<=^|[\s"'‘“(=])\//g)) found = pathAt(line, index);
  return found;
}

/** The path that begins at an offset, with or without a quote in front; `undefined` for one with odd characters. */
function pathAt(line: string, offset: number): string | undefined {
  const start = QUOTES.has(line[offset] ?? '') ? offset + 1 : offset;
  const text = /^[\w.@+%=~/-]{1,300}/.exec(line.slice(start))?.[0];
  if (text === undefined) return undefined;
  const next = line[start + text.length];
  const quote = QUOTES.get(line[start - 1] ?? '');
  if (quote === undefined ? next !== undefined && !/[\s:;,)"'’”]/.test(next) : next !== quote) return undefined;
  if (text.split('/').includes('..')) return undefined;
  const path = normalisePath(text.replace(/\.$/, ''));
  return isPlace(path) ? path : undefined;
}

/** Folders of the system and of the kernel, of which nothing is ever given away because a log says so. */
const CLOSED = words('etc proc sys dev boot bin sbin lib lib64');

/** A place that an image or a service may have of its own. */
export function isPlace(path: string): boolean {
  const names = path.split('/').slice(1);
  const [first = ''] = names;
  return first !== '' && !CLOSED.has(first) && !names.includes('..');
}
