// Where a Compose file names images that it does not build.
import {
  type FilePath,
  type GroupContext,
  type Refusal,
  type Stop,
  stop,
  isStop,
  refusalAt,
  type Source,
  type Span,
} from '../model/index.js';
import { isBuiltHere, servicesBuiltBeside, variablesBeside } from './built-here.js';
import type { ComposeDoc, Service } from '../compose/index.js';
import { whyNotPinned } from './published-here.js';
import {
  asText,
  dottedPlace,
  replaceInScalar,
  type YamlEdits,
  type YamlFile,
  type YamlScalar,
  findKeyPaths,
} from '../yaml/index.js';

/** An image and the text that names it. */
interface ComposeImage {
  /** The whole reference, defaults of variables filled in. */
  readonly image: string;
  /** How much of `image` stands before the text that can be changed. */
  readonly from: number;
  readonly scalar: YamlScalar;
  /** Offset in `scalar.text` of `image.slice(from)`. */
  readonly start: number;
  /** Who uses it. */
  readonly services: readonly [Service, ...Service[]];
  /** What a change touches: every service that uses it, and the fragments it is written in or merged into. */
  readonly places: readonly string[];
}

interface ImageInTheWay extends Stop {
  readonly service: Service;
  readonly scalar: YamlScalar;
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
  const users = new Map<YamlScalar, [Service, ...Service[]]>();
  for (const service of doc.services) {
    const node = service.get('image');
    if (node?.kind !== 'scalar' || node.value === null || isBuilt(service)) continue;
    const list = users.get(node);
    if (list) list.push(service);
    else users.set(node, [service]);
  }
  // A fragment that a service with a build shares is that service's name for what it builds.
  const built = new Set(doc.services.filter(isBuilt).map((service) => service.get('image')));
  const images: ComposeImage[] = [];
  const refused: ImageInTheWay[] = [];
  let uses: ReturnType<typeof findKeyPaths> | undefined;
  for (const [scalar, services] of users) {
    const service = services[0];
    const found = built.has(scalar) ? undefined : readReference(scalar, isSet);
    if (found === undefined) continue;
    if (isStop(found)) {
      refused.push({ service, scalar, ...found });
      continue;
    }
    uses ??= findKeyPaths(doc.yaml, new Set(users.keys()));
    const paths = uses.get(scalar) ?? [];
    const other = paths.find((keys) => !isImage(doc, keys));
    if (other) {
      const message = `the same text stands for ${dottedPlace(...other)} too, through its anchor; write the image out here`;
      refused.push({ service, scalar, ...stop('inherited', message) });
      continue;
    }
    const places = [...paths.map((keys) => dottedPlace(...keys)), ...services.map((each) => each.place('image'))];
    images.push({ ...found, scalar, services, places: [...new Set(places)] });
  }
  return { images, refused };
}

/** The key of a service, or what only stands there to be shared. */
function isImage(doc: ComposeDoc, keys: readonly string[]): boolean {
  if (doc.isV1) return keys.length === 2 && keys[1] === 'image';
  return keys[0]?.startsWith('x-') || (keys.length === 3 && keys[0] === 'services' && keys[2] === 'image');
}

function isBuilt(service: Service): boolean {
  return (
    service.build !== undefined ||
    service.has('provider') ||
    /^(?:build|never)$/.test(asText(service.get('pull_policy')) ?? '')
  );
}

/** An image as a step sees it: what it touches, and the edit that writes its reference anew from one offset on. */
export interface YamlImagePlace {
  readonly image: string;
  readonly from: number;
  readonly anchor: string;
  readonly at: { readonly file: FilePath; readonly span: Span };
  readonly touches: readonly string[];
  readonly source: Source;
  change(edit: { readonly start: number; readonly text: string }): YamlEdits;
}

/** The images that services pull, as steps see them: what the group builds itself, in this file or another, is left out. */
export function composeImagePlaces(
  doc: ComposeDoc,
  around: GroupContext,
): { readonly places: readonly YamlImagePlace[]; readonly unknown: readonly Refusal[] } {
  const isOwn = isBuiltHere(around);
  const beside = servicesBuiltBeside(doc, around);
  const variables = variablesBeside(doc, around);
  const { images, refused } = composeImages(doc, (name) => variables.has(name));
  const places: YamlImagePlace[] = [];
  const unknown: Refusal[] = [];
  function leave(service: Service, scalar: YamlScalar, why: Stop): void {
    const at = { file: doc.file, span: scalar.span };
    if (!beside.has(service.name)) unknown.push(refusalAt({ anchor: service.place(), at }, why));
  }
  for (const each of refused) leave(each.service, each.scalar, each);
  for (const { image, from, scalar, start, services, places: touches } of images) {
    if (isOwn(image) || services.some(({ name }) => beside.has(name))) continue;
    const moves = whyNotPinned(image, around);
    if (moves !== undefined) {
      leave(services[0], scalar, stop('needs-decision', moves));
      continue;
    }
    places.push({
      image,
      from,
      anchor: services[0].place(),
      at: { file: doc.file, span: scalar.span },
      touches,
      source: sourceOf(doc.yaml, scalar),
      change: (edit) => {
        const span = { start: start + edit.start - from, end: start + image.length - from };
        return replaceInScalar(doc.yaml, scalar, span, edit.text);
      },
    });
  }
  return { places, unknown };
}

/** Where a scalar stands, for evidence. */
export function sourceOf(yaml: YamlFile, { span, text }: YamlScalar): Source {
  return { kind: 'source', file: yaml.file, line: yaml.lines.position(span.start).line, span, quote: text };
}

const VARIABLE = /^([^$]*)\$(?:\{(\w+)(?:(:?[-?+])([^${}]*))?\}|(\w+))$/;

type Read = Pick<ComposeImage, 'image' | 'from' | 'start'> | Stop | undefined;

function readReference({ text }: YamlScalar, isSet: (variable: string) => boolean): Read {
  if (!text.includes('$')) return { image: text, from: 0, start: 0 };
  // A digest behind a variable is a pin; one in the default of a variable is a pin that can be moved.
  if (text.replace(/\{[^{}]*\}/g, '').includes('@')) return undefined;
  const match = VARIABLE.exec(text);
  const [, before = '', braced, operator, fallback, plain] = match ?? [];
  const name = braced ?? plain;
  if (!match || name === undefined || !/^$|[/:]$/.test(before)) {
    const message = `${text} is put together from variables; give one variable the whole tag or name, or pin it by hand`;
    return stop('contains-variable', message);
  }
  if (fallback === undefined || fallback === '' || !operator?.endsWith('-')) {
    return stop('contains-variable', `${text} has no default to pin; pin it where ${name} is set`);
  }
  if (isSet(name)) {
    return stop('contains-variable', `${text}: ${name} is set in .env, which wins over the default; pin it there`);
  }
  return { image: before + fallback, from: before.length, start: text.length - 1 - fallback.length };
}
