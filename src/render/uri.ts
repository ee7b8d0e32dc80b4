/** A relative path as a URI reference: every segment percent-encoded, so that no name reads as a scheme or a query. */
export function relativeUri(path: string): string {
  return path
    .split('/')
    .map((segment) => encodeURIComponent(wellFormed(segment)))
    .join('/');
}

/** Unpaired surrogates, which no UTF-8 has, replaced as a decoder does. */
function wellFormed(text: string): string {
  return text.replace(/\p{Cs}/gu, '\ufffd');
}
