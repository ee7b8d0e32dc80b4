// What asks a container whether it is ready, in the words of Kubernetes.
import { baseName } from '../../src/model/index.js';
import type { YamlValue } from '../../src/yaml/index.js';

/** `httpGet`, `exec` or `tcpSocket` with its value. */
export type Handler =
  | { readonly httpGet: { readonly path: string; readonly port: number; readonly scheme?: string } }
  | { readonly exec: { readonly command: readonly string[] } }
  | { readonly tcpSocket: { readonly port: number } };

export interface Times {
  readonly periodSeconds: number;
  readonly timeoutSeconds: number;
  readonly failureThreshold: number;
}

/**
 * A health check of Docker as a handler: a plain request to the container itself becomes `httpGet`, which needs no
 * program in the image; anything else is run as it is. `undefined` for what would mean something else there.
 */
export function handlerOf(test: readonly string[] | string): Handler | undefined {
  const words = typeof test === 'string' ? withoutExit(test.trim()) : test;
  const text = typeof words === 'string' ? words : words.join(' ');
  // The kubelet reads `$$` as `$`.
  if (text === '' || text.includes('$$')) return undefined;
  const asked = requestOf(typeof words === 'string' ? splitPlain(words) : words);
  if (asked) return { httpGet: asked };
  const scripted = typeof words === 'string' ? undefined : scriptOf(words);
  if (scripted) return scripted;
  return { exec: { command: typeof words === 'string' ? ['sh', '-c', words] : [...words] } };
}

/** `|| exit 1` at the end only turns one failure into another. Continued lines leave blanks behind. */
function withoutExit(text: string): string {
  const at = text.lastIndexOf('||');
  const kept = at > 0 && /^\s*(?:exit\s+1|false)\s*;?$/.test(text.slice(at + 2)) ? text.slice(0, at).trimEnd() : text;
  return /["'`]/.test(kept) ? kept : kept.split(/\s+/).join(' ');
}

/** The words of a command without quotes and operators; empty for anything else. */
function splitPlain(text: string): string[] {
  const words = text.split(/\s+/);
  return words.every((word) => /^[\w.:/=@%+~?-]+$|^"[\w.:/=@%+~?-]+"$|^'[\w.:/=@%+~?&-]+'$/.test(word))
    ? words.map((word) => word.replace(/^["']|["']$/g, ''))
    : [];
}

/** Options that change nothing about what is asked, and whether a word follows. */
const HARMLESS: Readonly<Record<string, ReadonlyMap<string, boolean>>> = {
  curl: new Map([
    ['--silent', false],
    ['--show-error', false],
    ['--output', true],
    ['-o', true],
    ['--max-time', true],
    ['--noproxy', true],
    ['-m', true],
    ['--connect-timeout', true],
    ['--fail', false],
  ]),
  wget: new Map([
    ['--quiet', false],
    ['--no-verbose', false],
    ['--spider', false],
    ['--output-document', true],
    ['-O', true],
    ['-T', true],
    ['-Y', true],
    ['-t', true],
  ]),
};

function requestOf([program = '', ...words]: readonly string[]): { path: string; port: number } | undefined {
  const name = baseName(program);
  const harmless = Object.hasOwn(HARMLESS, name) ? HARMLESS[name] : undefined;
  if (!harmless) return undefined;
  let url: string | undefined;
  // Without it curl is content with any answer, also with an error.
  let fails = name === 'wget';
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    if (name === 'curl' && /^-[sSf]+$|^--fail$/.test(word)) fails ||= word === '--fail' || word.includes('f');
    else if (name === 'curl' && /^-[sSf]+o$/.test(word)) {
      fails ||= word.includes('f');
      at++;
    } else if (
      name === 'wget' &&
      /^-(?:q|nv|qO-|O-|qO\/dev\/null|O\/dev\/null)$|^--(?:tries|timeout|output-document)=\S+$/.test(word)
    )
      continue;
    else if (name === 'wget' && word === '-qO') at++;
    else if (harmless.has(word)) {
      if (harmless.get(word)) at++;
    } else if (word.startsWith('-') || url !== undefined) return undefined;
    else url = word;
  }
  const match = /^(?:http:\/\/)?(?:localhost|127\.0\.0\.1)(?::(\d{1,5}))?(\/[^\s#]*)?$/.exec(url ?? '');
  if (!match || !fails) return undefined;
  const port = match[1] === undefined ? 80 : Number(match[1]);
  return port > 0 && port < 65536 ? { path: match[2] ?? '/', port } : undefined;
}

/** What add-image-healthcheck writes, with a port that is written out. */
function scriptOf(words: readonly string[]): Handler | undefined {
  const plain = words.filter((word, at) => at !== 1 || word !== '-I');
  const [program = '', option = '', text = ''] = plain;
  const connect = CONNECTS.map((pattern) => pattern.exec(plain.join(' '))?.[1]).find((port) => port !== undefined);
  if (connect !== undefined) return { tcpSocket: { port: Number(connect) } };
  if (!/^(?:python3?|node)$/.test(program) || !/^-[ce]$/.test(option)) return undefined;
  const get =
    /HTTPConnection\('127\.0\.0\.1', (\d{1,5}), timeout=\d+\); c\.request\('GET', '([^']+)'\)/.exec(text) ??
    /^require\('http'\)\.get\(\{ host: '127\.0\.0\.1', port: (\d{1,5}), path: '([^']+)' \}/.exec(text);
  return get ? { httpGet: { path: get[2]!, port: Number(get[1]) } } : undefined;
}

/** The commands that ask for a connection, each with the port. */
const CONNECTS: readonly RegExp[] = [
  /^python3? -c import socket; socket\.create_connection\(\('127\.0\.0\.1', (\d{1,5})\), \d+\)$/,
  /^node -e require\('net'\)\.connect\((\d{1,5}), '127\.0\.0\.1'\)/,
  /^ruby -rsocket -e TCPSocket\.new\('127\.0\.0\.1', (\d{1,5})\)\.close$/,
  /^php -r exit\(@fsockopen\('127\.0\.0\.1', (\d{1,5}), /,
  /^nc -z -w \d+ 127\.0\.0\.1 (\d{1,5})$/,
  /^bash -c <\/dev\/tcp\/127\.0\.0\.1\/(\d{1,5})$/,
];

/** Seconds of `30s`, `1m30s`, `500ms`; at least one. `undefined` for what is no duration. */
export function secondsOf(text: string | undefined): number | undefined {
  const match = /^(?:(\d{1,4})h)?(?:(\d{1,5})m)?(?:(\d{1,6}(?:\.\d{1,3})?)s)?(?:(\d{1,7})ms)?$/.exec(text ?? '');
  if (!text || !match) return undefined;
  const [, hours = '0', minutes = '0', seconds = '0', millis = '0'] = match;
  const sum = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds) + Number(millis) / 1000;
  return sum > 0 ? Math.max(1, Math.round(sum)) : undefined;
}

export function probe(handler: Handler, { periodSeconds, timeoutSeconds, failureThreshold }: Times): YamlValue {
  return { ...(handler as { [key: string]: YamlValue }), periodSeconds, timeoutSeconds, failureThreshold };
}
