// The configuration file of gunicorn, which is Python: what its lines set, where they are plain.
import type { ImageFile, Listen, Sign, Source, Unread, Write } from '../../model/index.js';

export interface GunicornSettings {
  /** Where it binds, if a line says so: the ports that are plain. `undefined` where no line does. */
  readonly listens: readonly Listen[] | undefined;
  readonly writes: readonly Write[];
  readonly root: readonly Sign[];
}

/**
 * The path of the file that a command line names, or the one that gunicorn looks for by itself.
 * Source: https://docs.gunicorn.org/en/stable/settings.html#config
 */
export function gunicornConfig(words: readonly string[]): { readonly path: string; readonly named: boolean } {
  for (const [at, word] of words.entries()) {
    if (word === '-c' || word === '--config') return { path: plain(words[at + 1] ?? ''), named: true };
    if (word.startsWith('--config=')) return { path: plain(word.slice(9)), named: true };
  }
  return { path: 'gunicorn.conf.py', named: false };
}

function plain(path: string): string {
  return path.replace(/^file:/, '');
}

/** What the file sets. */
export function readGunicorn({ file, text }: ImageFile): GunicornSettings {
  let listens: Listen[] | undefined;
  const writes: Write[] = [];
  const root: Sign[] = [];
  for (const [at, line] of text.split('\n').entries()) {
    const match = /^(bind|accesslog|errorlog|logfile|pidfile|user|group|worker_tmp_dir)\s*=\s*(\S.*)$/.exec(
      line.trimEnd(),
    );
    if (!match) continue;
    const [, name = '', rest = ''] = match;
    const from: Source = { kind: 'source', file, line: at + 1, quote: line.trim().slice(0, 100) };
    const value = /^[rbf]?(["'])([^"']*)\1\s*(?:#.*)?$/.exec(rest)?.[2];
    if (name === 'bind') {
      const port = /:(\d{1,5})$/.exec(value ?? '')?.[1];
      listens = port === undefined ? [] : [{ port: Number(port), from }];
      const socket = /^unix:(.+)$/.exec(value ?? '')?.[1];
      if (socket !== undefined) writes.push({ path: socket, folder: false, from });
    } else if (name === 'user' || name === 'group') root.push({ says: `changes its ${name} by itself`, from });
    else if (value !== undefined && value !== '-' && value !== '') {
      writes.push({ path: value, folder: name === 'worker_tmp_dir', from });
    }
  }
  return { listens, writes, root };
}

/** The reason where a file is named and not there. */
export function missingConfig(path: string, from: Source): Unread {
  return { says: `the configuration ${path} is not in the repository`, from };
}
