// Texts that an expression may be slow on, made of the expression itself: what fits its parts, again and again.
import { type AST, parseRegExpLiteral, visitRegExpAST } from '@eslint-community/regexpp';
import { acceptor, isTerminal, isWord, type Terminal } from './program.js';

/** A text of which one part stands there many times. */
export interface PumpedText {
  readonly before: string;
  readonly pump: string;
  readonly after: string;
}

export function pumped({ before, pump, after }: PumpedText, length: number): string {
  return before + pump.repeat(Math.ceil(length / pump.length)) + after;
}

const COMMON = 'a0 ._-/:=\n\t"\'#@,;(){}[]<>$\\*+!\u0000';
/** What stands behind the pumped part: something that nothing wants, the end of a line, or nothing. */
const ENDS = ['\u0000', '\u0000\n', '\n', ''];
/** A text in front at which no match starts, so that one that starts at once does not hide those behind it. */
const APART = '\u0000';
const SAMPLES = 4;

class Sampler {
  private readonly codes = new Map<Terminal, readonly string[]>();
  private readonly forced = new Map<AST.Element, string>();
  private state = 1;

  constructor(pattern: AST.Pattern, flags: string) {
    const own = new Set(COMMON);
    const terminals = terminalsOf(pattern);
    for (const part of terminals) if (part.type === 'Character') own.add(String.fromCharCode(part.value));
    const accepts = terminals.map((part) => acceptor(part, flags));
    const kinds = new Map<string, string>();
    for (const char of own) {
      const code = char.charCodeAt(0);
      const kind = `${accepts.map((takes) => Number(takes(code))).join('')}${Number(isWord(code))}`;
      if (!kinds.has(kind)) kinds.set(kind, char);
    }
    this.kinds = [...kinds.values()];
    this.fragments = [...this.kinds, ...wordsOf(pattern), ...wordsOf(pattern)];
    for (const [index, part] of terminals.entries()) {
      this.codes.set(
        part,
        this.kinds.filter((char) => accepts[index]!(char.charCodeAt(0))),
      );
    }
  }

  /** One character for each way in which the expression tells characters apart. */
  readonly kinds: readonly string[];

  private readonly fragments: readonly string[];

  charsOf(part: Terminal): readonly string[] {
    return this.codes.get(part) ?? [];
  }

  /** The same choices in every run. */
  private pick<T>(from: readonly T[]): T | undefined {
    this.state = (this.state * 48_271) % 2_147_483_647;
    return from[this.state % from.length];
  }

  /** A text that fits, loops taken once or twice. Assertions and references are passed over. */
  sample(element: AST.Element): string {
    if (isTerminal(element)) return this.forced.get(element) ?? this.pick(this.charsOf(element)) ?? '';
    if (element.type === 'Group' || element.type === 'CapturingGroup') {
      const led = element.alternatives.find((way) => [...this.forced.keys()].some((part) => isWithin(part, way)));
      return this.sequence((led ?? this.pick(element.alternatives))?.elements ?? []);
    }
    if (element.type !== 'Quantifier') return '';
    const times = Math.min(element.max, Math.max(1, element.min, this.pick([1, 1, 2])!));
    return Array.from({ length: times }, () => this.sample(element.element)).join('');
  }

  sequence(elements: readonly AST.Element[]): string {
    return elements.map((element) => this.sample(element)).join('');
  }

  /** Some words and characters of the expression, one after the other. */
  mixture(): string {
    return Array.from({ length: this.pick([1, 2, 3])! }, () => this.pick(this.fragments)!).join('');
  }

  /** A text that fits in which that part is that character. */
  sampleWith(element: AST.Element, part: Terminal, char: string): string {
    this.forced.set(part, char);
    const text = this.sample(element);
    this.forced.clear();
    return text;
  }
}

function isWithin(part: AST.Node, outer: AST.Node): boolean {
  for (let node: AST.Node | null = part; node; node = node.parent) if (node === outer) return true;
  return false;
}

/** What stands in front of a part on the way to it, from the start of the expression; and what behind it. */
function around(element: AST.Element): { before: AST.Element[]; behind: AST.Element[] } {
  const before: AST.Element[] = [];
  const behind: AST.Element[] = [];
  let inner: AST.Node = element;
  for (let outer: AST.Node | null = inner.parent; outer; inner = outer, outer = outer.parent) {
    if (outer.type !== 'Alternative') continue;
    const at = outer.elements.findIndex((one) => one === inner);
    before.unshift(...outer.elements.slice(0, at));
    behind.push(...outer.elements.slice(at + 1));
  }
  return { before, behind };
}

function terminalsOf(root: AST.Node): Terminal[] {
  const found: Terminal[] = [];
  const isOwn = ({ parent }: AST.Node): boolean => parent?.type === 'Alternative' || parent?.type === 'Quantifier';
  visitRegExpAST(root, {
    onCharacterEnter: (part) => void (isOwn(part) && found.push(part)),
    onCharacterClassEnter: (part) => void (isOwn(part) && found.push(part)),
    onCharacterSetEnter: (part) => void (isOwn(part) && found.push(part)),
  });
  return found;
}

/** Characters that stand beside each other in the expression. */
function wordsOf(pattern: AST.Pattern): string[] {
  const words: string[] = [];
  visitRegExpAST(pattern, {
    onAlternativeEnter: ({ elements }) => {
      let word = '';
      for (const element of elements) {
        if (element.type === 'Character') word += String.fromCharCode(element.value);
        else {
          words.push(word);
          word = '';
        }
      }
      words.push(word);
    },
  });
  return words.filter((word) => word.length > 1);
}

function loopsOf(pattern: AST.Pattern): AST.Quantifier[] {
  const loops: AST.Quantifier[] = [];
  visitRegExpAST(pattern, {
    onQuantifierEnter: (quantifier) => {
      if (quantifier.max > 16) loops.push(quantifier);
    },
  });
  return loops;
}

/** Texts to try; none for an expression without a loop, which looks at so many characters and no more. */
export function pumpedTexts(expression: RegExp): PumpedText[] {
  const { pattern } = parseRegExpLiteral(expression);
  const loops = loopsOf(pattern);
  if (loops.length === 0) return [];
  const sampler = new Sampler(pattern, expression.flags);
  const texts = new Map<string, PumpedText>();
  const add = (before: string, pump: string, ends: readonly string[] = ENDS): void => {
    if (pump === '') return;
    for (const after of ends) texts.set(JSON.stringify([before, pump, after]), { before, pump, after });
  };
  for (const loop of loops) {
    const { before, behind } = around(loop);
    const start = sampler.sequence(before);
    const inner = terminalsOf(loop);
    const strange = sampler.kinds.find((char) => !inner.some((part) => sampler.charsOf(part).includes(char)));
    const ends = [...new Set([...ENDS, strange ?? '', `${sampler.sequence(behind)}\n`])];
    for (const part of inner) {
      for (const char of sampler.charsOf(part)) {
        const pump = sampler.sampleWith(loop.element, part, char);
        add(start, pump, ends);
        add(APART, pump, ends);
        add(APART, sampler.sequence(before) + pump, ends);
      }
    }
    for (let time = 0; time < SAMPLES; time += 1) {
      const again = sampler.sequence(before);
      add(APART, again, ends);
      add(APART, `${again + sampler.sample(loop)}\n`);
      add(start, sampler.mixture(), ends);
      add(APART, sampler.mixture(), ends);
      // From this loop to the next: each may take what stands between.
      const next = behind.findIndex((element) => loops.some((other) => isWithin(other, element)));
      if (next >= 0) add(start, sampler.sequence([loop, ...behind.slice(0, next + 1)]), ends);
    }
  }
  for (const { elements } of pattern.alternatives) {
    for (let time = 0; time < SAMPLES; time += 1) {
      const whole = sampler.sequence(elements);
      add(APART, whole);
      add(APART, `${whole}\n`);
    }
  }
  return [...texts.values()];
}
