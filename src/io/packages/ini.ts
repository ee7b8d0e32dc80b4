// The INI of pip.conf, as Python's configparser reads it, which does for the file of `go env` as well; and that of .npmrc, as
// the package `ini` reads it, which npm uses. They are two languages: in pip.conf a colon parts key and value too, and
// indented lines go on with a value, which `ini` knows nothing of. So pip.conf is read by hand.
import { readFileSync, statSync } from 'node:fs';
import { parse } from 'ini';

const MAX_BYTES = 1024 * 1024;

/** Values by `section.key`, sections and keys in lower case; `key` alone before the first section. */
export function readPairs(path: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  let section = '';
  let key = '';
  for (const line of (readSmall(path) ?? '').split(/\r?\n/)) {
    if (line.trim() === '' || /^\s*[#;]/.test(line)) continue;
    const heading = /^\[([^\]]*)\]/.exec(line);
    if (heading) {
      section = `${heading[1]!.trim().toLowerCase()}.`;
      key = '';
      continue;
    }
    if (/^\s/.test(line) && key !== '') {
      values.set(key, `${values.get(key)!} ${line.trim()}`.trim());
      continue;
    }
    const at = separator(line);
    if (at === -1) continue;
    key = section + line.slice(0, at).trim().toLowerCase();
    values.set(key, line.slice(at + 1).trim());
  }
  return values;
}

/** Values of .npmrc, which has no sections, by keys in lower case. */
export function readNpmrc(path: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const [key, value] of Object.entries(parse(readSmall(path) ?? '')))
    if (typeof value === 'string') values.set(key.toLowerCase(), value);
  return values;
}

function separator(line: string): number {
  const equals = line.indexOf('=');
  return equals === -1 ? line.indexOf(':') : equals;
}

export function readSmall(path: string): string | undefined {
  try {
    const { size } = statSync(path);
    return size > MAX_BYTES ? undefined : readFileSync(path, 'utf8');
  } catch {
    return undefined; // not there, or not ours to read: pip and npm pass over it as well
  }
}
