// `harden.lock`: what registries and indexes answered. It is committed, so it may come from strangers: whatever is not
// exactly of its form is an error with a place, and nothing in it is believed beyond the answer to its question.
import {
  type Answer,
  type FilePath,
  type ImageAnswer,
  type PackageAnswer,
  baseName,
  ConfigError,
} from '../model/index.js';
import { LineIndex } from '../text/index.js';
import { toJS, type YamlNode } from '../yaml/index.js';
import { locate } from './locate.js';
import { isEntry, kindOfEntry, lockSchema } from './lock-schema.js';
import { quote, type Mistake } from './mistakes.js';
import { readRoot, formatMistakes, schemaMistakes } from './document.js';
import { printJson } from './schema.js';

/** Answers by the `lookupKey` of their question. */
export type Lock = ReadonlyMap<string, ImageAnswer | PackageAnswer>;

/**
 * Reads `harden.lock`.
 * @throws ConfigError with one line for each mistake: `harden.lock:3:5: unknown key ...`.
 */
export function parseLock(file: FilePath, text: string): Lock {
  const quick = asWritten(text);
  if (quick) return quick;
  const lines = new LineIndex(text);
  const conflict = /^(?:<{7}|={7}|>{7})(?: |$)/m.exec(text);
  if (conflict) {
    const message = 'a merge conflict; take either side, or remove the file, and run harden again';
    throw new ConfigError(formatMistakes(file, lines, [{ offset: conflict.index, message }]));
  }
  const root = readRoot(file, text, lines);
  if (root === undefined) throw new ConfigError(`${file}:1:1: is empty; remove it, and harden looks up again`);
  const data: unknown = toJS(root);
  const mistakes = schemaMistakes(lockSchema(), data, root);
  if (mistakes.length === 0) mistakes.push(...tagMistakes(data as Written, root));
  if (mistakes.length > 0) throw new ConfigError(formatMistakes(file, lines, mistakes));
  return answersOf(data as Written);
}

interface Written {
  readonly version: 1;
  readonly answers: Readonly<Record<string, object>>;
}

/** The text of a lock: sorted, an entry on lines of its own, the same answers always the same bytes. */
export function lockText(lock: ReadonlyMap<string, Answer>): string {
  const answers: Record<string, Record<string, string | boolean>> = {};
  for (const key of [...lock.keys()].sort()) {
    const answer = lock.get(key)!;
    if (answer.kind !== 'none') answers[key] = entryOf(answer);
  }
  return `${printJson({ version: 1, answers })}\n`;
}

/** True for an answer that a lock can hold: a registry may say anything. */
export function canBeLocked(key: string, answer: Answer): boolean {
  // What waits is asked again, until it does no more.
  if (answer.kind === 'image-update' && answer.waiting?.digest === answer.digest) return false;
  return answer.kind !== 'none' && isEntry(key, entryOf(answer)) && kindOfEntry(key) === answer.kind;
}

function entryOf(answer: ImageAnswer | PackageAnswer): Record<string, string | boolean> {
  if (answer.kind === 'package') return { version: answer.version, from: answer.from };
  const { tag, digest, multiPlatform, specificTag, created, from } = answer;
  return {
    tag,
    digest,
    multiPlatform,
    ...(specificTag === undefined ? {} : { specificTag }),
    ...(created === undefined ? {} : { created }),
    from,
  };
}

/** A file that is byte by byte what harden writes needs no validator, which costs more than reading it. */
function asWritten(text: string): Lock | undefined {
  const data = parseJson(text);
  if (typeof data !== 'object' || data === null || !('answers' in data)) return undefined;
  const { answers } = data;
  if (typeof answers !== 'object' || answers === null || Array.isArray(answers)) return undefined;
  for (const [key, value] of Object.entries(answers))
    if (!isEntry(key, value) || wrongTag(key, value as { readonly tag?: string })) return undefined;
  const lock = answersOf({ answers: Object.fromEntries(Object.entries(answers)) });
  return lockText(lock) === text ? lock : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // read again as YAML, which says where the mistake is
  }
}

function answersOf({ answers }: Pick<Written, 'answers'>): Lock {
  const lock = new Map<string, ImageAnswer | PackageAnswer>();
  for (const [key, entry] of Object.entries(answers)) {
    // The schema has accepted the entry, so it has the fields of its kind.
    lock.set(key, { kind: kindOfEntry(key)!, ...entry } as ImageAnswer | PackageAnswer);
  }
  return lock;
}

/** The tag of an image answer is the one that was asked about, whatever a hand wrote there. */
function tagMistakes({ answers }: Written, root: YamlNode): Mistake[] {
  const mistakes: Mistake[] = [];
  for (const [key, entry] of Object.entries(answers)) {
    const wrong = wrongTag(key, entry as { readonly tag?: string });
    if (!wrong) continue;
    const offset = locate(root, { pointer: ['answers', key, 'tag'] });
    mistakes.push({
      offset,
      message: `tag: the question is about ${quote(wrong)}; remove the entry to look it up again`,
    });
  }
  return mistakes;
}

function wrongTag(key: string, { tag }: { readonly tag?: string }): string | undefined {
  if (kindOfEntry(key) !== 'image') return undefined;
  const image = key.slice('image '.length).split('@', 1)[0]!;
  const last = baseName(image);
  const asked = last.includes(':') ? last.slice(last.indexOf(':') + 1) : 'latest';
  return asked === tag ? undefined : asked;
}
