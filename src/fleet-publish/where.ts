// Which pull requests a command is about: `state=open and (ci=red or age>14)`.
import { ConfigError } from '../model/index.js';

/** What can be asked of a pull request, and how it is held against a value. */
const FIELDS = {
  state: { kind: 'text', values: ['open', 'edited', 'merged', 'declined', 'withdrawn'] },
  ci: { kind: 'text', values: ['pending', 'green', 'red', 'none'] },
  review: { kind: 'text', values: ['approved', 'changes', 'required', 'none'] },
  conflicts: { kind: 'text', values: ['yes', 'no'] },
  repository: { kind: 'text' },
  organisation: { kind: 'text' },
  forge: { kind: 'text' },
  team: { kind: 'text' },
  wave: { kind: 'text' },
  transform: { kind: 'list' },
  pattern: { kind: 'list' },
  number: { kind: 'number' },
  steps: { kind: 'number' },
  age: { kind: 'number' },
} satisfies Record<string, Field>;

interface Field {
  /** `list`: it equals a value where one of its own does. */
  readonly kind: 'text' | 'list' | 'number';
  readonly values?: readonly string[];
}

type FieldName = keyof typeof FIELDS;

/** What is known of a pull request. `age` is in days. */
export type Facts = {
  readonly [Name in FieldName]: (typeof FIELDS)[Name] extends { readonly kind: 'number' }
    ? number
    : (typeof FIELDS)[Name] extends { readonly kind: 'list' }
      ? readonly string[]
      : string;
};

type Sign = '=' | '!=' | '<' | '>';

type Where =
  | { readonly is: 'and' | 'or'; readonly parts: readonly Where[] }
  | { readonly is: 'text' | 'list'; readonly field: FieldName; readonly sign: '=' | '!='; readonly value: string }
  | { readonly is: 'number'; readonly field: FieldName; readonly sign: Sign; readonly value: number };

interface Token {
  readonly kind: 'word' | 'quoted' | 'sign' | 'open' | 'close' | 'end';
  readonly text: string;
  /** From 1. */
  readonly column: number;
}

const LONGEST = 2000;
const DEEPEST = 20;
const SIGNS: readonly Sign[] = ['=', '!=', '<', '>'];
const ENDS_WORD = /[\s()=!<>"']/;

/**
 * Reads which pull requests are meant. It becomes no part of any query: what it gives is asked of each one.
 * @throws ConfigError with the column of what is not understood.
 */
export function readWhere(text: string): (facts: Facts) => boolean {
  if (text.length > LONGEST) throw new ConfigError(`--where: give at most ${LONGEST} characters`);
  const where = new Reader(tokensOf(text)).whole();
  return (facts) => holds(where, facts);
}

function fault(column: number, message: string): ConfigError {
  return new ConfigError(`--where:1:${column}: ${message}`);
}

function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const column = at + 1;
    const first = text[at]!;
    if (/\s/.test(first)) {
      at++;
      continue;
    }
    const sign = SIGNS.find((each) => text.startsWith(each, at));
    if (sign) {
      tokens.push({ kind: 'sign', text: sign, column });
      at += sign.length;
    } else if (first === '(' || first === ')') {
      tokens.push({ kind: first === '(' ? 'open' : 'close', text: first, column });
      at++;
    } else if (first === '"' || first === "'") {
      const end = text.indexOf(first, at + 1);
      if (end === -1) throw fault(column, `the quote ${first} is not closed`);
      tokens.push({ kind: 'quoted', text: text.slice(at + 1, end), column });
      at = end + 1;
    } else if (first === '!') {
      throw fault(column, 'write != for what a field is not');
    } else {
      let end = at;
      while (end < text.length && !ENDS_WORD.test(text[end]!)) end++;
      tokens.push({ kind: 'word', text: text.slice(at, end), column });
      at = end;
    }
  }
  return [...tokens, { kind: 'end', text: '', column: text.length + 1 }];
}

class Reader {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  whole(): Where {
    const where = this.#either(0);
    const { kind, text, column } = this.#next();
    if (kind !== 'end') throw fault(column, `${text} is not expected here; join comparisons by and, or`);
    return where;
  }

  #next(): Token {
    return this.#tokens[this.#at]!;
  }

  #take(): Token {
    const token = this.#next();
    if (token.kind !== 'end') this.#at++;
    return token;
  }

  #either(depth: number): Where {
    return this.#joined('or', () => this.#joined('and', () => this.#unit(depth)));
  }

  #joined(word: 'and' | 'or', read: () => Where): Where {
    const parts = [read()];
    while (this.#next().kind === 'word' && this.#next().text.toLowerCase() === word) {
      this.#take();
      parts.push(read());
    }
    return parts.length === 1 ? parts[0]! : { is: word, parts };
  }

  #unit(depth: number): Where {
    const first = this.#take();
    if (first.kind !== 'open') return this.#comparison(first);
    if (depth === DEEPEST) throw fault(first.column, `more than ${DEEPEST} parentheses within each other`);
    const where = this.#either(depth + 1);
    const last = this.#take();
    if (last.kind !== 'close') throw fault(last.column, `the parenthesis of column ${first.column} is not closed`);
    return where;
  }

  #comparison({ kind, text, column }: Token): Where {
    const name = text.toLowerCase();
    if (kind !== 'word' || !isField(name))
      throw fault(column, `${text === '' ? 'the end' : text} is no field; ${Object.keys(FIELDS).join(', ')} are`);
    const field: Field = FIELDS[name];
    const sign = this.#take();
    if (sign.kind !== 'sign') throw fault(sign.column, `give =, !=, < or > after ${name}`);
    const value = this.#take();
    if (value.kind !== 'word' && value.kind !== 'quoted')
      throw fault(value.column, `give a value after ${name} ${sign.text}; one with blanks in quotes`);
    return compared(name, field, sign, value);
  }
}

function isField(name: string): name is FieldName {
  return Object.hasOwn(FIELDS, name);
}

function compared(name: FieldName, { kind, values }: Field, sign: Token, value: Token): Where {
  const found = SIGNS.find((each) => each === sign.text)!;
  if (kind === 'number') {
    const number = /^\d{1,9}$/.test(value.text) ? Number(value.text) : undefined;
    if (number === undefined)
      throw fault(value.column, `${name} is a whole number${name === 'age' ? ', of days' : ''}`);
    return { is: kind, field: name, sign: found, value: number };
  }
  if (found === '<' || found === '>') throw fault(sign.column, `${name} is no number; write ${name} = or ${name} !=`);
  if (values && !values.includes(value.text))
    throw fault(value.column, `${name} is never ${value.text}; it is one of ${values.join(', ')}`);
  return { is: kind, field: name, sign: found, value: value.text };
}

function holds(where: Where, facts: Facts): boolean {
  switch (where.is) {
    case 'and':
      return where.parts.every((part) => holds(part, facts));
    case 'or':
      return where.parts.some((part) => holds(part, facts));
    case 'number': {
      const value = Number(facts[where.field]);
      if (where.sign === '<') return value < where.value;
      if (where.sign === '>') return value > where.value;
      return (value === where.value) === (where.sign === '=');
    }
    default: {
      const known = facts[where.field];
      const isEqual = Array.isArray(known) ? known.includes(where.value) : known === where.value;
      return isEqual === (where.sign === '=');
    }
  }
}
