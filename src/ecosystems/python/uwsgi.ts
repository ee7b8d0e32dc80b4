// uWSGI: what its command line and its configuration, an ini file, set. Where a line takes a variable, it is not read.
import type { ImageFile, Listen, Sign, Source, Unread, Write } from '../../model/index.js';

export interface UwsgiSettings {
  readonly listens: readonly Listen[];
  readonly writes: readonly Write[];
  readonly root: readonly Sign[];
  readonly unread: readonly Unread[];
}

/** Sources: https://uwsgi-docs.readthedocs.io/en/latest/Options.html */
const LISTENS = /^(?:https?|http-socket|https-socket|socket|uwsgi-socket|fastcgi-socket|s)$/;
const FILES = /^(?:pidfile2?|safe-pidfile2?|logto2?|daemonize2?|d|req-logger|logger|master-fifo|stats|cache2?-store)$/;
const FOLDERS = /^(?:spooler|spooler-external)$/;
const ROOT = /^(?:[ug]id|chroot|unshare|emperor-tyrant)$/;
const CONFIGS = /^(?:ini|ini-paste|yaml|yml|xml|json|config)$/;

/** The configurations that a command line names: `--ini app.ini`, `uwsgi.ini`. */
export function uwsgiConfigs(words: readonly string[]): readonly string[] {
  const named = settingsOf(words).flatMap(([name, value]) => (CONFIGS.test(name) ? [value] : []));
  return [...named, ...words.slice(1).filter((word) => /^[^-].*\.(?:ini|ya?ml|xml)$/.test(word))].filter(
    (path, at, all) => all.indexOf(path) === at,
  );
}

/** What the command line sets by itself. */
export function readUwsgiWords(words: readonly string[], from: Source): UwsgiSettings {
  const own = settingsOf(words).filter(([name]) => !CONFIGS.test(name));
  return collect(own.map(([name, value]) => ({ name, value, from })));
}

/** What the file sets; a reason where it is none of the kind that is read. */
export function readUwsgi({ file, text }: ImageFile): UwsgiSettings {
  if (!file.endsWith('.ini')) {
    const from: Source = { kind: 'source', file };
    return {
      listens: [],
      writes: [],
      root: [],
      unread: [{ says: `the configuration ${file} is not read here`, from }],
    };
  }
  const lines = text.split('\n').flatMap((line, at) => {
    const match = /^\s{0,20}([\w-]+)\s{0,20}=\s{0,20}(\S.*)$/.exec(line.trimEnd());
    const from: Source = { kind: 'source', file, line: at + 1, quote: line.trim().slice(0, 100) };
    return match ? [{ name: match[1]!, value: match[2]!, from }] : [];
  });
  return collect(lines);
}

/** Options of a command line with their values. */
function settingsOf(words: readonly string[]): (readonly [string, string])[] {
  const found: (readonly [string, string])[] = [];
  for (const [at, word] of words.entries()) {
    const match = /^--?([\w-]+)(?:=(.*))?$/s.exec(word);
    if (match) found.push([match[1]!, match[2] ?? words[at + 1] ?? '']);
  }
  return found;
}

function collect(
  lines: readonly { readonly name: string; readonly value: string; readonly from: Source }[],
): UwsgiSettings {
  const listens: Listen[] = [];
  const writes: Write[] = [];
  const root: Sign[] = [];
  const unread: Unread[] = [];
  for (const { name, value, from } of lines) {
    const open = /[$%]/.test(value);
    if (ROOT.test(name)) root.push({ says: `changes its ${name} by itself`, from });
    else if (LISTENS.test(name)) {
      const port = /(?:^|:)(\d{1,5})$/.exec(value)?.[1];
      if (port !== undefined) listens.push({ port: Number(port), from });
      else if (value.startsWith('/')) writes.push({ path: value, folder: false, from });
    } else if (FILES.test(name) || FOLDERS.test(name)) {
      const path = value.replace(/^file:/, '');
      if (open) unread.push({ says: `a variable decides where ${name} points`, from });
      else if (/^[./\w]/.test(path) && !/^(?:stdio|syslog|redislog|socket|[\w.]*:\d+$)/.test(path))
        writes.push({ path, folder: FOLDERS.test(name), from });
    } else if (name === 'emperor' || CONFIGS.test(name) || name === 'include') {
      unread.push({ says: `${name} names a configuration that is not read here`, from });
    }
  }
  return { listens, writes, root, unread };
}
