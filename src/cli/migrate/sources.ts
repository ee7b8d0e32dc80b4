// Reads what a source of a campaign names.
import { resolve } from 'node:path';
import {
  listedIn,
  repositoriesIn,
  type Campaign,
  type FoundRepository,
  type WrittenSource,
} from '../../fleet/index.js';
import { ConfigError } from '../../model/index.js';
import { fullNameOf, isFault, type FoundRepo, type RepositoryQuery } from '../../forge/index.js';
import { targetOf, type Target } from '../bot/connect.js';
import type { Io } from '../output.js';
import { readNamedFile } from '../read-file.js';

/** More is not looked through: it would not end in time. */
const MOST_PAGES = 1000;

export interface ReadSource {
  readonly shown: string;
  readonly found: readonly FoundRepository[];
  /** Why there may be more than that. */
  readonly why?: string;
}

/**
 * @param standardInput what is read for `-`.
 * @throws ConfigError for what cannot be read, or is no list.
 */
export async function readSourceOf(
  io: Pick<Io, 'env'>,
  { folder, settings: { forks: keepForks } }: Campaign,
  source: WrittenSource,
  standardInput: () => string,
): Promise<ReadSource> {
  if ('csv' in source) {
    const shown = source.csv === '-' ? 'standard input' : source.csv;
    const text = source.csv === '-' ? standardInput() : readNamedFile(resolve(folder, source.csv), shown);
    return { shown, found: listedIn(text, shown) };
  }
  if ('folder' in source)
    return { shown: source.folder, found: repositoriesIn(resolve(folder, source.folder), source.folder) };
  return await askForge(io, source, keepForks);
}

/** All pages of what a forge lists. */
async function askForge(
  io: Pick<Io, 'env'>,
  source: Exclude<WrittenSource, { readonly csv: string } | { readonly folder: string }>,
  keepForks: boolean,
): Promise<ReadSource> {
  const { server, query, shown } = askedOf(source);
  // An app has a token for a repository alone, and this is about none.
  const target = await targetOf(io.env, `${server}/any/repository`, {});
  const connected = await target.connect(new Map());
  if (isFault(connected)) return { shown, found: [], why: connected.why };
  const found: FoundRepository[] = [];
  for (let page = 1; page <= MOST_PAGES; page++) {
    const listed = await connected.forge.repositories(query, page);
    if (isFault(listed)) return { shown, found, why: listed.why };
    for (const each of listed.repositories) found.push(foundOf(each, target, keepForks));
    if (!listed.hasMore) return { shown, found };
  }
  return { shown, found, why: `there are more than ${MOST_PAGES} pages` };
}

function askedOf(source: Parameters<typeof askForge>[1]): {
  readonly server: string;
  readonly query: RepositoryQuery;
  readonly shown: string;
} {
  if ('topic' in source)
    return { server: source.forge, query: { topic: source.topic }, shown: `topic ${source.topic}` };
  if ('search' in source)
    return { server: source.forge, query: { search: source.search }, shown: `search ${source.search}` };
  const { organisation } = source;
  const url = URL.canParse(organisation) ? new URL(organisation) : undefined;
  const owner = url?.pathname.split('/').filter(Boolean).join('/') ?? '';
  if (!url || owner === '' || url.username !== '' || url.password !== '')
    throw new ConfigError(`organisation ${organisation}: give its address, as https://github.com/acme`);
  return { server: url.origin, query: { owner }, shown: organisation };
}

function foundOf(
  { repo, defaultBranch, isArchived, isFork }: FoundRepo,
  { origin, kind }: Pick<Target, 'origin' | 'kind'>,
  keepForks: boolean,
): FoundRepository {
  const path = fullNameOf(repo);
  const isLeft = isArchived ? 'archived' : isFork && !keepForks ? 'fork' : undefined;
  return {
    url: `${origin}/${path}`,
    name: path,
    forge: kind,
    organisation: repo.owner,
    ...(defaultBranch === undefined ? {} : { branch: defaultBranch }),
    ...(isLeft === undefined ? {} : { isLeft }),
  };
}
