// Whether the function that answers a route asks another program first, such as a database, and fails where that is away.
import { partPattern, type Repository, type Route } from '../model/index.js';

/** A function that is longer does more than to say that it is there. */
const MOST_LINES = 40;
/** What speaks with a database, a cache or another server: a name with a call, a member or an argument behind it. */
const OTHERS = partPattern(
  `connect conn connection cursor execute query authenticate ping fetch axios requests httpx mongoose knex
  database db pool engine get_db get_conn get_connection queryRaw SessionLocal`,
  { before: /\b/, after: /[ \t]{0,2}[.()[`]/, also: [/prisma|sequelize/], flags: 'i' },
);
const CATCHES = /\b(?:try|catch|except|rescue)\b/;
const FAILS = /\b(?:raise|abort|throw|next)\b|\b[45]\d\d\b|_UNAVAILABLE\b/;

/** True where the function of a route is seen to ask another program, and not to answer well without it. */
export function asksOthers({ from, health }: Route, repository: Pick<Repository, 'read'>): boolean {
  if (health || from.line === undefined) return false;
  const lines = (repository.read(from.file) ?? '').split('\n').slice(from.line - 1, from.line - 1 + MOST_LINES);
  const text = bodyOf(lines, from.file.endsWith('.py'))
    .join('\n')
    .replace(/(["'`])(?:(?!\1)[^\\\n]){0,200}\1/g, '$1$1');
  return OTHERS.test(text) && (!CATCHES.test(text) || FAILS.test(text));
}

/** The lines of the function below a decorator, or those up to where the call ends that names the route. */
function bodyOf(lines: readonly string[], isPython: boolean): readonly string[] {
  return isPython ? belowDecorator(lines) : upToEnd(lines);
}

function belowDecorator(lines: readonly string[]): readonly string[] {
  const at = lines.findIndex((line) => /^[ \t]*(?:async[ \t]+)?def[ \t]/.test(line));
  if (at === -1) return [];
  const indent = indentOf(lines[at]!);
  // A signature may go on in lines that stand as far out as its first.
  const end = lines.findIndex(
    (line, index) => index > at && line.trim() !== '' && indentOf(line) <= indent && !/^[ \t]*\)/.test(line),
  );
  const [first, ...rest] = lines.slice(at, end === -1 ? undefined : end);
  return [first!.replace(/\bdef[ \t]+\w+/, 'def'), ...rest];
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

function upToEnd(lines: readonly string[]): readonly string[] {
  let depth = 0;
  for (const [index, line] of lines.entries()) {
    for (const each of line) depth += '([{'.includes(each) ? 1 : ')]}'.includes(each) ? -1 : 0;
    if (depth <= 0) return lines.slice(0, index + 1);
  }
  return lines;
}
