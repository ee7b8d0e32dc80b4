/** A path without the root; of an absolute path outside it only the last name, so that no report tells of a machine. */
export function relativePath(path: string, root?: string): string {
  const inside = root === undefined ? path : withoutRoot(path, root);
  if (!/^(?:[A-Za-z]:)?[\\/]/.test(inside)) return inside;
  return inside.split(/[\\/]/).at(-1) || '.';
}

/** The text with the root's own path cut from every path in it. */
export function withoutRoot(text: string, root: string | undefined): string {
  if (root === undefined || root === '' || root === '/') return text;
  const folder = root.endsWith('/') ? root : `${root}/`;
  return text.replaceAll(folder, '');
}

/** What went wrong and what to do, as one text. */
export function withHint(message: string, hint: string | undefined): string {
  if (hint === undefined) return message;
  return `${message.endsWith('.') ? message : `${message}.`} ${hint}`;
}
