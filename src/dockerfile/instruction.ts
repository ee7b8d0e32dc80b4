// One instruction: keyword, flags, arguments, form. Everything past the keyword is computed when first asked for.
import { lineMark, type FilePath, type Span } from '../model/index.js';
import { MappedText, trimBlankEnd } from '../text/index.js';
import { parseShell, type ShellScript } from '../shell/index.js';
import { jsonStrings, keywordLength, type Heredoc, type RawInstruction } from './scan.js';

/** `--from=build`, as written. Offsets are logical (see `Instruction.body`). */
export interface Flag {
  /** Lower case, without the dashes. */
  readonly name: string;
  /** As written, quotes included; empty for `--link`. */
  readonly value: string;
  readonly start: number;
  readonly end: number;
  readonly valueStart: number;
}

/** A word of the arguments, split at blanks, quotes kept. Offsets are logical. */
export interface ArgumentWord {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** `key=value` of ENV, LABEL or ARG. Offsets are logical. */
export interface Pair {
  readonly key: string;
  /** As written, quotes included; `undefined` for `ARG name`. */
  readonly rawValue: string | undefined;
  readonly start: number;
  readonly end: number;
  readonly valueStart: number;
}

/** An instruction of a Dockerfile as it is written: its keyword, its words, its lines, and the shell text of a RUN. */
export class Instruction {
  /** Upper case: `RUN`. */
  readonly keyword: string;
  /** Logical text of the whole instruction, with the way back to the file. */
  readonly body: MappedText;
  readonly span: Span;
  /** 0-based first and last line, heredocs included. */
  readonly line: number;
  readonly endLine: number;
  readonly emptyLines: readonly number[];
  readonly heredocs: readonly Heredoc[];
  readonly keywordSpan: Span;
  /** Index of the stage; -1 before the first FROM. Set when the document is put together. */
  stage = -1;

  private flagList: readonly Flag[] | undefined;
  private argsAt = -1;
  private argsText: string | undefined;
  private wordList: readonly ArgumentWord[] | undefined;
  private pairList: ReturnType<typeof readPairs> | undefined;
  private parsedShell: ShellScript | undefined;
  private textOfShell: string | undefined;
  private json: string[] | undefined | null = null;

  constructor(
    raw: RawInstruction,
    readonly index: number,
    readonly escape: '\\' | '`',
    private readonly fileText: string,
    private readonly file: FilePath,
  ) {
    this.body = raw.body;
    this.span = raw.span;
    this.line = raw.line;
    this.endLine = raw.endLine;
    this.emptyLines = raw.emptyLines;
    this.heredocs = raw.heredocs;
    const length = keywordLength(raw.body.text);
    this.keyword = raw.body.text.slice(0, length).toUpperCase();
    this.keywordSpan = raw.body.range(0, length).span;
  }

  /** The line it begins on, for words: `line ${instruction.lineMark} installs it`. */
  get lineMark(): string {
    return lineMark(this.file, this.line + 1);
  }

  /** The keyword as written. */
  get keywordText(): string {
    return this.body.text.slice(0, this.keyword.length);
  }

  get flags(): readonly Flag[] {
    this.readFlags();
    return this.flagList!;
  }

  flag(name: string): Flag | undefined {
    return this.flags.find((flag) => flag.name === name);
  }

  /** Logical offset of the first argument behind the flags. */
  get argsStart(): number {
    this.readFlags();
    return this.argsAt;
  }

  /** The arguments behind the flags, trailing blanks dropped. */
  get args(): string {
    this.argsText ??= trimBlankEnd(this.body.text.slice(this.argsStart));
    return this.argsText;
  }

  /** The strings of exec form (RUN, CMD, ENTRYPOINT, SHELL, COPY, ADD, VOLUME); `undefined` in shell form. */
  get execForm(): readonly string[] | undefined {
    if (this.json === null)
      this.json = jsonStrings(this.keyword === 'HEALTHCHECK' ? this.healthcheckCommand() : this.args);
    return this.json;
  }

  /** Words split at blanks, quotes kept. For FROM, COPY, ADD, EXPOSE, USER, WORKDIR. */
  words(): readonly ArgumentWord[] {
    this.wordList ??= splitWords(this.body.text, this.argsStart);
    return this.wordList;
  }

  /** Pairs of ENV, LABEL and ARG. The legacy form `ENV key value` is one pair whose `legacy` flag is true. */
  pairs(): { readonly legacy: boolean; readonly pairs: readonly Pair[] } {
    this.pairList ??= readPairs(this.body.text, this.argsStart, this.escape, this.keyword === 'ARG');
    return this.pairList;
  }

  /**
   * The commands of a RUN (or of shell-form CMD, ENTRYPOINT, HEALTHCHECK): offsets are logical in `shellSource`.
   * Exec form, heredoc files (`RUN <<EOF` with a shebang) and what does not parse give `ok: false`.
   */
  get shell(): ShellScript {
    this.parsedShell ??= this.readShell();
    return this.parsedShell;
  }

  /** What `shell` offsets refer to: the joined arguments, or the body of the only heredoc. */
  get shellSource(): MappedText {
    const heredoc = this.scriptHeredoc();
    if (heredoc) return MappedText.direct(this.heredocText(heredoc), heredoc.body.start);
    return this.body;
  }

  /** Logical offset in `shellSource` where the shell text starts: `shell` offsets already count from its beginning. */
  get shellText(): string {
    this.textOfShell ??= this.readShellText();
    return this.textOfShell;
  }

  private readShellText(): string {
    const heredoc = this.scriptHeredoc();
    if (heredoc) return this.heredocText(heredoc);
    return ' '.repeat(this.shellStart()) + this.body.text.slice(this.shellStart());
  }

  /** The heredoc that is the whole script of `RUN <<EOF`. */
  scriptHeredoc(): Heredoc | undefined {
    if (this.heredocs.length !== 1 || this.keyword !== 'RUN') return undefined;
    return /^\d*<<-?\S+$/.test(this.args) ? this.heredocs[0] : undefined;
  }

  /** The body with a blank for each CR before LF, which would stick to the last word of a line; offsets stay. */
  private heredocText(heredoc: Heredoc): string {
    return this.fileText.slice(heredoc.body.start, heredoc.body.end).replaceAll('\r\n', ' \n');
  }

  private shellStart(): number {
    if (this.keyword !== 'HEALTHCHECK') return this.argsStart;
    const match = /^CMD[\t\v\f\r ]+/i.exec(this.body.text.slice(this.argsStart));
    return this.argsStart + (match?.[0].length ?? 0);
  }

  private healthcheckCommand(): string {
    return trimBlankEnd(this.body.text.slice(this.shellStart()));
  }

  private readShell(): ShellScript {
    const none: ShellScript = { ok: false, commands: [], links: [], pipelines: [], andChain: false };
    if (this.execForm) return none;
    const heredoc = this.scriptHeredoc();
    if (this.heredocs.length > 0 && !heredoc) return none;
    const text = this.shellText;
    if (heredoc && (text.startsWith('#!') || heredoc.chomp)) return none;
    return parseShell(text);
  }

  private readFlags(): void {
    if (this.flagList) return;
    const { flags, end } = readFlags(this.body.text, this.keyword.length);
    this.flagList = flags;
    this.argsAt = end;
  }
}

const BLANK = /[\t\v\f\r ]/;

function skipBlanks(text: string, at: number): number {
  while (at < text.length && BLANK.test(text[at]!)) at++;
  return at;
}

function readFlags(text: string, from: number): { flags: Flag[]; end: number } {
  const flags: Flag[] = [];
  let at = skipBlanks(text, from);
  while (text.startsWith('--', at)) {
    const end = wordEnd(text, at);
    const word = text.slice(at, end);
    if (word === '--') return { flags, end: skipBlanks(text, end) };
    const equals = word.indexOf('=');
    const name = (equals === -1 ? word.slice(2) : word.slice(2, equals)).toLowerCase();
    flags.push({
      name,
      value: equals === -1 ? '' : word.slice(equals + 1),
      start: at,
      end,
      valueStart: equals === -1 ? end : at + equals + 1,
    });
    at = skipBlanks(text, end);
  }
  return { flags, end: at };
}

/** End of the word at `at`: the next blank outside quotes. */
function wordEnd(text: string, at: number): number {
  let quote = '';
  while (at < text.length) {
    const char = text[at]!;
    if (quote) {
      if (char === quote) quote = '';
      else if (char === '\\' && quote === '"') at++;
    } else if (char === '"' || char === "'") quote = char;
    else if (char === '\\') at++;
    else if (BLANK.test(char)) return at;
    at++;
  }
  return text.length;
}

function splitWords(text: string, from: number): ArgumentWord[] {
  const words: ArgumentWord[] = [];
  let at = skipBlanks(text, from);
  while (at < text.length) {
    let end = at;
    while (end < text.length && !BLANK.test(text[end]!)) end++;
    words.push({ text: text.slice(at, end), start: at, end });
    at = skipBlanks(text, end);
  }
  return words;
}

/** Words as ENV reads them: blanks inside quotes and behind the escape character do not split. */
function nameValueWords(text: string, from: number, escape: string): ArgumentWord[] {
  const words: ArgumentWord[] = [];
  let at = skipBlanks(text, from);
  while (at < text.length) {
    const start = at;
    let quote = '';
    while (at < text.length) {
      const char = text[at]!;
      if (quote) {
        if (char === quote) quote = '';
        else if (char === escape && quote === '"') at++;
      } else if (char === '"' || char === "'") quote = char;
      else if (char === escape) at++;
      else if (BLANK.test(char)) break;
      at++;
    }
    const end = Math.min(at, text.length);
    words.push({ text: text.slice(start, end), start, end });
    at = skipBlanks(text, end);
  }
  return words;
}

function readPairs(text: string, from: number, escape: string, bare: boolean): { legacy: boolean; pairs: Pair[] } {
  const words = nameValueWords(text, from, escape);
  const first = words[0];
  if (!first) return { legacy: false, pairs: [] };
  if (!bare && !first.text.includes('=')) {
    let keyEnd = first.start;
    while (keyEnd < text.length && !BLANK.test(text[keyEnd]!)) keyEnd++;
    const valueStart = skipBlanks(text, keyEnd);
    const end = trimBlankEnd(text).length;
    const key = text.slice(first.start, keyEnd);
    return {
      legacy: true,
      pairs: [
        {
          key,
          rawValue: text.slice(valueStart, Math.max(end, valueStart)),
          start: first.start,
          end: Math.max(end, valueStart),
          valueStart,
        },
      ],
    };
  }
  const pairs = words.map((word): Pair => {
    const equals = word.text.indexOf('=');
    if (equals === -1)
      return { key: word.text, rawValue: undefined, start: word.start, end: word.end, valueStart: word.end };
    return {
      key: word.text.slice(0, equals),
      rawValue: word.text.slice(equals + 1),
      start: word.start,
      end: word.end,
      valueStart: word.start + equals + 1,
    };
  });
  return { legacy: false, pairs };
}

/** A value without its quotes and escapes, variables left as they are (`$PATH`). As BuildKit's lexer drops them. */
export function unquoteValue(raw: string, escape: string): string {
  let out = '';
  let quote = '';
  for (let at = 0; at < raw.length; at++) {
    const char = raw[at]!;
    if (quote === "'") {
      if (char === "'") quote = '';
      else out += char === '$' ? '\\$' : char;
    } else if (char === escape && at + 1 < raw.length) {
      const next = raw[at + 1]!;
      if (quote === '"' && next !== '"' && next !== '$' && next !== escape) out += char;
      out += next === '$' ? '\\$' : next;
      at++;
    } else if (char === quote) quote = '';
    else if (!quote && (char === '"' || char === "'")) quote = char;
    else out += char;
  }
  return out;
}
