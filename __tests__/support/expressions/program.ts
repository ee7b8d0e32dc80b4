// A regular expression as instructions of a machine that backtracks as the one of JavaScript does.
import { type AST, parseRegExpLiteral } from '@eslint-community/regexpp';

export type Instruction =
  | { readonly op: 'read'; readonly accepts: Accepts; readonly back: boolean }
  | { readonly op: 'split'; first: number; second: number }
  | { readonly op: 'jump'; to: number }
  | { readonly op: 'test'; readonly holds: (text: string, at: number) => boolean }
  | { readonly op: 'mark'; readonly slot: number }
  | { readonly op: 'moved'; readonly slot: number }
  | { readonly op: 'look'; readonly program: readonly Instruction[]; readonly negate: boolean }
  | { readonly op: 'repeat'; readonly group: number; readonly back: boolean }
  | { readonly op: 'end' };

/** Asked with the code of a character. */
export type Accepts = (code: number) => boolean;

export interface Program {
  readonly instructions: readonly Instruction[];
  readonly slots: number;
  readonly global: boolean;
  readonly sticky: boolean;
}

export type Terminal = AST.Character | AST.CharacterClass | AST.CharacterSet | AST.ExpressionCharacterClass;

/** Which characters a part of one character takes: asked of JavaScript itself, and remembered. */
export function acceptor(part: Terminal, flags: string): Accepts {
  const fits = new RegExp(`^(?:${part.raw})$`, flags.replace(/[gym]/g, ''));
  // Texts are made of plain letters and of those that stand in the expression.
  const known = new Uint8Array(256);
  return (code) => {
    if (code >= known.length) return fits.test(String.fromCharCode(code));
    if (known[code] === 0) known[code] = fits.test(String.fromCharCode(code)) ? 1 : 2;
    return known[code] === 1;
  };
}

export function isTerminal(part: AST.Element): part is Terminal {
  return ['Character', 'CharacterClass', 'CharacterSet', 'ExpressionCharacterClass'].includes(part.type);
}

export function isWord(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || code === 95 || (code >= 97 && code <= 122);
}

function isBoundary(text: string, at: number): boolean {
  return isWord(text.charCodeAt(at - 1)) !== isWord(text.charCodeAt(at));
}

/**
 * Loops with an upper bound end here, so that a short text shows what they cost: each character so many steps and no
 * more. What two of them cost that stand within or behind each other is still seen.
 */
const BOUND = 20;

export function compile(expression: RegExp): Program {
  const { pattern, flags } = parseRegExpLiteral(expression);
  const groups = new Map<AST.CapturingGroup, number>();
  let slots = 0;

  function instructionsOf(alternatives: readonly AST.Alternative[], back: boolean): Instruction[] {
    const code: Instruction[] = [];
    addAlternatives(alternatives, back, code);
    code.push({ op: 'end' });
    return code;
  }

  function addAlternatives(alternatives: readonly AST.Alternative[], back: boolean, code: Instruction[]): void {
    const ends: { op: 'jump'; to: number }[] = [];
    for (const [index, { elements }] of alternatives.entries()) {
      const isLast = index === alternatives.length - 1;
      const split: Instruction & { op: 'split' } = { op: 'split', first: code.length + 1, second: 0 };
      if (!isLast) code.push(split);
      for (const element of back ? [...elements].reverse() : elements) addElement(element, back, code);
      if (isLast) break;
      const end = { op: 'jump', to: 0 } satisfies Instruction;
      code.push(end);
      ends.push(end);
      split.second = code.length;
    }
    for (const end of ends) end.to = code.length;
  }

  function addElement(element: AST.Element, back: boolean, code: Instruction[]): void {
    if (isTerminal(element)) {
      code.push({ op: 'read', accepts: acceptor(element, expression.flags), back });
    } else if (element.type === 'Group') {
      addAlternatives(element.alternatives, back, code);
    } else if (element.type === 'CapturingGroup') {
      // A group that nothing refers to need not be remembered.
      if (element.references.length === 0) {
        addAlternatives(element.alternatives, back, code);
        return;
      }
      const slot = groups.get(element) ?? slots;
      if (slot === slots) slots += 2;
      groups.set(element, slot);
      code.push({ op: 'mark', slot: back ? slot + 1 : slot });
      addAlternatives(element.alternatives, back, code);
      code.push({ op: 'mark', slot: back ? slot : slot + 1 });
    } else if (element.type === 'Quantifier') {
      addQuantifier(element, back, code);
    } else if (element.type === 'Backreference') {
      const resolved = Array.isArray(element.resolved) ? element.resolved[0] : element.resolved;
      code.push({ op: 'repeat', group: groups.get(resolved!) ?? -1, back });
    } else if (element.type === 'Assertion') {
      addAssertion(element, code);
    }
  }

  function addAssertion(element: AST.Assertion, code: Instruction[]): void {
    const { multiline } = flags;
    if (element.kind === 'lookahead' || element.kind === 'lookbehind') {
      const program = instructionsOf(element.alternatives, element.kind === 'lookbehind');
      code.push({ op: 'look', program, negate: element.negate });
    } else if (element.kind === 'word') {
      code.push({ op: 'test', holds: (text, at) => isBoundary(text, at) !== element.negate });
    } else if (element.kind === 'start') {
      code.push({ op: 'test', holds: (text, at) => at === 0 || (multiline && isLineEnd(text[at - 1])) });
    } else {
      code.push({ op: 'test', holds: (text, at) => at === text.length || (multiline && isLineEnd(text[at])) });
    }
  }

  function addQuantifier(quantifier: AST.Quantifier, back: boolean, code: Instruction[]): void {
    const { element, greedy } = quantifier;
    const min = Math.min(quantifier.min, BOUND);
    const max = quantifier.max === Number.POSITIVE_INFINITY ? quantifier.max : Math.min(quantifier.max, BOUND);
    for (let count = 0; count < min; count += 1) addElement(element, back, code);
    const branch = (): Instruction & { op: 'split' } => ({ op: 'split', first: 0, second: 0 });
    const join = (split: Instruction & { op: 'split' }, inner: number, outer: number): void => {
      split.first = greedy ? inner : outer;
      split.second = greedy ? outer : inner;
    };
    if (max === Number.POSITIVE_INFINITY) {
      const split = branch();
      const start = code.push(split) - 1;
      const slot = mayBeEmpty(element) ? slots : undefined;
      if (slot !== undefined) {
        slots += 1;
        code.push({ op: 'mark', slot });
      }
      addElement(element, back, code);
      if (slot !== undefined) code.push({ op: 'moved', slot });
      code.push({ op: 'jump', to: start });
      join(split, start + 1, code.length);
      return;
    }
    const splits: [Instruction & { op: 'split' }, number][] = [];
    for (let count = min; count < max; count += 1) {
      const split = branch();
      splits.push([split, code.push(split)]);
      addElement(element, back, code);
    }
    for (const [split, inner] of splits) join(split, inner, code.length);
  }

  const instructions = instructionsOf(pattern.alternatives, false);
  return { instructions, slots, global: flags.global, sticky: flags.sticky };
}

/** True where a round of a loop may take nothing: such a round ends it. */
function mayBeEmpty(element: AST.Element): boolean {
  if (isTerminal(element)) return false;
  if (element.type === 'Quantifier') return element.min === 0 || mayBeEmpty(element.element);
  if (element.type !== 'Group' && element.type !== 'CapturingGroup') return true;
  return element.alternatives.some(({ elements }) => elements.every(mayBeEmpty));
}

function isLineEnd(char: string | undefined): boolean {
  return char === '\n' || char === '\r' || char === '\u2028' || char === '\u2029';
}
