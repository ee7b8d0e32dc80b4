import type { YamlNode } from '../yaml/index.js';
import { locate } from './locate.js';
import { quote, type Mistake } from './mistakes.js';

/** The matcher turns patterns into regular expressions; these bounds keep a hostile one from running long. */
const LONGEST = 300;
const MOST_STARS = 3;
const MOST_WILD_SEGMENTS = 3;

/** Patterns that would never match, or not what they look like, each with its place. */
export function globMistakes(data: unknown, root: YamlNode): Mistake[] {
  const mistakes: Mistake[] = [];
  const checkList = (list: unknown, pointer: readonly string[]): void => {
    if (!Array.isArray(list)) return;
    for (const [index, pattern] of list.entries()) {
      if (typeof pattern !== 'string') continue;
      const problem = globProblem(pattern);
      if (problem === undefined) continue;
      const offset = locate(root, { pointer: [...pointer, String(index)] });
      mistakes.push({ offset, message: `path pattern ${quote(pattern)}: ${problem}` });
    }
  };
  if (typeof data !== 'object' || data === null) return mistakes;
  const { ignore, overrides } = data as { ignore?: unknown; overrides?: unknown };
  checkList(ignore, ['ignore']);
  if (!Array.isArray(overrides)) return mistakes;
  for (const [index, block] of overrides.entries()) {
    const paths = (block as { paths?: unknown } | null)?.paths;
    checkList(paths, ['overrides', String(index), 'paths']);
  }
  return mistakes;
}

/** Why a pattern in the syntax of .gitignore cannot be meant. Source: https://git-scm.com/docs/gitignore */
export function globProblem(pattern: string): string | undefined {
  const body = pattern.startsWith('!') ? pattern.slice(1) : pattern;
  if (pattern === '') return undefined; // the schema says so already
  if (body.trim() === '') return 'matches nothing';
  if (body.length > LONGEST) return `is longer than ${LONGEST} characters`;
  if (body.includes('\n') || body.includes('\0')) return 'holds a line break or a NUL';
  if (pattern.startsWith('#')) return 'reads as a comment; write \\#';
  if (/^[A-Za-z]:[\\/]/.test(body)) return 'is an absolute path; patterns start at the root of the repository';
  if (body === '/' || body === '.' || body === './') return 'matches nothing; write * for everything';
  if (body.startsWith('./')) return 'never matches; leave out ./';
  if (body.split('/').includes('..')) return 'leads out of the repository';
  if (/(?:^|[^\\])(?:\\\\)*\\$/.test(body)) return 'ends in a lone backslash';
  if (hasOpenBracket(body)) return 'has a [ without its ]';
  if (/\{[^{},]*,[^{}]*\}/.test(body)) return 'braces are not expanded; write one pattern for each';
  return tooWild(body) ? 'has too many wildcards' : undefined;
}

function hasOpenBracket(body: string): boolean {
  let open = false;
  for (let at = 0; at < body.length; at++) {
    if (body[at] === '\\') at++;
    else if (body[at] === '[') open = true;
    else if (body[at] === ']') open = false;
  }
  return open;
}

function tooWild(body: string): boolean {
  let wild = 0;
  for (const segment of body.split('/')) {
    if (segment === '**') wild++;
    else if (segment.split('*').length - 1 > MOST_STARS) return true;
  }
  return wild > MOST_WILD_SEGMENTS;
}
