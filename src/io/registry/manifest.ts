// What a registry says a tag is: read from headers or from the manifest itself, and checked.
import { sha256 } from './cache.js';
import { lookupFailed } from './failure.js';
import { type JsonRecord, listIn, parseJson, recordIn, textIn } from './json.js';
import type { Reply } from './transport.js';

export interface TagDigest {
  readonly digest: string;
  /** The digest is of an index: it holds for every platform. */
  readonly multiPlatform: boolean;
}

export interface Manifest extends TagDigest {
  readonly body: JsonRecord;
}

const INDEXES = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
];
const IMAGES = ['application/vnd.oci.image.manifest.v1+json', 'application/vnd.docker.distribution.manifest.v2+json'];
/** The order does not matter to a registry: it answers with what it has, the index where there is one. */
export const ACCEPT = [...INDEXES, ...IMAGES].join(', ');
const DIGEST = /^sha256:[0-9a-f]{64}$/;

export function isDigest(text: unknown): text is string {
  return typeof text === 'string' && DIGEST.test(text);
}

/** The digest that headers alone give; `undefined` where the body has to be asked for. */
export function readTagDigest({ headers }: Reply): TagDigest | undefined {
  const digest = headers['docker-content-digest'];
  const type = typeOf(headers['content-type']);
  if (!isDigest(digest) || ![...INDEXES, ...IMAGES].includes(type)) return undefined;
  return { digest, multiPlatform: INDEXES.includes(type) };
}

/**
 * Reads a manifest and hashes it: the digest is the hash, and what the registry claims, or `expected`, must agree.
 * Throws a `LookupFailure` for another digest, a page that is no manifest, and the long gone first version.
 */
export function readManifest(reply: Reply, host: string, expected?: string): Manifest {
  const digest = sha256(reply.body);
  const claimed = expected ?? reply.headers['docker-content-digest'];
  if (claimed !== undefined && claimed !== digest) throw wrongDigest(host);
  return { ...parseManifest(reply.body, host), digest };
}

export function wrongDigest(host: string): Error {
  return lookupFailed(`${host} sends content that does not have the digest it should have; nothing is pinned to it`);
}

/** A manifest whose digest is known to be right. */
export function parseManifest(content: Buffer, host: string): Omit<Manifest, 'digest'> {
  const body = recordIn(parseJson(content.toString('utf8')));
  if (body.schemaVersion !== 2)
    throw lookupFailed(
      `${host} does not answer with an image manifest; is it a registry, or a page to sign in to a network?`,
    );
  const type = textIn(body.mediaType);
  return { body, multiPlatform: type === undefined ? Array.isArray(body.manifests) : INDEXES.includes(type) };
}

/** The version that the image says it has, in the annotations of an index, its entries, or a manifest. */
export function versionsSaidBy({ body }: Manifest): string[] {
  const found = new Set<string>();
  for (const annotations of annotationsOf(body)) {
    const version = textIn(annotations['org.opencontainers.image.version']);
    if (version !== undefined && version.length <= 128) found.add(version);
  }
  return [...found];
}

/** When it was made, as the annotations say: ISO 8601. */
export function creationTimeSaidBy({ body }: Manifest): string | undefined {
  for (const annotations of annotationsOf(body)) {
    const created = dateIn(annotations['org.opencontainers.image.created']);
    if (created !== undefined) return created;
  }
  return undefined;
}

/** A date in ISO 8601; the zero date, which reproducible builds leave, says nothing. */
export function dateIn(value: unknown): string | undefined {
  const time = typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(time) || time <= 0 ? undefined : new Date(time).toISOString();
}

function annotationsOf(body: JsonRecord): JsonRecord[] {
  const entries = listIn(body.manifests).map(recordIn).filter(isImage);
  return [body, ...entries].map((each) => recordIn(each.annotations));
}

/** Of an index: the entry of the usual platform, else the first that is an image. */
export function usualPlatform({ body }: Manifest): string | undefined {
  const entries = listIn(body.manifests).map(recordIn).filter(isImage);
  const usual = entries.find((entry) => {
    const { os, architecture } = recordIn(entry.platform);
    return os === 'linux' && architecture === 'amd64';
  });
  const digest = (usual ?? entries[0])?.digest;
  return isDigest(digest) ? digest : undefined;
}

/** Entries of an unknown platform are attestations. */
function isImage(entry: JsonRecord): boolean {
  return recordIn(entry.platform).os !== 'unknown';
}

function typeOf(header: string | undefined): string {
  return (header ?? '').split(';')[0]!.trim().toLowerCase();
}
