// The rules of a .dockerignore, read as the builder reads them (github.com/moby/patternmatcher), in linear time.

export interface IgnorePattern {
  readonly negated: boolean;
  /** Cleaned: no leading `/` or `./`, no trailing `/`. */
  readonly text: string;
  readonly tokens: readonly Token[];
}

type Token =
  | { readonly kind: 'char'; readonly char: string }
  | { readonly kind: 'one' | 'some' | 'any' | 'folders' }
  | { readonly kind: 'class'; readonly negated: boolean; readonly ranges: readonly (readonly [string, string])[] };

/** The patterns of a file, in order; comments and blank lines left out. */
export function parsePatterns(text: string): IgnorePattern[] {
  const patterns: IgnorePattern[] = [];
  for (const line of text.replace(/^\ufeff/, '').split(/\r?\n/)) {
    if (line.startsWith('#')) continue;
    const trimmed = line.trim();
    const negated = trimmed.startsWith('!');
    const cleaned = clean(negated ? trimmed.slice(1).trim() : trimmed);
    if (cleaned !== '') patterns.push({ negated, text: cleaned, tokens: tokensOf(cleaned) });
  }
  return patterns;
}

function clean(pattern: string): string {
  const parts: string[] = [];
  for (const part of pattern.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') parts.pop();
    else parts.push(part);
  }
  return parts.join('/');
}

function tokensOf(pattern: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern[at]!;
    if (char === '*' && pattern[at + 1] === '*') {
      at++;
      const slash = pattern[at + 1] === '/';
      if (slash) at++;
      tokens.push({ kind: slash ? 'folders' : 'any' });
    } else if (char === '*') tokens.push({ kind: 'some' });
    else if (char === '?') tokens.push({ kind: 'one' });
    else if (char === '[' && pattern.indexOf(']', at + 2) !== -1) {
      const end = pattern.indexOf(']', at + 2);
      tokens.push(classOf(pattern.slice(at + 1, end)));
      at = end;
    } else {
      if (char === '\\' && at + 1 < pattern.length) at++;
      tokens.push({ kind: 'char', char: pattern[at]! });
    }
  }
  return tokens;
}

function classOf(inside: string): Token {
  const negated = inside.startsWith('^');
  const text = negated ? inside.slice(1) : inside;
  const ranges: [string, string][] = [];
  for (let at = 0; at < text.length; at++) {
    const from = text[at]!;
    const isRange = text[at + 1] === '-' && at + 2 < text.length;
    ranges.push([from, isRange ? text[at + 2]! : from]);
    if (isRange) at += 2;
  }
  return { kind: 'class', negated, ranges };
}

/** True when the path or a folder it is in matches. Every token is a state, so time is tokens times characters. */
function matches(tokens: readonly Token[], path: string): boolean {
  let states = new Uint8Array(tokens.length + 1);
  let next = new Uint8Array(tokens.length + 1);
  follow(tokens, 0, states, true);
  for (let at = 0; at < path.length; at++) {
    const char = path[at]!;
    if (char === '/' && states[tokens.length]) return true;
    next.fill(0);
    for (let state = 0; state < tokens.length; state++) if (states[state]) step(tokens, state, char, next);
    [states, next] = [next, states];
  }
  return states[tokens.length] === 1;
}

/** Marks a state, and those behind tokens that may stand for nothing. `atStart`: a folder name may begin here. */
function follow(tokens: readonly Token[], state: number, into: Uint8Array, atStart: boolean): void {
  for (let at = state; !into[at]; at++) {
    into[at] = 1;
    const kind = tokens[at]?.kind;
    if (kind !== 'some' && kind !== 'any' && !(kind === 'folders' && atStart)) return;
  }
}

function step(tokens: readonly Token[], state: number, char: string, next: Uint8Array): void {
  const token = tokens[state]!;
  const isSlash = char === '/';
  switch (token.kind) {
    case 'char':
      if (token.char === char) follow(tokens, state + 1, next, isSlash);
      return;
    case 'one':
      if (!isSlash) follow(tokens, state + 1, next, false);
      return;
    case 'some':
      if (!isSlash) follow(tokens, state, next, false);
      return;
    case 'any':
      follow(tokens, state, next, isSlash);
      return;
    case 'folders':
      if (isSlash) follow(tokens, state, next, true);
      else next[state] = 1;
      return;
    case 'class': {
      const inside = token.ranges.some(([from, to]) => from <= char && char <= to);
      if (!isSlash && inside !== token.negated) follow(tokens, state + 1, next, false);
    }
  }
}

/** What the file says of a path: the last pattern counts that matches it or a folder it is in. */
export function verdict(patterns: readonly IgnorePattern[], path: string): 'left-out' | 'kept' | undefined {
  for (let at = patterns.length - 1; at >= 0; at--) {
    const { tokens, negated } = patterns[at]!;
    if (matches(tokens, path)) return negated ? 'kept' : 'left-out';
  }
  return undefined;
}
