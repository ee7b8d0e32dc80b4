// A Go module proxy: the newest version of the module that holds a package.
// Source: https://go.dev/ref/mod#goproxy-protocol
import { LookupFailure } from '../registry/failure.js';
import type { Fetcher } from './fetch.js';
import { parseObject } from './python.js';
import type { Index } from './source.js';

// Source of the rule: https://go.dev/ref/mod#go-mod-file-ident
const PATH = /^[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:\/[\w.~-]+)*$/i;
/** No package lies deeper below its module. */
const DEEPEST = 10;

/**
 * The newest version of the module that a package path is in: the path itself, else the nearest above it that the proxy
 * knows, as `go install` looks for it. Throws a `LookupFailure`.
 */
export async function latestGo(fetcher: Fetcher, index: Index, path: string): Promise<string | undefined> {
  if (!PATH.test(path) || path.length > 300 || path.split('/').includes('..'))
    throw new LookupFailure('not-found', 'no path of a package');
  let missing: LookupFailure | undefined;
  const parts = path.split('/');
  for (let length = parts.length; length > Math.max(0, parts.length - DEEPEST); length--) {
    const module = parts.slice(0, length).join('/');
    try {
      const { text } = await fetcher.get(index, `${escaped(module)}/@latest`, 'application/json');
      const { Version: version } = parseObject(text, index.url.host);
      return typeof version === 'string' && version.length <= 100 ? version : undefined;
    } catch (error) {
      if (!(error instanceof LookupFailure) || error.why !== 'not-found') throw error;
      missing ??= error;
    }
  }
  throw missing!;
}

/** Capitals are written with an exclamation mark, for file systems that fold case. */
function escaped(path: string): string {
  return path.replace(/[A-Z]/g, (letter) => `!${letter.toLowerCase()}`);
}

/**
 * True for a path that GONOPROXY or GOPRIVATE keeps from proxies: glob patterns of the first parts of a path.
 * Source: https://pkg.go.dev/golang.org/x/mod/module#MatchPrefixPatterns
 */
export function isPrivate(path: string, patterns: string): boolean {
  const parts = path.split('/');
  return patterns.split(',').some((text) => {
    const wanted = text
      .trim()
      .replace(/(?<!\/)\/+$/, '')
      .split('/');
    if (wanted[0] === '' || wanted.length > parts.length || text.length > 300) return false;
    return wanted.every((part, at) => globs(part, parts[at]!));
  });
}

/** `*` and `?` in one part of a path. */
function globs(pattern: string, text: string): boolean {
  let star = -1;
  let mark = 0;
  let at = 0;
  let p = 0;
  while (at < text.length) {
    if (pattern[p] === '*') {
      star = p++;
      mark = at;
    } else if (pattern[p] === '?' || pattern[p] === text[at]) {
      p++;
      at++;
    } else if (star !== -1) {
      p = star + 1;
      at = ++mark;
    } else return false;
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}
