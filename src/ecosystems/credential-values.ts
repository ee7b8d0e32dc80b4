// The values of credentials in files of settings. What is found here is looked at and never shown.

/** What the first group of an expression finds, without the quotes and blanks around it. */
export function valuesOf(text: string, pattern: RegExp): readonly string[] {
  return [...text.matchAll(pattern)].flatMap(([, value = '']) => {
    const bare = value.trim().replace(/^(["'])([^"']*)\1$/, '$2');
    return bare === '' ? [] : [bare];
  });
}

/** Behind the colon where there is one: a token may stand alone in front of the @. */
const USER_INFO = /\bhttps?:\/\/([^\s/@"'<>]{1,500})@/g;

/** What stands in front of the @ of addresses: the password, or a token that stands alone. */
export function inAddresses(text: string): readonly string[] {
  return valuesOf(text, USER_INFO).map((info) => (info.includes(':') ? info.slice(info.indexOf(':') + 1) : info));
}
