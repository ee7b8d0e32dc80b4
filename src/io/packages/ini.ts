// The INI dialect of pip.conf and .npmrc: sections, `key = value`, comments, values continued on indented lines.
import { readFileSync, statSync } from 'node:fs';

const MAX_BYTES = 1024 * 1024;

/** Values by `section.key`, sections and keys in lower case; `key` alone before the first section. */
export function readIni(path: string): ReadonlyMap<string, string> {
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

/** `=`; in pip.conf a colon does as well, but the keys of .npmrc hold some: `//host:8080/:_authToken=`. */
function separator(line: string): number {
  const equals = line.indexOf('=');
  return equals === -1 && !line.startsWith('//') ? line.indexOf(':') : equals;
}

export function readSmall(path: string): string | undefined {
  try {
    const { size } = statSync(path);
    return size > MAX_BYTES ? undefined : readFileSync(path, 'utf8');
  } catch {
    return undefined; // not there, or not ours to read: pip and npm pass over it as well
  }
}
