// Questions of a run and their answers: what harden.lock holds, then what is looked up. The network itself is behind
// `LookUp`, which this file is only given.
import { canBeLocked, LOCK_FILE, lockText, parseLock, type Lock } from '../config/index.js';
import { commit, gitState, readSource, writeAll, type Tree } from '../io/index.js';
import {
  type Answer,
  type Answers,
  ConfigError,
  type FileError,
  filePath,
  type ImageAnswer,
  type Lookup,
  lookupKey,
  type PackageAnswer,
  type PlannedAnswer,
} from '../model/index.js';
import type { RunInput } from './open.js';
import { questionsOf } from './questions.js';

/** Finds answers. Gives one for every question, a `NoAnswer` where there is none, and does not reject for a registry. */
export type LookUp = (questions: readonly Lookup[]) => Promise<Answers>;

const LOCK_PATH = filePath(LOCK_FILE);

export interface LockFile {
  readonly answers: Lock;
  /** As it is on disk; absent where there is none. */
  readonly source?: { readonly text: string; readonly sha256: string };
}

/**
 * Reads the `harden.lock` in the root.
 * @throws ConfigError for one that cannot be read or is not of its form, with the place.
 */
export function readLock(tree: Tree): LockFile {
  if (tree.kind(LOCK_PATH) === undefined) return { answers: new Map() };
  const { source, error } = readSource(tree, LOCK_PATH);
  if (!source) throw new ConfigError(`${LOCK_FILE}: ${error.message}${error.hint ? ` (${error.hint})` : ''}`);
  return { answers: parseLock(LOCK_PATH, source.text), source };
}

export interface AnswerRequest {
  readonly questions: readonly Lookup[];
  readonly lock: Lock;
  readonly lookUp: LookUp;
  /** Look up what the lock has an answer for as well. Offline, the lock's stays good. */
  readonly refresh?: boolean;
}

/** Each question with its answer, sorted by question. What the lock answers is not looked up. */
async function answerQuestions({
  questions,
  lock,
  lookUp,
  refresh = false,
}: AnswerRequest): Promise<readonly PlannedAnswer[]> {
  const byKey = new Map(questions.map((lookup) => [lookupKey(lookup), lookup]));
  const open = [...byKey].filter(([key]) => refresh || !lock.has(key)).map(([, lookup]) => lookup);
  const found = open.length === 0 ? new Map<string, Answer>() : await lookUp(open);
  return [...byKey.keys()].sort().map((question): PlannedAnswer => {
    const answer = found.get(question) ?? NOT_ASKED;
    const locked = lock.get(question);
    const keep = !found.has(question) || isOffline(answer);
    if (locked && keep) return { question, answer: locked, source: 'lock' };
    return { question, answer, source: 'looked-up' };
  });
}

/**
 * Answers what the transforms ask of a workspace, sorted by question.
 * @param also questions beside those.
 */
export async function answerWorkspace(
  input: RunInput,
  request: Omit<AnswerRequest, 'questions'>,
  also: readonly Lookup[] = [],
): Promise<readonly PlannedAnswer[]> {
  const questions = [...questionsOf(input), ...also];
  if (questions.length === 0) return [];
  // Images first: a pinned base image says for which Python, say, a package is wanted.
  const images = await answerQuestions({ ...request, questions: questions.filter(({ kind }) => kind !== 'package') });
  const known = answersOf(images);
  // Where all are offline, what would be asked then would be as well, unless the lock holds it.
  const isUseful = request.lock.size > 0 || images.some(({ answer }) => !isOffline(answer));
  const further = isUseful ? [...questionsOf({ ...input, answers: known }), ...also] : questions;
  const rest = await answerQuestions({
    ...request,
    questions: further.filter((lookup) => !known.has(lookupKey(lookup))),
  });
  return [...images, ...rest].sort((a, b) => (a.question < b.question ? -1 : 1));
}

function isOffline(answer: Answer): boolean {
  return answer.kind === 'none' && answer.why === 'offline';
}

const NOT_ASKED: Answer = { kind: 'none', why: 'offline', message: 'this was not looked up' };

/** What planning is given. */
export function answersOf(planned: readonly PlannedAnswer[]): Answers {
  return new Map(planned.map(({ question, answer }) => [question, answer]));
}

/**
 * The lock after a run. An answer that was looked up takes the place of the one before; where none came, that one stays.
 * @param whole every transform was asked about every file of the root: what nobody asked for is dropped.
 */
export function nextLock(lock: Lock, planned: readonly PlannedAnswer[], whole: boolean): Lock {
  const next = new Map<string, ImageAnswer | PackageAnswer>(whole ? [] : lock);
  for (const { question, answer } of planned) {
    const locked = lock.get(question);
    if (answer.kind !== 'none' && canBeLocked(question, answer)) next.set(question, answer);
    else if (locked) next.set(question, locked);
  }
  return next;
}

/** The text to write, or `undefined` where the file is as it should be, or there is none and nothing to record. */
export function changedLock({ source }: LockFile, next: Lock): string | undefined {
  const text = lockText(next);
  if (source === undefined) return next.size === 0 ? undefined : text;
  return source.text === text ? undefined : text;
}

/** Writes the lock with the care of every other file; with a message, commits it. The errors: none means it is there. */
export function writeLock(root: string, file: LockFile, text: string, message?: string): readonly FileError[] {
  const errors = writeAll(root, [{ path: LOCK_PATH, text, expectSha256: file.source?.sha256 }]);
  if (errors.length > 0 || message === undefined || gitState(root).state === 'outside') return errors;
  const { error } = commit(root, [LOCK_PATH], message);
  return error === undefined ? [] : [{ path: LOCK_PATH, message: `git could not commit it: ${error}` }];
}
