// What the expressions of a file come to, as far as it writes out the names in them.
import { UNKNOWN, type Value } from './source-values.js';

/** Expressions within each other, and within what the names in them are given. */
const DEEPEST = 20;

/** Evaluates expressions. Each name once: what it is given may name another many times, and that one the next. */
export class Evaluator<Node> {
  private readonly given = new Map<string, Node | undefined>();
  private readonly known = new Map<string, Value>();
  private depth = 0;

  constructor(private readonly evaluate: (node: Node) => Value) {}

  /** Takes down what a name is given; one that is given something twice has no value that is known. */
  give(name: string, to: Node | undefined): void {
    this.given.set(name, this.given.has(name) ? undefined : to);
  }

  /** Takes down what a name is, whatever it was given before; `undefined` for what no file says: a parameter. */
  set(name: string, to: Node | undefined): void {
    this.given.set(name, to);
  }

  valueOf(node: Node): Value {
    if (this.depth > DEEPEST) return UNKNOWN;
    this.depth++;
    const value = this.evaluate(node);
    this.depth--;
    return value;
  }

  valueOfName(name: string): Value {
    const known = this.known.get(name);
    if (known) return known;
    const given = this.given.get(name);
    if (given === undefined) return UNKNOWN;
    // One that is made of itself.
    this.known.set(name, UNKNOWN);
    const value = this.valueOf(given);
    this.known.set(name, value);
    return value;
  }

  /** `first or second`, `first || second`: a variable that stands first decides, and the second is its default. */
  either(first: Node, second: Node): Value {
    const value = this.valueOf(first);
    return value.text === undefined ? { ...this.valueOf(second), ...value } : value;
  }
}
