// What source code does that only root may: it takes another user, changes owners, or works on the kernel. And whether it
// handles the signal that stops it.
// Source: https://man7.org/linux/man-pages/man7/capabilities.7.html
import type { FilePath, Sign } from '../model/index.js';

/** Sockets that see the packets of others. */
const RAW_SOCKET = /\b(SOCK_RAW|SOCK_PACKET|AF_PACKET|PF_PACKET)\b/;
const LONGEST_LINE = 2000;

/** The first call of each kind in one file. @param calls of its language, the first group is what is called. */
export function rootCalls(file: FilePath, text: string, calls: RegExp | undefined): Sign[] {
  const found: Sign[] = [];
  const seen = new Set<string>();
  if (!calls?.test(text) && !RAW_SOCKET.test(text)) return found;
  for (const [at, line] of text.split('\n').entries()) {
    if (line.length > LONGEST_LINE || /^\s*(?:\/\/|#|\*|\/\*)/.test(line)) continue;
    const name = calls?.exec(line)?.[1] ?? RAW_SOCKET.exec(line)?.[1];
    if (name === undefined || seen.has(name)) continue;
    seen.add(name);
    const from = { kind: 'source', file, line: at + 1, quote: line.trim().slice(0, 100) } as const;
    found.push({ says: `uses ${name.replace(/(?<!\s)\s*=$/, '')}, which only root may`, from });
  }
  return found;
}

/** The first line of a file that sets a handler for SIGTERM, or starts what does. */
export function signalHandlers(file: FilePath, text: string, handlers: RegExp | undefined): Sign[] {
  if (!handlers?.test(text)) return [];
  for (const [at, line] of text.split('\n').entries()) {
    const name = line.length > LONGEST_LINE ? undefined : handlers.exec(line)?.[0];
    if (name === undefined) continue;
    const from = { kind: 'source', file, line: at + 1, quote: line.trim().slice(0, 100) } as const;
    return [{ says: `names ${name}`, from }];
  }
  return [{ says: 'handles signals', from: { kind: 'source', file } }];
}
