// A file of a group, parsed, with what the guards compare of it.
import { ParseError, type FilePath, type Target, LIMITS } from '../model/index.js';
import type { LineIndex } from '../text/index.js';
import { disagreement, dockerfilePlaces, parseDockerfile, type DockerfileDoc } from '../dockerfile/index.js';
import { effectiveCompose, parseCompose, type ComposeDoc } from '../compose/index.js';
import { flatten, type YamlFile } from '../yaml/index.js';
import { effectiveManifests, parseManifests, type KubernetesDoc } from '../kubernetes/index.js';
import { effectivePipeline, parsePipeline, type PipelineDoc } from '../pipelines/index.js';

export interface PlacedComment {
  readonly text: string;
  readonly start: number;
}

interface Parsed<Kind extends Target, Doc> {
  readonly target: Kind;
  readonly file: FilePath;
  readonly text: string;
  readonly doc: Doc;
  readonly lines: LineIndex;
  /** Computed when first asked for. */
  places(): ReadonlyMap<string, string>;
  comments(): readonly PlacedComment[];
  /** True when one of the words (lower case) stands in the text, in any case; true where none is given. */
  mentions(words: readonly string[] | undefined): boolean;
}

/** How files of one kind are read. */
interface Reading<Doc> {
  /** @throws ParseError at the offset of the mistake. */
  parse(file: FilePath, text: string): Doc;
  lines(doc: Doc): LineIndex;
  /** What the guards compare: every value by its place. */
  places(doc: Doc): ReadonlyMap<string, string>;
  comments(doc: Doc): readonly PlacedComment[];
}

interface InYaml {
  readonly yaml: YamlFile;
}
const inYaml = {
  lines: ({ yaml }: InYaml) => yaml.lines,
  comments: ({ yaml }: InYaml) => yaml.comments.map(({ text, offset }) => ({ text: text.trim(), start: offset })),
};

/** The files of each target: read a text and get what the planner works with. */
export const READERS = {
  dockerfile: reader<'dockerfile', DockerfileDoc>('dockerfile', {
    parse: parseDockerfile,
    lines: (doc) => doc.lines,
    places: dockerfilePlaces,
    comments: (doc) => doc.comments.map(({ text, span }) => ({ text: text.trim(), start: span.start })),
  }),
  compose: reader<'compose', ComposeDoc>('compose', {
    ...inYaml,
    parse: parseCompose,
    places: (doc) => flatten(effectiveCompose(doc)),
  }),
  kubernetes: reader<'kubernetes', KubernetesDoc>('kubernetes', {
    ...inYaml,
    parse: parseManifests,
    places: (doc) => flatten(effectiveManifests(doc)),
  }),
  pipeline: reader<'pipeline', PipelineDoc>('pipeline', {
    ...inYaml,
    parse: parsePipeline,
    places: (doc) => flatten(effectivePipeline(doc)),
  }),
} as const;

export type ParsedFile = ReturnType<(typeof READERS)[Target]>;

function reader<Kind extends Target, Doc>(
  target: Kind,
  { parse, lines, places, comments }: Reading<Doc>,
): (file: FilePath, text: string) => Parsed<Kind, Doc> {
  return (file, text) => {
    const doc = parse(file, text);
    return {
      target,
      file,
      text,
      doc,
      lines: lines(doc),
      mentions: mentions(text),
      places: once(() => places(doc)),
      comments: once(() => comments(doc)),
    };
  };
}

/**
 * The readers take four times as much, so that a file at the limit can still be changed.
 * @throws ParseError for a text that nobody wrote by hand.
 */
export function refuseOversized(text: string): void {
  let lines = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines++;
  if (lines <= LIMITS.lines && text.length <= LIMITS.characters) return;
  throw new ParseError(
    `longer than ${LIMITS.lines} lines or ${LIMITS.characters} characters`,
    0,
    'name smaller files; harden reads what people write by hand',
  );
}

/** @throws ParseError for a Dockerfile that dockerfile-ast reads differently. */
export function refuseDisputed({ target, doc }: ParsedFile): void {
  const line = target === 'dockerfile' ? disagreement(doc) : undefined;
  if (target !== 'dockerfile' || line === undefined) return;
  throw new ParseError(
    'two Dockerfile parsers read this line differently, so harden leaves the file alone',
    doc.lines.startOf(line),
    'simplify the quoting, heredoc or continuation here',
  );
}

/** Each word is looked for once, however many transforms ask. */
function mentions(text: string): ParsedFile['mentions'] {
  let lower: string | undefined;
  const known = new Map<string, boolean>();
  return (words) => {
    if (!words) return true;
    lower ??= text.toLowerCase();
    for (const word of words) {
      let found = known.get(word);
      if (found === undefined) {
        found = lower.includes(word);
        known.set(word, found);
      }
      if (found) return true;
    }
    return false;
  };
}

function once<T>(compute: () => T): () => T {
  let known: { value: T } | undefined;
  return () => {
    known ??= { value: compute() };
    return known.value;
  };
}
