// The image behind a FROM that holds a variable: an ARG's default, or one inside the variable.
import { factOf, type FilePath, type Span } from '../model/index.js';
import {
  expandArgs,
  type DockerfileDoc,
  type Instruction,
  type Pair,
  type StageReference,
} from '../dockerfile/index.js';

/** What other files say about a build. */
export interface BuiltWith {
  /** True for what is no image of a registry: a named build context, an image built beside it. */
  isOwn(image: string): boolean;
  /** The file that sets a build argument whatever its default. */
  setBy(argument: string): FilePath | undefined;
  /** Why an image must be able to move; `undefined` for most. */
  mustMove(image: string): string | undefined;
}

/** An image and the text that can be changed: `image.slice(from)`. */
export interface Found {
  readonly image: string;
  readonly from: number;
  readonly span: Span;
  readonly place: string;
}

const VARIABLE = /^([^$]*)\$(?:\{(\w+)(?:(:?-)([^${}]*))?\}|(\w+))$/;

/** The text behind the last variable of FROM, or why there is none. BuildKit fills variables in in FROM only. */
export function throughVariable(
  doc: DockerfileDoc,
  reference: StageReference,
  around: BuiltWith,
): Found | string | undefined {
  const { instruction, text, span, place } = reference;
  // A digest behind a variable is a pin; one in the default of a variable is a pin that can be moved.
  if (instruction.keyword !== 'FROM' || text.replace(/\{[^{}]*\}/g, '').includes('@')) return undefined;
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
  if (!usedOnlyAs(doc, name, text) && value.text.includes('@')) return undefined;
  if (!usedOnlyAs(doc, name, text))
    return `${text}: build argument ${name} is used elsewhere too, where a digest would not fit; pin it by hand`;
  return { image: before + value.text, from: before.length, span: value.span, place: `arg.${name}` };
}

/** The default of an ARG before FROM, without its quotes; why it cannot be written over; `undefined` where it has none. */
function defaultOf(doc: DockerfileDoc, name: string): { text: string; span: Span } | string | undefined {
  const found = factOf(doc, metaPairs).filter(({ pair }) => pair.key === name && pair.rawValue !== undefined);
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

const MOST_STAGES = 500;

/** True for `build-$TARGETARCH` beside a stage `build-arm64`: which stage it is comes out when it is built. */
function mayNameStage(doc: DockerfileDoc, text: string): boolean {
  const pieces = text.toLowerCase().split(/\$(?:\{[^{}]*\}|\w+)/);
  const before = pieces[0]!;
  const after = pieces.at(-1)!;
  if (before === '' && after === '') return false;
  if (doc.stages.length > MOST_STAGES) return true; // each name against each line would take time in the square
  return doc.stages.some(({ from }) => {
    const name = from.name?.text.toLowerCase() ?? '';
    return name.length > before.length + after.length && name.startsWith(before) && name.endsWith(after);
  });
}

interface MetaPair {
  readonly instruction: Instruction;
  readonly pair: Pair;
}

/** `NAME=value` of every ARG before the first FROM. */
function metaPairs(doc: DockerfileDoc): readonly MetaPair[] {
  return doc.instructions
    .filter(({ keyword, stage }) => keyword === 'ARG' && stage === -1)
    .flatMap((instruction) => instruction.pairs().pairs.map((pair) => ({ instruction, pair })));
}

/** Any use but as the image of a FROM. */
const OTHERWISE = '';

/** True when nothing but FROM lines with this very text uses an ARG: no other argument, no platform, no stage. */
function usedOnlyAs(doc: DockerfileDoc, name: string, text: string): boolean {
  return [...(factOf(doc, usesOf).get(name) ?? [])].every((use) => use === text);
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
  for (const { pair } of factOf(doc, metaPairs)) add(pair.rawValue, OTHERWISE);
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
