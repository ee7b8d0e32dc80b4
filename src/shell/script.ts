import { parse } from 'unbash';
import type {
  Case,
  Command,
  CommandNode,
  CompoundList,
  PipelineNode,
  Redirection,
  Statement,
  Word,
  WordPart,
} from 'unbash';
import { type Span, baseName } from '../model/index.js';
import { LruMap, type MappedText } from '../text/index.js';
import type {
  ChainLink,
  CommandPlace,
  ShellArm,
  ShellCommand,
  ShellPipeline,
  ShellScript,
  ShellWord,
} from './types.js';

const cache = new LruMap<string, ShellScript>(1024);

/** Parses shell text (POSIX sh and bash). Never throws; what does not parse has `ok: false` and no commands. */
export function parseShell(text: string): ShellScript {
  const known = cache.get(text);
  if (known) return known;
  const script = read(text);
  cache.set(text, script);
  return script;
}

const BROKEN: ShellScript = { ok: false, commands: [], links: [], pipelines: [], andChain: false };

/** The parser looks at the rest of the text for each of them, so that its time grows with their square. */
const COSTLY = /[$<>]\(|<</g;
const MOST = 2000;

function read(text: string): ShellScript {
  if ((text.match(COSTLY)?.length ?? 0) > MOST) return BROKEN;
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse(text);
  } catch {
    return BROKEN; // unbash recovers by design; a throw means the text is beyond it, which `ok: false` says
  }
  const state: State = {
    text,
    commands: [],
    links: [],
    pipelines: [],
    broken: (parsed.errors?.length ?? 0) > 0,
    inside: { arms: [], inFunction: undefined, loops: false },
  };
  let separator: ChainLink['operator'] = '';
  for (const statement of parsed.commands) {
    readTop(state, statement, separator);
    separator = statement.background ? '&' : ';';
  }
  if (state.broken) return BROKEN;
  const andChain =
    state.links.length > 0 && state.links.every((link, at) => at === 0 || link.operator === '&&') && separator !== '&';
  return { ok: true, commands: state.commands, links: state.links, pipelines: state.pipelines, andChain };
}

interface State {
  readonly text: string;
  readonly commands: ShellCommand[];
  readonly links: ChainLink[];
  readonly pipelines: ShellPipeline[];
  broken: boolean;
  /** Around the command that is read. */
  inside: {
    readonly arms: readonly ShellArm[];
    readonly inFunction: string | undefined;
    readonly loops: boolean;
  };
}

/** Reads what stands inside of something, and comes out again. */
function within(state: State, inside: Partial<State['inside']>, read: () => void): void {
  const outside = state.inside;
  state.inside = { ...outside, ...inside };
  read();
  state.inside = outside;
}

function readTop(state: State, statement: Statement, separator: ChainLink['operator']): void {
  const { command } = statement;
  if (command.type !== 'AndOr') {
    addLink(state, command, separator, statement.background ? 'alternative' : 'chain');
    return;
  }
  let afterOr = false;
  command.commands.forEach((member, at) => {
    const operator = at === 0 ? separator : command.operators[at - 1]!;
    afterOr = afterOr || operator === '||';
    // The left side of `||` may fail without failing the RUN, so it is no plain link either.
    const guarded = afterOr || command.operators[at] === '||' || statement.background;
    addLink(state, member, operator, guarded ? 'alternative' : 'chain');
  });
}

function addLink(state: State, node: PipelineNode, operator: ChainLink['operator'], place: CommandPlace): void {
  const kind = node.type === 'Command' ? 'command' : node.type === 'Pipeline' ? 'pipeline' : 'compound';
  state.links.push({ operator, kind, start: node.pos, end: node.end });
  walk(state, node, place);
}

function walk(state: State, node: PipelineNode, place: CommandPlace): void {
  switch (node.type) {
    case 'Command':
      addCommand(state, node, place);
      return;
    case 'Pipeline': {
      const inside =
        node.prefixes.length > 0 ? 'alternative' : place === 'chain' && node.commands.length > 1 ? 'pipe' : place;
      const members: (ShellCommand | undefined)[] = [];
      for (const member of node.commands) {
        const at = state.commands.length;
        walk(state, member, inside);
        members.push(member.type === 'Command' ? state.commands[at] : undefined);
      }
      if (members.length > 1)
        state.pipelines.push({
          members,
          start: node.pos,
          end: node.end,
          place: node.prefixes.length > 0 ? 'alternative' : place,
          link: state.links.length - 1,
        });
      return;
    }
    case 'Redirected':
      walk(state, node.command as CommandNode, 'nested');
      redirects(state, node.redirects);
      return;
    case 'If':
      list(state, node.clause);
      list(state, node.then);
      for (const branch of node.elif) {
        list(state, branch.clause);
        list(state, branch.then);
      }
      if (node.else) list(state, node.else);
      return;
    case 'For':
    case 'Select':
      for (const word of node.wordlist ?? []) inWord(state, word);
      within(state, { loops: true }, () => list(state, node.body));
      return;
    case 'ArithmeticFor':
      within(state, { loops: true }, () => list(state, node.body));
      return;
    case 'While':
      within(state, { loops: true }, () => {
        list(state, node.clause);
        list(state, node.body);
      });
      return;
    case 'Subshell':
    case 'BraceGroup':
      list(state, node.body);
      return;
    case 'Case':
      inWord(state, node.word);
      inArms(state, node);
      return;
    case 'Function':
      within(state, { arms: [], inFunction: node.name.text, loops: false }, () => inBody(state, node.body));
      return;
    case 'Coproc':
      inBody(state, node.body);
      return;
    default:
      return; // [[ ]] and (( )) hold no commands
  }
}

function inBody(state: State, body: { readonly type: string }): void {
  if (body.type === 'CompoundList') list(state, body as CompoundList);
  else walk(state, body as CommandNode, 'nested');
}

function inArms(state: State, { pos: start, word, items }: Case): void {
  // `;&` and `;;&` go on to the next branch.
  const decides =
    !state.inside.loops && items.every(({ terminator }) => terminator === undefined || terminator === ';;');
  const textOf = ({ pos, end }: Word): string => state.text.slice(pos, end);
  const of = { subject: textOf(word), branches: items.map(({ pattern }) => pattern.map(textOf)), start };
  for (const [branch, { body }] of items.entries())
    within(state, decides ? { arms: [...state.inside.arms, { of, branch }] } : {}, () => list(state, body));
}

function list(state: State, body: CompoundList): void {
  for (const statement of body.commands) nestedStatement(state, statement);
}

function nestedStatement(state: State, { command }: Statement): void {
  if (command.type !== 'AndOr') {
    walk(state, command, 'nested');
    return;
  }
  for (const member of command.commands) walk(state, member, 'nested');
}

function addCommand(state: State, node: Command, place: CommandPlace): void {
  const words: ShellWord[] = [];
  const assignments: { name: string; raw: string; start: number; end: number }[] = [];
  for (const part of node.prefix) {
    if (part.type === 'Assignment') {
      assignments.push({ name: part.name, raw: part.text, start: part.pos, end: part.end });
      if ('parts' in part.value) inWord(state, part.value);
    } else redirects(state, [part]);
  }
  const position = state.commands.length;
  const args: (Word | { text: string; pos: number; end: number })[] = node.name ? [node.name] : [];
  for (const argument of node.args) args.push(argument);
  const link = state.links.length - 1;
  const command: { -readonly [K in keyof ShellCommand]: ShellCommand[K] } = {
    words,
    assignments,
    redirected: node.redirects.length > 0,
    start: node.pos,
    end: node.end,
    place,
    link,
    arms: state.inside.arms,
    inFunction: state.inside.inFunction,
  };
  state.commands.splice(position, 0, command);
  for (const argument of args) {
    words.push(shellWord(state, argument));
    if ('type' in argument && (argument as Word).type === 'Word') inWord(state, argument as Word);
  }
  redirects(
    state,
    node.suffix.filter((part): part is Redirection => 'operator' in part),
  );
}

function shellWord(
  state: State,
  word: { text: string; pos: number; end: number; value?: unknown; parts?: readonly WordPart[] | undefined },
): ShellWord {
  const raw = state.text.slice(word.pos, word.end);
  if (raw !== word.text) state.broken = true; // offsets that are not the file's own must never be edited
  const fixed = typeof word.value === 'string' && isFixed(word.parts);
  return { raw, value: fixed ? (word.value as string) : undefined, start: word.pos, end: word.end };
}

function isFixed(parts: readonly WordPart[] | undefined): boolean {
  for (const part of parts ?? []) {
    if (part.type === 'Literal' || part.type === 'SingleQuoted' || part.type === 'AnsiCQuoted') continue;
    if (part.type === 'DoubleQuoted' && part.parts.every((inner) => inner.type === 'Literal')) continue;
    return false;
  }
  return true;
}

function redirects(state: State, all: readonly Redirection[]): void {
  for (const redirect of all) if ('target' in redirect && redirect.target) inWord(state, redirect.target);
}

/** Commands inside `$( )`. Backticks are passed over: offsets in them are not the file's. */
function inWord(state: State, word: Word): void {
  for (const part of word.parts ?? []) inPart(state, part);
}

function inPart(state: State, part: WordPart): void {
  if (part.type === 'DoubleQuoted' || part.type === 'LocaleString') {
    for (const inner of part.parts) inPart(state, inner);
    return;
  }
  if (part.type !== 'CommandExpansion' && part.type !== 'ProcessSubstitution') return;
  if (part.text.startsWith('`')) {
    if ((part.script?.errors?.length ?? 0) > 0) state.broken = true;
    return;
  }
  if ((part.script?.errors?.length ?? 0) > 0) state.broken = true;
  for (const statement of part.script?.commands ?? []) nestedStatement(state, statement);
}

/** The command's static name without its directory: `apt-get` for `/usr/bin/apt-get`. */
export function commandName(command: ShellCommand): string | undefined {
  const value = command.words[0]?.value;
  return value === undefined ? undefined : baseName(value);
}

/** Words without their quotes; one with an expansion in it as written. */
export function textsOf(words: readonly { readonly value: string | undefined; readonly raw: string }[]): string[] {
  return words.map(({ value, raw }) => value ?? raw);
}

/** File span of logical offsets, and whether it can be edited. */
export function wordSpan(
  source: MappedText,
  word: { start: number; end: number },
): { span: Span; contiguous: boolean } {
  return source.range(word.start, word.end);
}
