import { type Edit, type FilePath, ParseError, type Span, words, factOf, fillIn } from '../model/index.js';
import { findDominantEol, type LineIndex } from '../text/index.js';
import { Instruction } from './instruction.js';
import { scan, type Comment, type Directive } from './scan.js';

/** `FROM` taken apart. Offsets are logical in the FROM instruction's body. */
interface FromClause {
  readonly image: string;
  readonly imageStart: number;
  readonly imageEnd: number;
  /** Value of `--platform`, as written. */
  readonly platform: string | undefined;
  /** `AS`, as written, where the stage has a name. */
  readonly as: { readonly text: string; readonly start: number; readonly end: number } | undefined;
  readonly name: { readonly text: string; readonly start: number; readonly end: number } | undefined;
}

export interface Stage {
  readonly index: number;
  /** Lower-case name, or the index: the `X` of places and anchors `stage:X`. */
  readonly key: string;
  readonly from: FromClause;
  readonly instruction: Instruction;
  /** FROM first. */
  readonly instructions: readonly Instruction[];
  /** The earlier stage it builds on; stage names fold case. */
  readonly base: Stage | undefined;
  /** The image the chain of stages starts from, ARG defaults filled in; `undefined` where a variable has none. */
  readonly rootImage: string | undefined;
}

/** A parsed Dockerfile. Read-only; every offset refers to `text`. */
export interface DockerfileDoc {
  readonly file: FilePath;
  readonly text: string;
  readonly lines: LineIndex;
  readonly eol: '\n' | '\r\n';
  readonly escape: '\\' | '`';
  readonly directives: readonly Directive[];
  readonly comments: readonly Comment[];
  readonly instructions: readonly Instruction[];
  readonly stages: readonly Stage[];
  /** `ARG name=default` before the first FROM; `undefined` value where there is no default. */
  readonly metaArgs: ReadonlyMap<string, string | undefined>;
}

declare module '../model/index.js' {
  interface Documents {
    dockerfile(path: FilePath | undefined): DockerfileDoc | undefined;
    /**
     * A Dockerfile as some edits would leave it.
     * @throws ParseError where that is none.
     */
    edited(doc: DockerfileDoc, edits: readonly Edit[]): DockerfileDoc;
  }
}

/** The keywords of a Dockerfile, in capitals. */
export const KEYWORDS: ReadonlySet<string> = words(`
  ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL MAINTAINER ONBUILD RUN SHELL STOPSIGNAL USER VOLUME
  WORKDIR`);

/**
 * Parses a Dockerfile.
 * @param imageFor what the image of a FROM is taken for: itself, unless it is said otherwise.
 * @throws ParseError for what Docker would reject, at the offending offset.
 */
export function parseDockerfile(
  file: FilePath,
  text: string,
  imageFor: (image: string) => string = (image) => image,
): DockerfileDoc {
  const scanned = scan(text);
  const instructions = scanned.instructions.map(
    (raw, index) => new Instruction(raw, index, scanned.escape, text, file),
  );
  const metaArgs = new Map<string, string | undefined>();
  const stages: Stage[] = [];
  const named = new Map<string, Stage>();
  let members: Instruction[] = [];
  for (const instruction of instructions) {
    check(instruction, stages.length > 0);
    if (instruction.keyword === 'FROM') {
      members = [instruction];
      const stage = makeStage(instruction, members, stages.length, named, metaArgs, imageFor);
      stages.push(stage);
      if (stage.from.name) named.set(stage.key, stage);
    } else if (stages.length > 0) members.push(instruction);
    else if (instruction.keyword === 'ARG') readMetaArgs(instruction, metaArgs);
    instruction.stage = stages.length - 1;
  }
  if (stages.length === 0)
    throw new ParseError('no FROM', instructions[0]!.span.start, 'a Dockerfile starts with FROM');
  return {
    file,
    text,
    lines: scanned.lines,
    eol: findDominantEol(text),
    escape: scanned.escape,
    directives: scanned.directives,
    comments: scanned.comments,
    instructions,
    stages,
    metaArgs,
  };
}

/** `SYNTAX docker/dockerfile:1` is a common slip for the directive; the transform that repairs it must see it. */
const TOLERATED: ReadonlySet<string> = new Set(['SYNTAX']);

function check(instruction: Instruction, hasStage: boolean): void {
  const { keyword, span } = instruction;
  if (!KEYWORDS.has(keyword) && !TOLERATED.has(keyword)) {
    throw new ParseError(
      `unknown instruction ${keyword.slice(0, 40)}`,
      span.start,
      'correct the instruction or end the line before with a continuation',
    );
  }
  if (!hasStage && keyword !== 'FROM' && keyword !== 'ARG' && !TOLERATED.has(keyword)) {
    throw new ParseError(`${keyword} before the first FROM`, span.start, 'move it below FROM');
  }
  if (instruction.args === '' && instruction.heredocs.length === 0 && keyword !== 'MAINTAINER') {
    throw new ParseError(`${keyword} has no argument`, span.start, 'complete or remove the line');
  }
  if (keyword === 'ENV' || keyword === 'LABEL') checkPairs(instruction);
  if (keyword === 'FROM') {
    const words = instruction.words().length;
    if (words !== 1 && (words !== 3 || instruction.words()[1]!.text.toUpperCase() !== 'AS')) {
      throw new ParseError(
        'FROM takes an image, or an image AS a name',
        span.start,
        'write FROM image or FROM image AS name',
      );
    }
  }
}

function checkPairs(instruction: Instruction): void {
  const { legacy, pairs } = instruction.pairs();
  for (const pair of pairs) {
    if (pair.rawValue !== undefined && (!legacy || pair.rawValue !== '')) continue;
    const at = instruction.body.toSource(pair.start);
    throw new ParseError(
      `${instruction.keyword} ${pair.key.slice(0, 40)} has no value`,
      at,
      'write key=value, with quotes around blanks',
    );
  }
}

function makeStage(
  instruction: Instruction,
  instructions: readonly Instruction[],
  index: number,
  named: ReadonlyMap<string, Stage>,
  metaArgs: ReadonlyMap<string, string | undefined>,
  imageFor: (image: string) => string,
): Stage {
  const from = readFrom(instruction);
  const base = named.get(from.image.toLowerCase());
  const image = base ? undefined : expandArgs(from.image, metaArgs);
  return {
    index,
    key: from.name ? from.name.text.toLowerCase() : String(index),
    from,
    instruction,
    instructions,
    base,
    rootImage: base ? base.rootImage : image && imageFor(image),
  };
}

function readFrom(instruction: Instruction): FromClause {
  const [image, as, name] = instruction.words();
  return {
    image: image!.text,
    imageStart: image!.start,
    imageEnd: image!.end,
    platform: instruction.flag('platform')?.value,
    as: as && name ? as : undefined,
    name: as && name ? name : undefined,
  };
}

/** The last stage of that name among the first `count`, as BuildKit looks it up: case folded. */
export function findStage(doc: DockerfileDoc, name: string, count = doc.stages.length): Stage | undefined {
  return factOf(doc, stagesByName)
    .get(name.toLowerCase())
    ?.findLast(({ index }) => index < count);
}

function stagesByName({ stages }: DockerfileDoc): ReadonlyMap<string, readonly Stage[]> {
  const named = new Map<string, Stage[]>();
  for (const stage of stages) {
    const name = stage.from.name?.text.toLowerCase();
    if (name === undefined) continue;
    const list = named.get(name);
    if (list) list.push(stage);
    else named.set(name, [stage]);
  }
  return named;
}

function readMetaArgs(instruction: Instruction, metaArgs: Map<string, string | undefined>): void {
  for (const pair of instruction.pairs().pairs) {
    const value = pair.rawValue?.replace(/^(["'])(.*)\1$/, '$2');
    metaArgs.set(pair.key, value === undefined ? undefined : expandArgs(value, metaArgs));
  }
}

const VARIABLE = /\$(?:\{([A-Za-z_][A-Za-z0-9_]*)(?::?-([^${}]*))?\}|([A-Za-z_][A-Za-z0-9_]*))/g;

/**
 * The text with `$NAME`, `${NAME}` and `${NAME:-default}` filled in; `undefined` where one has no value, and where it
 * becomes longer than `LIMITS.value`.
 */
export function expandArgs(text: string, values: { get(name: string): string | undefined }): string | undefined {
  if (!text.includes('$')) return text;
  let missing = false;
  const expanded = fillIn(text, VARIABLE, (_, braced, fallback, plain) => {
    const value = values.get((braced ?? plain)!) || fallback;
    if (value === undefined) missing = true;
    return value ?? '';
  });
  return missing || expanded?.includes('$') ? undefined : expanded;
}

/** The stage an instruction belongs to; `undefined` before the first FROM. */
export function stageOf(doc: DockerfileDoc, instruction: Instruction): Stage | undefined {
  return doc.stages[instruction.stage];
}

/** The comment lines directly above an instruction, no blank line between. */
export function commentsAbove(doc: DockerfileDoc, instruction: Instruction): Comment[] {
  const { comments } = doc;
  // The comments before the instruction are those up to here: they are in the order of the file.
  let low = 0;
  let high = comments.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (comments[middle]!.line < instruction.line) low = middle + 1;
    else high = middle;
  }
  const above: Comment[] = [];
  for (let at = low - 1, line = instruction.line - 1; at >= 0; at--, line--) {
    const comment = comments[at]!;
    if (comment.line !== line || comment.inside !== undefined) break;
    above.unshift(comment);
  }
  return above;
}

/** The span of a logical range of an instruction, or `undefined` where an edit would run over a continuation. */
export function editable(instruction: Instruction, start: number, end: number): Span | undefined {
  const { span, contiguous } = instruction.body.range(start, end);
  return contiguous ? span : undefined;
}
