// Where a Dockerfile names images: FROM and the ARG behind it, COPY --from, RUN --mount=from=, the syntax directive.
import type { Edit, FilePath, Source, Span } from '../model/index.js';
import { anchorOf, isWindows } from './anchors.js';
import { expandArgs, type DockerfileDoc } from './document.js';
import { replaceSpan } from './edits.js';
import type { Instruction, Pair } from './instruction.js';
import { stageReferences, type StageReference } from './references.js';

/** An image and the text that names it. */
export interface WrittenImage {
  /** The whole reference, ARG defaults filled in. */
  readonly image: string;
  /** How much of `image` stands before the text at `span`: 0, or the length of `python:` where the rest is a default. */
  readonly from: number;
  /** The text that can be changed: `image.slice(from)`. */
  readonly span: Span;
  /** What a change of the text touches. */
  readonly place: string;
  readonly anchor: string;
  /** The instruction or directive that uses the image. */
  readonly at: { readonly file: FilePath; readonly span: Span };
}

/** An image that is left alone, and why: mostly, that its name is not in the file as a whole. */
export interface ComputedImage {
  readonly code: 'contains-variable' | 'needs-decision';
  readonly anchor: string;
  readonly at: { readonly file: FilePath; readonly span: Span };
  readonly message: string;
}

export interface WrittenImages {
  readonly images: readonly WrittenImage[];
  readonly computed: readonly ComputedImage[];
}

/** An image as a step sees it: what it touches, and the edit that writes its reference anew from one offset on. */
export interface ImagePlace extends Pick<WrittenImage, 'image' | 'from' | 'anchor' | 'at'> {
  readonly touches: readonly string[];
  readonly source: Source;
  change(edit: { readonly start: number; readonly text: string }): {
    readonly ok: true;
    readonly edits: readonly [Edit];
  };
}

/** `writtenImages` as steps see them. */
export function imagePlaces(
  doc: DockerfileDoc,
  around: BuiltWith,
): {
  readonly places: readonly ImagePlace[];
  readonly unknown: readonly ComputedImage[];
} {
  const { images, computed } = writtenImages(doc, around);
  return {
    places: images.map(({ image, from, anchor, at, span, place }) => ({
      image,
      from,
      anchor,
      at,
      touches: [place],
      source: {
        kind: 'source',
        file: doc.file,
        line: doc.lines.lineAt(span.start) + 1,
        span,
        quote: doc.text.slice(span.start, span.end),
      },
      change: ({ start, text }) => ({
        ok: true,
        edits: [replaceSpan(doc, { start: span.start + start - from, end: span.end }, text)],
      }),
    })),
    unknown: computed,
  };
}

const VARIABLE = /^([^$]*)\$(?:\{(\w+)(?:(:?-)([^${}]*))?\}|(\w+))$/;

/** What other files say about a build. */
export interface BuiltWith {
  /** True for what is no image of a registry: a named build context, an image built beside it. */
  isOwn(image: string): boolean;
  /** The file that sets a build argument whatever its default. */
  setBy(argument: string): FilePath | undefined;
  /** Why an image must be able to move; `undefined` for most. */
  mustMove(image: string): string | undefined;
}

const ALONE: BuiltWith = { isOwn: () => false, setBy: () => undefined, mustMove: () => undefined };

/** Every image of the file, in order. Stages, numbers, `scratch`, Windows images and what `isOwn` names are left out. */
export function writtenImages(doc: DockerfileDoc, around: BuiltWith = ALONE): WrittenImages {
  const images: WrittenImage[] = [];
  const computed: ComputedImage[] = [];
  const seen = new Set<number>();
  const stages = new Set(doc.stages.flatMap(({ from }) => (from.name ? [from.name.text.toLowerCase()] : [])));
  for (const directive of doc.directives) {
    if (directive.name !== 'syntax' || directive.value === '') continue;
    const at = { file: doc.file, span: directive.span };
    const place = 'directive.syntax';
    images.push({ image: directive.value, from: 0, span: directive.valueSpan, place, anchor: 'file', at });
  }
  for (const reference of stageReferences(doc)) {
    const { instruction, text } = reference;
    if (reference.stage || /^\d*$/.test(text) || isWindows(doc, instruction)) continue;
    const anchor = anchorOf(doc, instruction);
    const at = { file: doc.file, span: instruction.span };
    const found = text.includes('$') ? throughVariable(doc, reference, around) : literal(reference);
    if (found === undefined) continue;
    if (typeof found === 'string') {
      computed.push({ code: 'contains-variable', anchor, at, message: found });
      continue;
    }
    const { image } = found;
    if (image === 'scratch' || stages.has(image.toLowerCase()) || around.isOwn(image)) continue;
    const moves = image.includes('@') ? undefined : around.mustMove(image);
    if (moves !== undefined) {
      computed.push({ code: 'needs-decision', anchor, at, message: moves });
      continue;
    }
    // One default may stand behind several FROM lines.
    if (seen.has(found.span.start)) continue;
    seen.add(found.span.start);
    images.push({ ...found, anchor, at });
  }
  return { images, computed };
}

type Found = Pick<WrittenImage, 'image' | 'from' | 'span' | 'place'>;

/** A name that a continuation cuts in two is left alone. */
function literal({ text, span, place }: StageReference): Found | undefined {
  return span && { image: text, from: 0, span, place };
}

/** The text behind the last variable of FROM, or why there is none. BuildKit fills variables in in FROM only. */
function throughVariable(doc: DockerfileDoc, reference: StageReference, around: BuiltWith): Found | string | undefined {
  const { instruction, text, span, place } = reference;
  if (instruction.keyword !== 'FROM' || text.includes('@')) return undefined;
  const whole = expandArgs(text, doc.metaArgs);
  if (whole === 'scratch' || (whole?.includes('@') && !VARIABLE.test(text))) return undefined;
  if (whole === undefined && mayNameStage(doc, text)) return undefined;
  const match = VARIABLE.exec(text);
  const [, before = '', braced, operator, fallback, plain] = match ?? [];
  const name = braced ?? plain;
  if (/\$\{?(?:TARGET|BUILD)(?:PLATFORM|OS|ARCH|VARIANT)\b/.test(text))
    return `${text} is another image for each platform; pin it by hand`;
  if (!match || name === undefined || !/^$|[/:]$/.test(before))
    return `${text} is put together from build arguments; give one argument the whole tag or name, or pin it by hand`;
  const file = doc.metaArgs.has(name) ? around.setBy(name) : undefined;
  if (file) return `${text}: ${file} sets build argument ${name}; pin it there`;
  if (operator !== undefined && !doc.metaArgs.get(name)) {
    if (!fallback || !span) return undefined;
    const start = span.end - 1 - fallback.length;
    return { image: before + fallback, from: before.length, span: { start, end: span.end - 1 }, place };
  }
  const value = defaultOf(doc, name);
  if (value === undefined)
    return `${text} is decided when it is built: build argument ${name} has no default to pin; give it one`;
  if (typeof value === 'string') return `${text}: ${value}`;
  if (!usedOnlyAs(doc, name, text))
    return `${text}: build argument ${name} is used elsewhere too, where a digest would not fit; pin it by hand`;
  return { image: before + value.text, from: before.length, span: value.span, place: `arg.${name}` };
}

/** The default of an ARG before FROM, without its quotes; why it cannot be written over; `undefined` where it has none. */
function defaultOf(doc: DockerfileDoc, name: string): { text: string; span: Span } | string | undefined {
  const found = metaPairs(doc).filter(({ pair }) => pair.key === name && pair.rawValue !== undefined);
  const [first] = found;
  if (!first?.pair.rawValue) return undefined;
  if (found.length > 1) return `build argument ${name} is set twice; keep one`;
  const raw = first.pair.rawValue;
  const quoted = /^(["']).*\1$/.test(raw) && raw.length > 1 ? 1 : 0;
  const text = raw.slice(quoted, raw.length - quoted);
  if (text === '') return undefined;
  if (/["'\\$]/.test(text)) return `build argument ${name} is put together from others; pin it by hand`;
  const start = first.pair.valueStart + quoted;
  const { span, contiguous } = first.instruction.body.range(start, start + text.length);
  return contiguous ? { text, span } : `build argument ${name} is written over several lines`;
}

/** True for `build-$TARGETARCH` beside a stage `build-arm64`: which stage it is comes out when it is built. */
function mayNameStage(doc: DockerfileDoc, text: string): boolean {
  const pieces = text.toLowerCase().split(/\$(?:\{[^{}]*\}|\w+)/);
  const before = pieces[0]!;
  const after = pieces.at(-1)!;
  if (before === '' && after === '') return false;
  return doc.stages.some(({ from }) => {
    const name = from.name?.text.toLowerCase() ?? '';
    return name.length > before.length + after.length && name.startsWith(before) && name.endsWith(after);
  });
}

function metaPairs(doc: DockerfileDoc): { readonly instruction: Instruction; readonly pair: Pair }[] {
  return doc.instructions
    .filter(({ keyword, stage }) => keyword === 'ARG' && stage === -1)
    .flatMap((instruction) => instruction.pairs().pairs.map((pair) => ({ instruction, pair })));
}

const argumentUses = new WeakMap<DockerfileDoc, ReadonlyMap<string, ReadonlySet<string>>>();
/** Any use but as the image of a FROM. */
const OTHERWISE = '';

/** True when nothing but FROM lines with this very text uses an ARG: no other argument, no platform, no stage. */
function usedOnlyAs(doc: DockerfileDoc, name: string, text: string): boolean {
  let uses = argumentUses.get(doc);
  if (!uses) {
    uses = usesOf(doc);
    argumentUses.set(doc, uses);
  }
  return [...(uses.get(name) ?? [])].every((use) => use === text);
}

function usesOf(doc: DockerfileDoc): Map<string, Set<string>> {
  const uses = new Map<string, Set<string>>();
  function add(words: string | undefined, as: string): void {
    for (const match of words?.matchAll(/\$\{?([A-Za-z_]\w*)/g) ?? []) note(match[1]!, as);
  }
  function note(name: string, as: string): void {
    const known = uses.get(name);
    if (known) known.add(as);
    else uses.set(name, new Set([as]));
  }
  for (const { pair } of metaPairs(doc)) add(pair.rawValue, OTHERWISE);
  for (const { from, instructions } of doc.stages) {
    add(from.platform, OTHERWISE);
    add(from.image, from.image);
    for (const instruction of instructions) {
      if (instruction.keyword !== 'ARG') continue;
      for (const { key, rawValue } of instruction.pairs().pairs) if (rawValue === undefined) note(key, OTHERWISE);
    }
  }
  return uses;
}
