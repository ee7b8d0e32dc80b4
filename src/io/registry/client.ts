// What tags are, from the cache or from registries. Each question is asked once per run, however many images need it.
// By hand, as all of this folder: no client of the distribution API that somebody keeps up is to be had as a package, and
// where credentials go has to be in sight.
import { type Endpoint, endpointsOf } from './endpoints.js';
import { lookupFailed, LookupFailure } from './failure.js';
import { parseJson, recordIn, stringsIn, textIn } from './json.js';
import { ACCEPT, dateIn, readManifest, readTagDigest, isDigest, type Manifest, parseManifest } from './manifest.js';
import { creationTimeSaidBy, type TagDigest, usualPlatform, wrongDigest } from './manifest.js';
import type { RegistryOptions } from './options.js';
import { createSession } from './session.js';
import { readSettings } from './settings.js';
import { expectOk } from './status.js';
import { readTags } from './tag-list.js';
import { sha256 } from './cache.js';

/** A repository of images: `docker.io` and `library/python`. */
export interface ImageName {
  readonly host: string;
  readonly path: string;
}

/** With the host that answered. */
export type Answered<T> = T & { readonly from: string };

export interface ImageDetails {
  readonly labels: Readonly<Record<string, string>>;
  readonly created?: string;
}

/** Every function throws a `LookupFailure`. */
export interface RegistryClient {
  /** What a tag points to, by a HEAD. */
  digest(image: ImageName, tag: string): Promise<Answered<TagDigest>>;
  /** What a tag points to, by reading it and hashing what was read. */
  manifest(image: ImageName, tag: string): Promise<Answered<Manifest>>;
  tags(image: ImageName): Promise<readonly string[]>;
  /** Labels and date, of the usual platform where there are several. Two or three requests, and none ever after. */
  details(image: ImageName, digest: string): Promise<ImageDetails>;
  /** HEAD requests that finding a more specific tag may cost. */
  readonly probes: number;
  close(): void;
}

export function createRegistryClient(options: RegistryOptions = {}): RegistryClient {
  const settings = readSettings(options);
  const { cache, lifetimes, limits, now } = settings;
  const session = createSession({ ...settings, credentialsOf: settings.credentials.of });
  const running = new Map<string, Promise<unknown>>();

  /** Mirrors first, then the registry, whose failure is the one that counts. */
  async function anywhere<T>(image: ImageName, work: (endpoint: Endpoint) => Promise<T>): Promise<Answered<T>> {
    const name = `${image.host}/${image.path}`;
    if (settings.offline)
      throw new LookupFailure(
        'offline',
        `${name} was not looked up (--offline); run once without it to record the answer`,
      );
    let failure: unknown;
    for (const endpoint of reachable(image)) {
      try {
        return { ...(await work(endpoint)), from: endpoint.host };
      } catch (error) {
        if (!(error instanceof LookupFailure)) throw error;
        failure = error;
      }
    }
    throw failure;
  }

  function reachable(image: ImageName): readonly Endpoint[] {
    const name = `${image.host}/${image.path}`;
    if (!settings.allowed(image.host, image.path))
      throw new LookupFailure('not-allowed', `${name} is not among the allowed registries, so it was not asked for`);
    // `host:99999` and `1.2.3.4.5` are names that the grammar of images lets through.
    if (!URL.canParse(`https://${image.host}`))
      throw new LookupFailure('not-found', `${image.host} is not a host that can be asked`);
    const endpoints = endpointsOf(settings.endpoints, image.host, image.path);
    if (endpoints === 'blocked') throw new LookupFailure('not-allowed', `${name} is blocked by registries.conf`);
    return endpoints;
  }

  /** Answers differ with the mirrors they come from. */
  function keyOf(what: string, image: ImageName, tag = ''): string {
    const endpoints = reachable(image).map(({ base, path }) => `${base.host}/${path}`);
    return [what, `${image.host}/${image.path}`, tag, ...endpoints].join(' ');
  }

  function once<T>(key: string, work: () => Promise<T>): Promise<T> {
    // Stored under a key of its own kind, so it is what this kind of work gives.
    const known = running.get(key) as Promise<T> | undefined;
    if (known) return known;
    const started = work();
    running.set(key, started);
    return started;
  }

  async function digest(image: ImageName, tag: string): Promise<Answered<TagDigest>> {
    const key = keyOf('digest', image, tag);
    return once(key, async () => {
      const kept = keptDigest(key, tag);
      if (kept) return kept;
      return remember(key, () => anywhere(image, (endpoint) => headOf(endpoint, tag)));
    });
  }

  async function manifest(image: ImageName, tag: string): Promise<Answered<Manifest>> {
    const key = keyOf('digest', image, tag);
    return once(`manifest ${key}`, async () => {
      const kept = keptDigest(key, tag);
      const content = kept && cache.readContent(kept.digest);
      if (kept && content) return { ...kept, ...parseManifest(content, kept.from) };
      const read = await remember(key, () => anywhere(image, (endpoint) => getOf(endpoint, tag)));
      running.set(key, Promise.resolve(read));
      return read;
    });
  }

  /** Within its lifetime. Throws when what was kept is that there is no such tag. */
  function keptDigest(key: string, tag: string): Answered<TagDigest> | undefined {
    const kept = cache.read(key);
    if (!kept) return undefined;
    const { digest, multiPlatform, from, missing } = recordIn(kept.value);
    const age = now() - kept.at;
    if (typeof missing === 'string' && age < lifetimes.missingMs) throw new LookupFailure('not-found', missing);
    if (age >= lifetimes.digestMs || !isDigest(digest) || typeof from !== 'string' || tag === '') return undefined;
    return { digest, multiPlatform: multiPlatform === true, from };
  }

  async function remember<T extends Answered<TagDigest>>(key: string, work: () => Promise<T>): Promise<T> {
    try {
      const found = await work();
      cache.write(key, { digest: found.digest, multiPlatform: found.multiPlatform, from: found.from });
      return found;
    } catch (error) {
      if (error instanceof LookupFailure && error.why === 'not-found') cache.write(key, { missing: error.message });
      throw error;
    }
  }

  async function headOf(endpoint: Endpoint, tag: string): Promise<TagDigest> {
    const reply = await session.ask(endpoint, 'HEAD', `/v2/${endpoint.path}/manifests/${tag}`, { accept: ACCEPT });
    const found = reply.status === 200 ? readTagDigest(reply) : undefined;
    if (found) return found;
    // No digest in the headers, or no HEAD at all: the body says it.
    if (reply.status === 200 || reply.status === 405 || reply.status === 501) return getOf(endpoint, tag);
    expectOk(reply, endpoint, `the tag ${tag}`);
    throw lookupFailed(`${endpoint.host} does not say what ${tag} is`);
  }

  async function getOf(endpoint: Endpoint, tag: string): Promise<Manifest> {
    const reply = await session.ask(endpoint, 'GET', `/v2/${endpoint.path}/manifests/${tag}`, { accept: ACCEPT });
    expectOk(reply, endpoint, isDigest(tag) ? 'this digest' : `the tag ${tag}`);
    const read = readManifest(reply, endpoint.host, isDigest(tag) ? tag : undefined);
    cache.writeContent(read.digest, reply.body);
    return read;
  }

  async function tags(image: ImageName): Promise<readonly string[]> {
    const key = keyOf('tags', image);
    return once(key, async () => {
      const kept = cache.read(key);
      const known = recordIn(kept?.value);
      if (kept && now() - kept.at < lifetimes.tagsMs) return stringsIn(known.tags);
      const etags = recordIn(known.etags);
      const found = await anywhere(image, async (endpoint) => {
        const list = await readTags(session, endpoint, limits.tagPages, textIn(etags[endpoint.base.host]));
        if (list === 'unchanged') return { tags: stringsIn(known.tags), etags };
        return { tags: list.tags, etags: list.etag === undefined ? {} : { [endpoint.base.host]: list.etag } };
      });
      cache.write(key, { tags: found.tags, etags: found.etags });
      return found.tags;
    });
  }

  async function details(image: ImageName, digest: string): Promise<ImageDetails> {
    const top = await content(image, digest);
    const platform = usualPlatform(top);
    const single = platform === undefined ? top : await content(image, platform);
    const config = recordIn(single.body.config).digest;
    const created = creationTimeSaidBy(top);
    if (!isDigest(config)) return { labels: {}, ...(created === undefined ? {} : { created }) };
    const read = recordIn(parseJson((await blob(image, config)).toString('utf8')));
    const labels = Object.entries(recordIn(recordIn(read.config).Labels));
    const made = created ?? dateIn(read.created);
    return {
      labels: Object.fromEntries(labels.filter((each): each is [string, string] => typeof each[1] === 'string')),
      ...(made === undefined ? {} : { created: made }),
    };
  }

  async function content(image: ImageName, digest: string): Promise<Manifest> {
    const kept = cache.readContent(digest);
    if (kept) return { ...parseManifest(kept, image.host), digest };
    return once(keyOf('content', image, digest), () => anywhere(image, (endpoint) => getOf(endpoint, digest)));
  }

  async function blob(image: ImageName, digest: string): Promise<Buffer> {
    const kept = cache.readContent(digest);
    if (kept) return kept;
    const found = await once(keyOf('blob', image, digest), () =>
      anywhere(image, async (endpoint) => {
        const reply = await session.ask(endpoint, 'GET', `/v2/${endpoint.path}/blobs/${digest}`);
        expectOk(reply, endpoint, 'this configuration');
        if (sha256(reply.body) !== digest) throw wrongDigest(endpoint.host);
        cache.writeContent(digest, reply.body);
        return { body: reply.body };
      }),
    );
    return found.body;
  }
  return { digest, manifest, tags, details, probes: limits.probes, close: session.close };
}
