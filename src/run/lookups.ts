// What a run may connect to, and the lookups themselves. lookups never connects offline, to a registry that is not
// allowed, or to a place that only the repository in hand asks for.
import { isRegistryAllowed, type Config } from '../config/index.js';
import {
  defaultCacheFolder,
  loadOnline,
  isSomethingAt,
  type PackageOptions,
  type RegistryOptions,
} from '../io/index.js';
import { type Answer, ConfigError, type Lookup, lookupKey, type NoAnswer } from '../model/index.js';
import type { LookUp } from './answers.js';

export interface LookUpSettings {
  readonly config: Config;
  /**
   * The user named the configuration. Otherwise the repository brought it along: it may forbid registries, but not say
   * where to connect to, since a repository can come from a stranger and its configuration with it.
   */
  readonly trusted: boolean;
  /** What `registries.*.ca` starts from: the folder of the configuration. */
  readonly folder: string;
  readonly offline: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Called as answers come in. */
  readonly progress?: (done: number, of: number) => void;
  /** For tests. */
  readonly limits?: Readonly<Partial<Record<'connectMs' | 'idleMs' | 'tries' | 'backOffMs', number>>>;
  readonly deadlineMs?: number;
}

/** A network that swallows every packet costs this long, three times. */
const CONNECT_MS = 4000;
/** All lookups of a run; what has no answer by then gets none. */
const DEADLINE_MS = 120_000;
/** More images than this are a list, not a project. */
const MOST_QUESTIONS = 1000;

/** What the configuration says that is not heeded, in a sentence; `undefined` where there is nothing. */
export function describeUnheeded({
  config: { network },
  trusted,
}: Pick<LookUpSettings, 'config' | 'trusted'>): string | undefined {
  if (trusted || !network) return undefined;
  return `${network.at}: what a repository says about registries and indexes is not used, since it would choose what is connected to; name the file with --config if it is yours`;
}

/** Looks up in the cache, then at registries and indexes. The code for it is loaded with the first question. */
export function createLookUp(settings: LookUpSettings): LookUp {
  const { offline, env, deadlineMs = DEADLINE_MS } = settings;
  let until: number | undefined;
  return async (questions) => {
    const answers = new Map<string, Answer>();
    const open = questions.slice(0, MOST_QUESTIONS);
    for (const lookup of questions.slice(MOST_QUESTIONS)) answers.set(lookupKey(lookup), TOO_MANY);
    // Nothing was ever kept: no need to load what would find nothing.
    if (offline && !hasAnswers(env)) {
      for (const lookup of open) answers.set(lookupKey(lookup), OFFLINE);
      return answers;
    }
    until ??= performance.now() + deadlineMs;
    for (const [key, answer] of await askAll(open, settings, until - performance.now())) answers.set(key, answer);
    return answers;
  };
}

const OFFLINE: NoAnswer = {
  kind: 'none',
  why: 'offline',
  message: 'nothing is looked up with --offline; run once without it to record the answer in harden.lock',
};
const TOO_MANY: NoAnswer = {
  kind: 'none',
  why: 'failed',
  message: `more than ${MOST_QUESTIONS} images and packages are named, and no more are looked up in one run; plan some of the paths`,
};
const TOO_LATE: NoAnswer = {
  kind: 'none',
  why: 'failed',
  message: 'no answer came in the time for lookups; run again, which starts from what was learned, or use --offline',
};

function hasAnswers(env: LookUpSettings['env']): boolean {
  const cache = defaultCacheFolder(env);
  try {
    return cache !== undefined && (isSomethingAt(`${cache}/registry/answers`) || isSomethingAt(`${cache}/packages`));
  } catch {
    return false; // a folder that may not be looked into holds nothing for this user
  }
}

async function askAll(
  questions: readonly Lookup[],
  settings: LookUpSettings,
  ms: number,
): Promise<Map<string, Answer>> {
  const { answerImages, answerPackages, createRegistryClient } = await loadOnline();
  const over = new AbortController();
  const client = createRegistryClient(registryOptions(settings));
  const answers = new Map<string, Answer>();
  let done = 0;
  const take = (found: ReadonlyMap<string, Answer>): void => {
    if (over.signal.aborted) return;
    for (const [key, answer] of found) answers.set(key, answer);
    done += found.size;
    settings.progress?.(done, questions.length);
  };
  const images = questions.filter(({ kind }) => kind !== 'package');
  const packages = questions.filter(({ kind }) => kind === 'package');
  const deadline = delay(ms);
  try {
    // One by one, so that what is answered counts when time runs out. The client asks nothing twice.
    // A reviewer of an update wants to know how old the new image is.
    const asked = images.map(async (lookup) =>
      take(await answerImages([lookup], client, { created: lookup.kind === 'image-update' })),
    );
    if (packages.length > 0)
      asked.push(answerPackages(packages, { ...packageOptions(settings), signal: over.signal }).then(take));
    await Promise.race([Promise.all(asked), deadline.passed]);
  } finally {
    deadline.cancel();
    over.abort();
    client.close();
  }
  for (const lookup of questions) {
    const key = lookupKey(lookup);
    if (!answers.has(key)) answers.set(key, TOO_LATE);
  }
  return answers;
}

function delay(ms: number): { readonly passed: Promise<void>; readonly cancel: () => void } {
  let timer: NodeJS.Timeout | undefined;
  const passed = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  return { passed, cancel: () => clearTimeout(timer) };
}

function registryOptions({ config, trusted, folder, offline, env, limits }: LookUpSettings): RegistryOptions {
  const allowed = config.allowedRegistries;
  const base = {
    offline,
    env,
    limits: { connectMs: CONNECT_MS, ...limits },
    allowed: (host: string, path: string) => isRegistryAllowed(allowed, host, path),
  } satisfies RegistryOptions;
  if (!trusted) return base;
  const mirrors: Record<string, readonly string[]> = {};
  const authorities: Record<string, string> = {};
  const listed = [...allowed];
  for (const [host, settings] of config.network?.registries ?? []) {
    mirrors[host] = settings.mirrors;
    if (settings.private) listed.push(host);
    if (settings.ca !== undefined) authorities[host] = authorityFile(config, host, folder, settings.ca);
  }
  return { ...base, mirrors, authorities, listed };
}

function authorityFile({ file }: Config, host: string, folder: string, ca: string): string {
  const path = /^(?:\/|[A-Za-z]:[\\/])/.test(ca) ? ca : `${folder}/${ca}`;
  if (!isSomethingAt(path)) throw new ConfigError(`${file}: registries.${host}.ca: there is no file ${ca}`);
  return path;
}

function packageOptions({ config, trusted, offline, env, limits }: LookUpSettings): PackageOptions {
  const indexes = trusted ? config.network?.indexes : undefined;
  return { offline, env, limits: { connectMs: CONNECT_MS, ...limits }, ...(indexes ? { indexes } : {}) };
}
