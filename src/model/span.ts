/** A path inside the root, POSIX separators, never absolute, never with `..`. */
export type FilePath = string & { readonly __brand: 'FilePath' };

/** UTF-16 offsets into one file's text, half-open. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * Brands a root-relative POSIX path.
 * @throws RangeError when the path is absolute, empty, or climbs out of the root.
 */
export function filePath(path: string): FilePath {
  const clean = path.startsWith('./') ? path.slice(2) : path;
  if (clean === '' || clean.startsWith('/') || clean.split('/').includes('..')) {
    throw new RangeError(`not a path inside the root: ${path}`);
  }
  return clean as FilePath;
}

/** True when `inner` lies within `outer`; equal spans count. */
export function contains(outer: Span, inner: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

/** True when the two share at least one character. */
export function overlaps(a: Span, b: Span): boolean {
  return a.start < b.end && b.start < a.end;
}
