// .dockerignore as the builder reads it. Not git's rules: every pattern is anchored at the context, `*` stays within a
// name, and a folder that matches takes what is in it along.
// Source: https://github.com/moby/patternmatcher (patternmatcher.go, ignorefile/ignorefile.go)

type Token =
  | { readonly kind: 'char'; readonly char: string }
  | { readonly kind: 'any' | 'star' | 'deep' | 'rest' }
  | { readonly kind: 'class'; readonly negated: boolean; readonly set: string };

export interface DockerignoreRule {
  readonly pattern: string;
  readonly negated: boolean;
  readonly tokens: readonly Token[];
}

const MOST_RULES = 2000;
const LONGEST_PATTERN = 1000;

/** The rules of a `.dockerignore`, in order. Lines beyond any sensible length or number are left out. */
export function parseDockerignore(text: string): DockerignoreRule[] {
  const rules: DockerignoreRule[] = [];
  for (const line of text.replace(/^\ufeff/, '').split('\n')) {
    if (line.startsWith('#') || line.length > LONGEST_PATTERN || rules.length >= MOST_RULES) continue;
    const trimmed = line.trim();
    const negated = trimmed.startsWith('!');
    const pattern = clean(negated ? trimmed.slice(1).trim() : trimmed);
    if (pattern !== '') rules.push({ pattern, negated, tokens: tokensOf(pattern) });
  }
  return rules;
}

/**
 * What the rules say of a path, relative to the context: the last one counts that matches it or a folder above it.
 * `undefined` where none does.
 */
export function dockerignoreVerdict(rules: readonly DockerignoreRule[], path: string): 'left-out' | 'kept' | undefined {
  const parts = path.split('/');
  const above = parts.map((_, at) => parts.slice(0, at + 1).join('/'));
  const last = rules.findLast(({ tokens }) => above.some((folder) => matches(tokens, folder)));
  if (!last) return undefined;
  return last.negated ? 'kept' : 'left-out';
}

/** True when the path or a folder above it is excluded. */
export function isDockerignored(rules: readonly DockerignoreRule[], path: string): boolean {
  return dockerignoreVerdict(rules, path) === 'left-out';
}

/** As Go's filepath.Clean, without the leading slash. */
function clean(pattern: string): string {
  const parts: string[] = [];
  for (const part of pattern.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else parts.push(part);
  }
  return parts.join('/');
}

function tokensOf(pattern: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < pattern.length) {
    const char = pattern[at]!;
    if (pattern.startsWith('**', at)) {
      while (pattern[at] === '*') at++;
      if (pattern[at] === '/') at++;
      tokens.push({ kind: at >= pattern.length ? 'rest' : 'deep' });
      continue;
    }
    at++;
    if (char === '*') tokens.push({ kind: 'star' });
    else if (char === '?') tokens.push({ kind: 'any' });
    else if (char === '[' && pattern.includes(']', at + 1)) {
      const end = pattern.indexOf(']', at + 1);
      const negated = pattern[at] === '^';
      tokens.push({ kind: 'class', negated, set: pattern.slice(negated ? at + 1 : at, end) });
      at = end + 1;
    } else if (char === '\\' && at < pattern.length) tokens.push({ kind: 'char', char: pattern[at++]! });
    else tokens.push({ kind: 'char', char });
  }
  return tokens;
}

/** All places in the pattern at once, so that no pattern takes longer than its length times the path's. */
function matches(tokens: readonly Token[], path: string): boolean {
  const end = tokens.length;
  let here = new Set<number>();
  enter(tokens, here, 0);
  for (let at = 0; at < path.length && here.size > 0; at++) {
    const char = path[at]!;
    const next = new Set<number>();
    for (const state of here) {
      const token = tokens[state];
      if (!token) continue;
      if (token.kind === 'rest') enter(tokens, next, state);
      else if (token.kind === 'deep') {
        next.add(state); // inside `.*`, where only a slash leads out
        if (char === '/') enter(tokens, next, state + 1);
      } else if (token.kind === 'star') {
        if (char !== '/') enter(tokens, next, state);
      } else if (accepts(token, char)) enter(tokens, next, state + 1);
    }
    here = next;
  }
  return here.has(end);
}

/** Adds a state and those reached from it without a character. */
function enter(tokens: readonly Token[], states: Set<number>, from: number): void {
  for (let state = from; !states.has(state); state++) {
    states.add(state);
    const kind = tokens[state]?.kind;
    if (kind !== 'star' && kind !== 'deep' && kind !== 'rest') return;
  }
}

function accepts(token: Token, char: string): boolean {
  if (token.kind === 'char') return token.char === char;
  if (char === '/') return false;
  if (token.kind !== 'class') return token.kind === 'any';
  const { set, negated } = token;
  for (let at = 0; at < set.length; at++) {
    const low = set[at]!;
    const high = set[at + 1] === '-' && at + 2 < set.length ? set[at + 2]! : low;
    if (low <= char && char <= high) return !negated;
    if (high !== low) at += 2;
  }
  return negated;
}
