// A file of a group, parsed once for each text it has, with the table of places the guards compare.
import { ParseError, type FilePath, type Target } from '../model/index.js';
import { LineIndex } from '../text/index.js';
import { disagreement, dockerfilePlaces, parseDockerfile, type DockerfileDoc } from '../dockerfile/index.js';
import { effectiveCompose, parseCompose, type ComposeDoc } from '../compose/index.js';
import { flatten, yamlComments } from '../yaml/index.js';
import { effectiveManifests, parseManifests, type KubernetesDoc } from '../kubernetes/index.js';
import { effectivePipeline, parsePipeline, type PipelineDoc } from '../pipelines/index.js';

export interface PlacedComment {
  readonly text: string;
  readonly start: number;
}

interface Parsed {
  readonly file: FilePath;
  readonly text: string;
  readonly lines: LineIndex;
  /** Computed when first asked for. */
  places(): ReadonlyMap<string, string>;
  comments(): readonly PlacedComment[];
  /** True when one of the words (lower case) stands in the text, in any case; true where none is given. */
  mentions(words: readonly string[] | undefined): boolean;
}
export type ParsedFile =
  | (Parsed & { readonly target: 'dockerfile'; readonly doc: DockerfileDoc })
  | (Parsed & { readonly target: 'compose'; readonly doc: ComposeDoc })
  | (Parsed & { readonly target: 'kubernetes'; readonly doc: KubernetesDoc })
  | (Parsed & { readonly target: 'pipeline'; readonly doc: PipelineDoc });

/**
 * Parses a file of the given kind.
 * @param secondOpinion compare with dockerfile-ast as well: for a file as it was found.
 * @throws ParseError at the offset of the mistake.
 */
export function parseFile(target: Target, file: FilePath, text: string, secondOpinion: boolean): ParsedFile {
  if (secondOpinion) refuseOversized(text);
  switch (target) {
    case 'dockerfile': {
      const doc = parseDockerfile(file, text);
      if (secondOpinion) agree(doc);
      return {
        target,
        file,
        text,
        doc,
        lines: doc.lines,
        mentions: mentions(text),
        places: once(() => dockerfilePlaces(doc)),
        comments: once(() => doc.comments.map((comment) => ({ text: comment.text.trim(), start: comment.span.start }))),
      };
    }
    case 'compose': {
      const doc = parseCompose(file, text);
      return {
        target,
        file,
        text,
        doc,
        lines: new LineIndex(text),
        mentions: mentions(text),
        places: once(() => flatten(effectiveCompose(doc))),
        comments: once(() => commentsOf(text)),
      };
    }
    case 'kubernetes': {
      const doc = parseManifests(file, text);
      return {
        target,
        file,
        text,
        doc,
        lines: new LineIndex(text),
        mentions: mentions(text),
        places: once(() => flatten(effectiveManifests(doc))),
        comments: once(() => commentsOf(text)),
      };
    }
    case 'pipeline': {
      const doc = parsePipeline(file, text);
      return {
        target,
        file,
        text,
        doc,
        lines: new LineIndex(text),
        mentions: mentions(text),
        places: once(() => flatten(effectivePipeline(doc))),
        comments: once(() => commentsOf(text)),
      };
    }
  }
}

/** The readers take four times this, so that a file at the limit can still be changed. */
const MAX_LINES = 20_000;
const MAX_LENGTH = 1_000_000;

function refuseOversized(text: string): void {
  let lines = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines++;
  if (lines <= MAX_LINES && text.length <= MAX_LENGTH) return;
  throw new ParseError(
    `longer than ${MAX_LINES} lines or ${MAX_LENGTH} characters`,
    0,
    'name smaller files; harden reads what people write by hand',
  );
}

/** Each word is looked for once, however many transforms ask. */
function mentions(text: string): Parsed['mentions'] {
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

function agree(doc: DockerfileDoc): void {
  const line = disagreement(doc);
  if (line === undefined) return;
  throw new ParseError(
    'two Dockerfile parsers read this line differently, so harden leaves the file alone',
    doc.lines.startOf(line),
    'simplify the quoting, heredoc or continuation here',
  );
}

function commentsOf(text: string): PlacedComment[] {
  return yamlComments(text).map((comment) => ({ text: comment.text.trim(), start: comment.offset }));
}

function once<T>(compute: () => T): () => T {
  let known: { value: T } | undefined;
  return () => {
    known ??= { value: compute() };
    return known.value;
  };
}
