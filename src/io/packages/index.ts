// Which version of a package is the newest that fits: Python's simple API, the npm registry, gem sources, Go module
// proxies, as the user's own tools are set up. packages never takes the address of an index from the repository it is asked about.
import { runtimeName } from '../../ecosystems/index.js';
import { type Answer, type Lookup, lookupKey, type PackageLookup } from '../../model/index.js';
import { LookupFailure } from '../registry/failure.js';
import { openCache } from './cache.js';
import { createFetcher, type Fetcher } from './fetch.js';
import type { IndexFile } from './files.js';
import { gemVersions, newestGem, type GemVersion } from './gem.js';
import { latestGo } from './go.js';
import { newestNpm, npmPackage, type NpmPackage } from './npm.js';
import { LIMITS, type PackageOptions, type RunTool } from './options.js';
import { newestPython, pythonFiles } from './python.js';
import { npmIndex, pythonIndex, type Index } from './source.js';
import { gemIndex, goIndex, refusePrivate } from './source-tools.js';
import type { IndexOptions } from './tools.js';

export type { PackageOptions } from './options.js';

/**
 * Answers the package questions among the lookups, by `lookupKey`; other questions are passed over. One request for each
 * package, however many questions name it. Never throws for what an index does: that is a `NoAnswer`.
 */
export async function answerPackages(
  lookups: readonly Lookup[],
  options: PackageOptions = {},
): Promise<Map<string, Answer>> {
  const questions = new Map<string, PackageLookup>();
  for (const lookup of lookups) if (lookup.kind === 'package') questions.set(lookupKey(lookup), lookup);
  const answers = new Map<string, Answer>();
  if (questions.size === 0) return answers;
  const fetcher = createFetcher({ ...LIMITS, ...options.limits });
  const session = openSession(fetcher, options);
  options.signal?.addEventListener('abort', fetcher.close);
  try {
    await Promise.all([...questions].map(async ([key, lookup]) => answers.set(key, await session(lookup))));
  } finally {
    options.signal?.removeEventListener('abort', fetcher.close);
    fetcher.close();
  }
  // In the order of the questions, not of the network.
  return new Map([...questions.keys()].map((key) => [key, answers.get(key)!]));
}

const INDEX_OF: Readonly<Record<PackageLookup['ecosystem'], (options: IndexOptions, name: string) => Promise<Index>>> =
  { python: pythonIndex, npm: npmIndex, gem: gemIndex, go: goIndex };

/** In place of tools that take half a second to name an index that nobody may ask, where no answer of it is kept. */
const startNone: RunTool = () => Promise.reject(new LookupFailure('offline', 'no tool is asked for its index'));

function openSession(fetcher: Fetcher, given: PackageOptions): (lookup: PackageLookup) => Promise<Answer> {
  const cache = openCache(given);
  const options: PackageOptions = given.offline && cache.isEmpty() ? { ...given, runTool: startNone } : given;
  const indexes = new Map<string, Promise<Index>>();
  const pages = new Map<string, Promise<unknown>>();

  function once<T>(map: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
    const known = map.get(key);
    if (known) return known;
    const made = make();
    map.set(key, made);
    return made;
  }

  function indexFor({ ecosystem, name }: PackageLookup): Promise<Index> {
    const scope = ecosystem === 'npm' && name.startsWith('@') ? name.split('/', 1)[0]! : '';
    const key = `${ecosystem} ${scope}`;
    return once(indexes, key, () => INDEX_OF[ecosystem]({ ...options, kept: cache.address(key) }, name));
  }

  async function ask(lookup: PackageLookup): Promise<Answer> {
    const { ecosystem, name } = lookup;
    if (ecosystem === 'go') refusePrivate(options, name);
    const index = await indexFor(lookup);
    const { host } = index.url;
    if (options.allowed && !options.allowed(host))
      return none('not-allowed', `${host} is not among the hosts that may be asked`);
    const key = `${index.url.href} ${lookupKey(lookup)}`;
    const kept = cache.get(key);
    if (kept) return kept;
    if (options.offline) return notKept(name);
    const answer = await newest(index, lookup);
    cache.put(key, answer);
    return answer;
  }

  /** The pages are kept as they come; each ecosystem reads its own. */
  async function newestOf(index: Index, lookup: PackageLookup): Promise<string | undefined> {
    const { ecosystem, name } = lookup;
    const page = `${index.url.href} ${ecosystem} ${name}`;
    switch (ecosystem) {
      case 'python':
        return newestPython((await once(pages, page, () => pythonFiles(fetcher, index, name))) as IndexFile[], lookup);
      case 'npm':
        return newestNpm((await once(pages, page, () => npmPackage(fetcher, index, name))) as NpmPackage, lookup);
      case 'gem':
        return newestGem((await once(pages, page, () => gemVersions(fetcher, index, name))) as GemVersion[], lookup);
      case 'go':
        return (await once(pages, page, () => latestGo(fetcher, index, name))) as string | undefined;
    }
  }

  async function newest(index: Index, lookup: PackageLookup): Promise<Answer> {
    const { ecosystem, name, range, runtime } = lookup;
    const { host } = index.url;
    try {
      const version = await newestOf(index, lookup);
      if (version !== undefined) return { kind: 'package', version, from: host };
      const forWhat = [range, runtime && `${runtimeName(ecosystem)} ${runtime}`].filter(Boolean);
      return none(
        'not-found',
        `${host} has no version of ${name}${forWhat.length > 0 ? ` for ${forWhat.join(' and ')}` : ' that can be installed'}`,
      );
    } catch (error) {
      if (!(error instanceof LookupFailure)) throw error;
      return none(error.why, error.why === 'not-found' ? `${name} is ${error.message}` : error.message);
    }
  }

  return async (lookup) => {
    try {
      return await ask(lookup);
    } catch (error) {
      if (!(error instanceof LookupFailure)) throw error;
      return error.why === 'offline' ? notKept(lookup.name) : none(error.why, error.message);
    }
  };
}

function notKept(name: string): Answer {
  return none('offline', `the version of ${name} is not known offline; run once without --offline`);
}

function none(why: 'offline' | 'not-allowed' | 'not-found' | 'denied' | 'failed', message: string): Answer {
  return { kind: 'none', why, message };
}
