// Where a Dockerfile names images: FROM and the ARG behind it, COPY --from, RUN --mount=from=, the syntax directive.
import type { Edit, FilePath, Source, Span, Refusal, NonEmpty } from '../model/index.js';
import {
  anchorOf,
  isWindows,
  type DockerfileDoc,
  replaceSpan,
  stageReferences,
  type StageReference,
} from '../dockerfile/index.js';
import { throughVariable, type BuiltWith, type Found } from './variables.js';

export type { BuiltWith };

/** An image and the text that names it. */
interface WrittenImage {
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

export interface WrittenImages {
  readonly images: readonly WrittenImage[];
  /** Images that are left alone, mostly because their names are not in the file as a whole. */
  readonly computed: readonly Refusal[];
}

/** An image as a step sees it: what it touches, and the edit that writes its reference anew from one offset on. */
export interface ImagePlace extends Pick<WrittenImage, 'image' | 'from' | 'anchor' | 'at'> {
  readonly touches: readonly string[];
  readonly source: Source;
  change(edit: { readonly start: number; readonly text: string }): NonEmpty<Edit>;
}

/** The images that a Dockerfile names, as steps see them. */
export function imagePlaces(
  doc: DockerfileDoc,
  around: BuiltWith,
): {
  readonly places: readonly ImagePlace[];
  readonly unknown: readonly Refusal[];
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
      change: ({ start, text }) => [replaceSpan(doc, { start: span.start + start - from, end: span.end }, text)],
    })),
    unknown: computed,
  };
}

const ALONE: BuiltWith = { isOwn: () => false, setBy: () => undefined, mustMove: () => undefined };

/** Every image of the file, in order. Stages, numbers, `scratch`, Windows images and what `isOwn` names are left out. */
export function writtenImages(doc: DockerfileDoc, around: BuiltWith = ALONE): WrittenImages {
  const images: WrittenImage[] = [];
  const computed: Refusal[] = [];
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

/** A name that a continuation cuts in two is left alone. */
function literal({ text, span, place }: StageReference): Found | undefined {
  return span && { image: text, from: 0, span, place };
}
