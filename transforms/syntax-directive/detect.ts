// What asks for a `# syntax=` directive, and whether the file has one that Docker reads.
import {
  copyArguments,
  type Comment,
  type DockerfileDoc,
  type Instruction,
  isCopy,
} from '../../src/dockerfile/index.js';

const SYNTAX = /^#[\t ]*syntax[\t ]*=[\t ]*(\S+)[\t ]*$/i;
const SYNTAX_OF_ANYTHING = /^#[\t ]*syntax[\t ]*=/i;
const DIRECTIVE = /^#[\t ]*(?:syntax|escape|check)[\t ]*=[\t ]*\S/i;

/** The frontend a comment names, if it is written like the directive. */
export function syntaxOf(text: string): string | undefined {
  return SYNTAX.exec(text)?.[1];
}

/** True where Docker reads a `# syntax=` directive, also below a `#!` line, which it skips. (BuildKit, DetectSyntax) */
export function syntaxIsSet(doc: DockerfileDoc): boolean {
  if (doc.directives.some(({ name }) => name === 'syntax')) return true;
  if (!hasShebang(doc)) return false;
  for (let line = 1; line < doc.lines.count; line++) {
    const { start, end } = doc.lines.contentOf(line);
    const text = doc.text.slice(start, end).trim();
    if (syntaxOf(text) !== undefined) return true;
    if (!DIRECTIVE.test(text)) return false;
  }
  return false;
}

export function hasShebang(doc: DockerfileDoc): boolean {
  return doc.text.startsWith('#!') || doc.text.startsWith('\ufeff#!');
}

/** Directives above the first instruction that Docker takes for comments, because something stands before them. Their values may be none. */
export function strayDirectives(doc: DockerfileDoc): readonly Comment[] {
  return commentsAboveFrom(doc).filter(({ text }) => SYNTAX_OF_ANYTHING.test(text));
}

/** True where the line below a new first line would become a directive, which it is not below an instruction. */
export function looksLikeDirective(doc: DockerfileDoc, written: Instruction): boolean {
  const { start, end } = doc.lines.contentOf(written.line === 0 ? written.endLine + 1 : 0);
  return /^#[ \t]*\w+[ \t]*=/.test(doc.text.slice(start, end));
}

function commentsAboveFrom(doc: DockerfileDoc): readonly Comment[] {
  const from = doc.stages[0]!.instruction;
  return doc.comments.filter(({ inside, span }) => inside === undefined && span.start < from.span.start);
}

export interface Feature {
  readonly name: string;
  /** The channel of docker/dockerfile that has it. */
  readonly image: string;
  readonly instruction: Instruction;
}

const RUN_FLAGS = new Set(['mount', 'network', 'security', 'device']);
const COPY_FLAGS = new Set(['link', 'chmod', 'exclude', 'parents', 'checksum', 'keep-git-dir', 'unpack']);

/** The first use of something that the syntax built into an older Docker Engine does not know. */
export function neededFeature(doc: DockerfileDoc): Feature | undefined {
  let found: Feature | undefined;
  for (const instruction of doc.instructions) {
    const name = featureOf(instruction);
    if (name === undefined) continue;
    const image = name === 'RUN --device' ? 'docker/dockerfile:1-labs' : 'docker/dockerfile:1';
    if (!found || image.length > found.image.length) found = { name, image, instruction };
  }
  return found;
}

function featureOf(instruction: Instruction): string | undefined {
  const { keyword } = instruction;
  if (keyword !== 'RUN' && !isCopy(instruction)) return undefined;
  const known = keyword === 'RUN' ? RUN_FLAGS : COPY_FLAGS;
  const flag = instruction.flags.find(({ name }) => known.has(name));
  if (flag) return `${keyword} --${flag.name}`;
  if (instruction.heredocs.length > 0) return `${keyword} with a heredoc`;
  if (keyword !== 'ADD') return undefined;
  const remote = copyArguments(instruction)?.sources.some((source) =>
    /^(?:git@|git:|ssh:|https?:\/\/[^#?]*\.git(?:[#?]|$))/.test(source),
  );
  return remote ? 'ADD of a git repository' : undefined;
}
