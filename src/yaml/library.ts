// All that YAML can be, as the library reads it. It is loaded when the first text needs it.
import { Composer, isScalar, Lexer, Parser } from 'yaml';
import type { CST, ParsedNode, YAMLParseError } from 'yaml';
import { ParseError, LIMITS } from '../model/index.js';
import type { LineIndex } from '../text/index.js';
import { convertDocuments } from './convert.js';
import { lenientText } from './lenient.js';
import type { YamlComment, YamlFile } from './types.js';

const MAX_DEPTH = LIMITS.depth;

// Failsafe keeps every scalar as text: types are ours to resolve (yaml-scalar.ts), and so are merge keys and unique
// keys, whose check in the library is quadratic.
const OPTIONS = {
  schema: 'failsafe',
  keepSourceTokens: true,
  uniqueKeys: false,
  resolveKnownTags: false,
  prettyErrors: false,
  logLevel: 'silent',
} as const;

/**
 * The documents, aliases and comments of a text.
 * @throws ParseError as `parseYaml` says.
 */
export function readByLibrary(text: string, lines: LineIndex): Pick<YamlFile, 'documents' | 'aliases' | 'comments'> {
  const strict = compose(text);
  const composed = strict.error ? readLeniently(text) : strict;
  if (!composed) {
    const error = strict.error!;
    throw new ParseError(shortMessage(error.message), Math.min(error.pos[0], text.length), hintFor(text, error));
  }
  const { roots, comments, quoted } = composed;
  return { comments, ...convertDocuments(text, lines, roots, quoted) };
}

/** The text as Compose reads it, where YAML 1.2 ends something too early. */
function readLeniently(text: string): Composed | undefined {
  const relaxed = lenientText(text);
  const again = relaxed && compose(relaxed.text);
  const quoted = again && !again.error ? quotedTexts(relaxed!.quoted) : undefined;
  return relaxed && again && quoted && { ...again, quoted, comments: within(text, again, relaxed.comments) };
}

interface Composed {
  readonly roots: readonly (ParsedNode | null)[];
  readonly comments: readonly YamlComment[];
  readonly error: YAMLParseError | undefined;
  /** What quoted texts say whose characters the nodes do not have, by offset. */
  readonly quoted?: ReadonlyMap<number, string>;
}

function compose(text: string): Composed {
  const comments = new CommentReader(text);
  const composer = new Composer(OPTIONS);
  const parsed = [...composer.compose(tokens(text, comments))];
  const errors = [...parsed.flatMap((document) => document.errors), ...composer.streamInfo().errors]
    .filter(({ message }) => !GLUED_COMMENT.test(message))
    .sort((a, b) => a.pos[0] - b.pos[0]);
  const roots = parsed.map((document) => document.contents as ParsedNode | null);
  return { roots, comments: comments.found, error: errors[0] };
}

/** `"80:80"# web`: YAML 1.2 wants a blank there. Everybody takes it for a comment, the library as well. */
const GLUED_COMMENT = /^Comments must be separated from other tokens by white space/;

/** What quoted texts say that were read alone; `undefined` where one of them is wrong in itself. */
function quotedTexts(sources: ReadonlyMap<number, string>): ReadonlyMap<number, string> | undefined {
  const texts = new Map<number, string>();
  for (const [offset, source] of sources) {
    const { roots, error } = compose(source);
    const [root] = roots;
    if (error || roots.length !== 1 || !isScalar(root) || typeof root.value !== 'string') return undefined;
    texts.set(offset, root.value);
  }
  return texts;
}

/** The comments, with those that were taken out to make the text readable. */
function within(text: string, { comments }: Composed, others: ReadonlyMap<number, string>): readonly YamlComment[] {
  const all = [...comments.map((each) => [each.offset, each.text] as const), ...others].sort(([a], [b]) => a - b);
  return all.map(([offset, comment]) => ({ offset, text: comment, ownLine: startsLine(text, offset) }));
}

/** The library's parser keeps its own stack, so the depth is known before anything recurses over the tree. */
function* tokens(text: string, comments: CommentReader): Generator<CST.Token> {
  const parser = new Parser();
  for (const lexeme of new Lexer().lex(text)) {
    comments.next(lexeme);
    yield* parser.next(lexeme);
    if (parser.stack.length > MAX_DEPTH) {
      throw new ParseError(`nested more than ${MAX_DEPTH} levels deep`, parser.offset);
    }
  }
  yield* parser.end();
}

/** Picks the comments out of the lexer's stream: a `#` inside a scalar is none. */
class CommentReader {
  readonly found: YamlComment[] = [];
  private offset = 0;
  private scalar = false;

  constructor(private readonly text: string) {}

  next(lexeme: string): void {
    if (this.scalar) this.scalar = false;
    else if (lexeme === '\u001f') {
      this.scalar = true;
      return;
    } else if (lexeme === '\u0002' || lexeme === '\u0018') return;
    else if (lexeme.startsWith('#')) {
      this.found.push({ offset: this.offset, text: lexeme, ownLine: startsLine(this.text, this.offset) });
    }
    this.offset += lexeme.length;
  }
}

function startsLine(text: string, offset: number): boolean {
  let at = offset;
  while (at > 0 && (text[at - 1] === ' ' || text[at - 1] === '\t' || text[at - 1] === '\ufeff')) at--;
  return at === 0 || text[at - 1] === '\n';
}

/** One short line in the house's words: messages of the library can quote the file. */
function shortMessage(message: string): string {
  const line = message.replace(/^Missing closing ['"]quote/, 'Missing closing quote').split('\n')[0]!;
  return line.charAt(0).toLowerCase() + line.slice(1, 160);
}

function hintFor(text: string, { code }: YAMLParseError): string | undefined {
  if (/^<{7} /m.test(text)) return 'resolve the merge conflict first';
  if (text.includes('{{') || text.includes('{%'))
    return 'this looks like a template: leave it out with `ignore` in .harden.yaml';
  return code === 'TAB_AS_INDENT' ? 'indent with spaces' : undefined;
}
