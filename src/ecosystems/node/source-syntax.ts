// What a reader of JavaScript wants to know of a tree, whichever parser made it.

/** A node by what it means here. What nobody asks about has none. */
export type Shape<Node> =
  /** A string, a number, or a template without holes, as the program sees it. */
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'this' }
  /** Parentheses, `await`, `as` and `!`: the value is that of what they stand around. */
  | { readonly kind: 'inner'; readonly of: Node }
  | { readonly kind: 'template'; readonly parts: readonly (string | Node)[] }
  | { readonly kind: 'binary'; readonly operator: string; readonly left: Node; readonly right: Node }
  /** `of.name` */
  | { readonly kind: 'member'; readonly of: Node; readonly name: string }
  /** `of[key]` */
  | { readonly kind: 'element'; readonly of: Node; readonly key: Node }
  | { readonly kind: 'call' | 'new'; readonly callee: Node; readonly args: readonly Node[] }
  | { readonly kind: 'object'; readonly properties: readonly Property<Node>[] }
  /** A name of a pattern: `PORT = 3000` in `const { PORT = 3000 } = process.env`. */
  | { readonly kind: 'unpacked'; readonly key: string | undefined; readonly initial: Node | undefined };

export interface Property<Node> {
  readonly name: string;
  /** Absent for a method. */
  readonly value?: Node | undefined;
}

/** How a name gets its value. */
export type Binding<Node> =
  | { readonly kind: 'parameter' | 'assigned'; readonly name: string }
  | { readonly kind: 'variable'; readonly name: string; readonly value: Node | undefined }
  /** `const { PORT = 3000 } = process.env` */
  | {
      readonly kind: 'pattern';
      readonly of: Node;
      readonly names: readonly { readonly name: string; readonly node: Node }[];
    };

/** A file that is parsed. */
export interface Syntax<Node> {
  /** Every node that may have a shape or bind names, in the order of the text, however deep it lies. */
  nodes(): Iterable<Node>;
  shapeOf(node: Node): Shape<Node> | undefined;
  bindingOf(node: Node): Binding<Node> | undefined;
  /** As it is written. */
  textOf(node: Node): string;
  /** 1-based. */
  lineOf(node: Node): number;
}
