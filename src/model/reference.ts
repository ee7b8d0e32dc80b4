import type { Span } from './span.js';
import { words } from './words.js';

/** An image reference as the container tools read it. Nothing is filled in: an absent tag stays absent. */
export interface ImageReference {
  /** Host (and port) as written; absent where the reader would add `docker.io`. */
  readonly registry?: string;
  /** Path as written, without the registry: `python`, `library/python`, `dotnet/sdk`. */
  readonly repository: string;
  readonly tag?: string;
  /** With its algorithm: `sha256:...`. */
  readonly digest?: string;
  /** Offsets into the parsed text; tag and digest without their `:` and `@`. */
  readonly spans: {
    readonly registry?: Span;
    readonly repository: Span;
    readonly tag?: Span;
    readonly digest?: Span;
  };
  /** The registry that is asked, `docker.io` for all of Docker Hub's names. */
  readonly host: string;
  /** The repository that is asked: `library/python` for `python` on Docker Hub. */
  readonly path: string;
}

/** Names under which Docker Hub is reached. Source: https://github.com/distribution/reference/blob/main/normalize.go */
const HUB_HOSTS = new Set(['docker.io', 'index.docker.io', 'registry-1.docker.io', 'registry.hub.docker.com']);

/**
 * Public copies of Docker Hub's official images, by prefix of host and path.
 * Sources: https://docs.aws.amazon.com/AmazonECR/latest/public/docker-gallery.html,
 * https://cloud.google.com/artifact-registry/docs/pull-cached-dockerhub-images
 */
const OFFICIAL_COPIES = ['docker.io/library/', 'public.ecr.aws/docker/library/', 'mirror.gcr.io/library/'];

/** Docker Hub namespaces that hold one architecture of the official images. Source: https://github.com/docker-library/official-images#architectures-other-than-amd64 */
const ARCHITECTURES = words('amd64 arm32v5 arm32v6 arm32v7 arm64v8 i386 mips64le ppc64le riscv64 s390x');

// The grammar of https://github.com/distribution/reference/blob/main/reference.go, one anchored piece at a time.
const COMPONENT = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
const HOST =
  /^(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?$/;
const TAG = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;
const DIGEST = /^[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}$/;
const LONGEST = 1024;

/** The same few images are asked about thousands of times in a run. */
const known = new Map<string, ImageReference | undefined>();
const MOST_KNOWN = 2000;

/**
 * Reads an image reference, `undefined` where the text is none: a variable in it, upper case in the repository, blanks.
 * Source of the grammar: https://github.com/distribution/reference/blob/main/reference.go
 */
export function parseImageReference(text: string): ImageReference | undefined {
  if (text === '' || text.length > LONGEST) return undefined;
  const before = known.get(text);
  if (before || known.has(text)) return before;
  const read = readReference(text);
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(text, read);
  return read;
}

function readReference(text: string): ImageReference | undefined {
  const at = text.indexOf('@');
  const nameEnd = at === -1 ? text.length : at;
  const digest = at === -1 ? undefined : text.slice(at + 1);
  if (digest !== undefined && !DIGEST.test(digest)) return undefined;

  const colon = text.lastIndexOf(':', nameEnd - 1);
  // A colon left of a slash belongs to the registry's port.
  const hasTag = colon !== -1 && text.indexOf('/', colon) === -1;
  const tag = hasTag ? text.slice(colon + 1, nameEnd) : undefined;
  if (tag !== undefined && !TAG.test(tag)) return undefined;

  const end = hasTag ? colon : nameEnd;
  const slash = text.indexOf('/');
  const first = slash === -1 || slash >= end ? undefined : text.slice(0, slash);
  const hasHost = first !== undefined && looksLikeHost(first);
  if (hasHost && !HOST.test(first)) return undefined;
  const start = hasHost ? slash + 1 : 0;
  const repository = text.slice(start, end);
  if (repository === '' || !repository.split('/').every((part) => COMPONENT.test(part))) return undefined;

  const host = hasHost && !HUB_HOSTS.has(first) ? first : 'docker.io';
  return {
    ...(hasHost ? { registry: first } : {}),
    repository,
    ...(tag === undefined ? {} : { tag }),
    ...(digest === undefined ? {} : { digest }),
    spans: {
      ...(hasHost ? { registry: { start: 0, end: slash } } : {}),
      repository: { start, end },
      ...(tag === undefined ? {} : { tag: { start: colon + 1, end: nameEnd } }),
      ...(digest === undefined ? {} : { digest: { start: at + 1, end: text.length } }),
    },
    host,
    path: host === 'docker.io' && !repository.includes('/') ? `library/${repository}` : repository,
  };
}

/** The name of a Docker official image (`python` for `docker.io/library/python`), whichever registry it is pulled from. */
export function officialName(reference: ImageReference): string | undefined {
  const full = `${reference.host}/${reference.path}`;
  for (const prefix of OFFICIAL_COPIES) {
    const name = full.startsWith(prefix) ? full.slice(prefix.length) : '';
    if (name !== '' && !name.includes('/')) return name;
  }
  const [namespace, name, ...rest] = reference.path.split('/');
  const perArchitecture = reference.host === 'docker.io' && ARCHITECTURES.has(namespace ?? '') && rest.length === 0;
  return perArchitecture ? name : undefined;
}

/** Docker's own rule for telling `localhost/app` and `host.example/app` from `team/app`. */
function looksLikeHost(first: string): boolean {
  return first === 'localhost' || first.includes('.') || first.includes(':') || first !== first.toLowerCase();
}
