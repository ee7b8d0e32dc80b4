// The request that a health check makes with curl or wget, where it is a plain one of its own container.
import { baseName } from '../model/index.js';
import type { PlainRequest } from '../ecosystems/index.js';
import { parseShell } from '../shell/index.js';

/** Options that take no word and change nothing of the request. */
const QUIET = /^(?:-[sS]+|--silent|--show-error)$/;
const FAILS = /^(?:-[sS]*f[sSf]*|--fail)$/;
const WGET_QUIET = /^(?:-q|-nv|--quiet|--no-verbose|--spider|-q?O-|-t1|--tries=1)$/;
const ALL_OF_IT = /^(?:http:\/\/)?(localhost|127\.0\.0\.1)(?::(\d{1,5}))?(\/[\w./?&=%~+-]*)?$/;
const HEADER = /^([\w-]+):([\w ./:;,=+*\t-]*)$/;

/** What the words of a health check ask; `undefined` for everything that another client may do otherwise. */
export function plainRequest([program = '', ...words]: readonly string[]): PlainRequest | undefined {
  const name = baseName(program);
  if (name === 'curl') return read(words, false, readCurlOption);
  if (name === 'wget') return read(words, true, readWgetOption);
  return undefined;
}

/** The same of the text that a shell gets, with `|| exit 1` behind it or without. */
export function plainRequestIn(text: string): PlainRequest | undefined {
  const asked = /^([^|]*?)(?:\|\|\s*exit\s+1\s*)?$/.exec(text.trim())?.[1];
  const { ok, commands } = parseShell(asked ?? '');
  const [only, ...others] = commands;
  if (!ok || !only || others.length > 0 || only.redirected || only.assignments.length > 0) return undefined;
  if (only.place !== 'chain') return undefined;
  const words = only.words.flatMap(({ value }) => value ?? []);
  return words.length === only.words.length ? plainRequest(words) : undefined;
}

interface Option {
  readonly length: number;
  readonly fails?: true;
  readonly header?: readonly [name: string, value: string];
}

function readCurlOption(word: string, next: string): Option | undefined {
  if (QUIET.test(word)) return { length: 1 };
  if (FAILS.test(word)) return { length: 1, fails: true };
  if (/^(?:-o|--output)$/.test(word) && next === '/dev/null') return { length: 2 };
  const [, name, written] = (/^(?:-H|--header)$/.test(word) && HEADER.exec(next)) || [];
  const value = written?.trim();
  return name === undefined || !value ? undefined : { length: 2, header: [name, value] };
}

function readWgetOption(word: string, next: string): Option | undefined {
  if (WGET_QUIET.test(word)) return { length: 1 };
  return /^-q?O$/.test(word) && /^(?:-|\/dev\/null)$/.test(next) ? { length: 2 } : undefined;
}

function read(
  words: readonly string[],
  alwaysFails: boolean,
  optionAt: (word: string, next: string) => Option | undefined,
): PlainRequest | undefined {
  const headers: (readonly [name: string, value: string])[] = [];
  let failsByStatus = alwaysFails;
  let address: RegExpExecArray | undefined;
  for (let at = 0; at < words.length; ) {
    const word = words[at]!;
    const option = word.startsWith('-') ? optionAt(word, words[at + 1] ?? '') : undefined;
    if (option) {
      failsByStatus ||= option.fails ?? false;
      if (option.header) headers.push(option.header);
      at += option.length;
      continue;
    }
    const found = ALL_OF_IT.exec(word);
    if (!found || address) return undefined;
    address = found;
    at++;
  }
  if (!address) return undefined;
  const [, host = '', number = '80', path = '/'] = address;
  // A program may answer to the name alone, which another address of the same machine does not carry.
  const named = host === 'localhost' && !headers.some(([name]) => /^host$/i.test(name));
  if (named) headers.unshift(['Host', number === '80' ? host : `${host}:${number}`]);
  return { port: Number(number), path, headers, failsByStatus };
}
