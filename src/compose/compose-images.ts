// Where a Compose file names images that it does not build.
import type { RefusalCode, Span } from '../model/index.js';
import type { ComposeDoc, Service } from './compose.js';
import { asText, place } from './yaml-read.js';
import type { YamlNode, YamlScalar } from './yaml-types.js';

/** An image and the text that names it. */
export interface ComposeImage {
  /** The whole reference, defaults of variables filled in. */
  readonly image: string;
  /** How much of `image` stands before the text that can be changed. */
  readonly from: number;
  readonly scalar: YamlScalar;
  /** Offset in `scalar.text` of `image.slice(from)`. */
  readonly start: number;
  /** The first service that uses it. */
  readonly service: Service;
  /** What a change touches: every service that uses it, and the fragment it is written in. */
  readonly places: readonly string[];
}

export interface ImageInTheWay {
  readonly service: Service;
  readonly code: RefusalCode;
  readonly message: string;
}

export interface ComposeImages {
  readonly images: readonly ComposeImage[];
  readonly refused: readonly ImageInTheWay[];
}

/**
 * The images that services use and do not build, each place once. `isSet` tells whether a variable has a value in the
 * project's `.env`, which wins over a default.
 */
export function composeImages(doc: ComposeDoc, isSet: (variable: string) => boolean): ComposeImages {
  const users = new Map<YamlScalar, Service[]>();
  for (const service of doc.services) {
    const node = service.get('image');
    if (node?.kind !== 'scalar' || isBuilt(service)) continue;
    const list = users.get(node);
    if (list) list.push(service);
    else users.set(node, [service]);
  }
  // A fragment that a service with a build shares is that service's name for what it builds.
  const built = new Set(doc.services.filter(isBuilt).map((service) => service.get('image')));
  const images: ComposeImage[] = [];
  const refused: ImageInTheWay[] = [];
  for (const [scalar, services] of users) {
    const service = services[0]!;
    const found = built.has(scalar) ? undefined : readReference(scalar, isSet);
    if (found === undefined) continue;
    if ('code' in found) refused.push({ service, ...found });
    else
      images.push({
        ...found,
        scalar,
        service,
        places: [...placesOf(doc, scalar.span), ...services.map((each) => each.place('image'))],
      });
  }
  return { images, refused };
}

function isBuilt(service: Service): boolean {
  return (
    service.build !== undefined ||
    service.has('provider') ||
    /^(?:build|never)$/.test(asText(service.get('pull_policy')) ?? '')
  );
}

const VARIABLE = /^([^$]*)\$(?:\{(\w+)(?:(:?[-?+])([^${}]*))?\}|(\w+))$/;

type Read = Pick<ComposeImage, 'image' | 'from' | 'start'> | Pick<ImageInTheWay, 'code' | 'message'> | undefined;

function readReference({ text }: YamlScalar, isSet: (variable: string) => boolean): Read {
  if (!text.includes('$')) return { image: text, from: 0, start: 0 };
  if (text.includes('@')) return undefined;
  const match = VARIABLE.exec(text);
  const [, before = '', braced, operator, fallback, plain] = match ?? [];
  const name = braced ?? plain;
  if (!match || name === undefined || !/^$|[/:]$/.test(before)) {
    const message = `${text} is put together from variables; give one variable the whole tag or name, or pin it by hand`;
    return { code: 'contains-variable', message };
  }
  if (fallback === undefined || fallback === '' || !operator?.endsWith('-')) {
    return { code: 'contains-variable', message: `${text} has no default to pin; pin it where ${name} is set` };
  }
  if (isSet(name)) {
    return {
      code: 'contains-variable',
      message: `${text}: ${name} is set in .env, which wins over the default; pin it there`,
    };
  }
  return { image: before + fallback, from: before.length, start: text.length - 1 - fallback.length };
}

/** The places in the file, as it is written, that hold a span: those in a fragment are no service's. */
function placesOf(doc: ComposeDoc, span: Span): string[] {
  for (const root of doc.yaml.documents) {
    const keys = keysTo(root, span);
    if (keys) return [place(...keys)];
  }
  return [];
}

function keysTo(node: YamlNode, span: Span): string[] | undefined {
  const keys: string[] = [];
  for (let at: YamlNode | undefined = node; at; ) {
    if (at.span.start > span.start || at.span.end < span.end || at.kind === 'alias') return undefined;
    if (at.kind === 'scalar') return keys;
    if (at.kind === 'seq') {
      const index: number = at.items.findIndex((item) => item.span.end >= span.end);
      keys.push(String(index));
      at = at.items[index];
      continue;
    }
    const entry = at.entries.find(({ value }) => value.span.end >= span.end);
    if (!entry) return undefined;
    // What a merge key brings in from a map written in its place.
    if (!entry.merge) keys.push(entry.name);
    at = entry.value;
  }
  return undefined;
}
