// JavaScript as TypeScript's own parser reads it, which understands more than the small one and mends what is broken. It is
// large and optional: loaded when the first file needs it.
import type { ts as TypeScript } from 'ts-morph';
import type { FilePath } from '../../model/index.js';
import type { Binding, Property, Shape, Syntax } from './source-syntax.js';

type Ts = typeof TypeScript;
type Node = TypeScript.Node;

let loaded: Ts | null | undefined;

function typescript(): Ts | undefined {
  if (loaded === undefined) {
    try {
      loaded = (require('ts-morph') as { ts: Ts }).ts;
    } catch {
      loaded = null; // an optional dependency
    }
  }
  return loaded ?? undefined;
}

/** The tree of a file: no types, no modules. Why there is none, where there is none. */
export function parseWithTypeScript(file: FilePath, text: string): Syntax<Node> | 'missing' | 'too-deep' {
  const ts = typescript();
  if (!ts) return 'missing';
  const kind = /\.[cm]?tsx?$/.test(file)
    ? file.endsWith('x')
      ? ts.ScriptKind.TSX
      : ts.ScriptKind.TS
    : ts.ScriptKind.JSX;
  try {
    return new Tree(ts, ts.createSourceFile(file, text, ts.ScriptTarget.Latest, false, kind));
  } catch (error) {
    // It calls itself for each bracket.
    if (error instanceof RangeError) return 'too-deep';
    throw error;
  }
}

class Tree implements Syntax<Node> {
  constructor(
    private readonly ts: Ts,
    private readonly source: TypeScript.SourceFile,
  ) {}

  /** Without recursion: nested expressions may be thousands deep. */
  *nodes(): Iterable<Node> {
    const waiting: Node[] = [this.source];
    for (let node = waiting.pop(); node; node = waiting.pop()) {
      yield node;
      const children: Node[] = [];
      this.ts.forEachChild(node, (child) => void children.push(child));
      for (let at = children.length - 1; at >= 0; at--) waiting.push(children[at]!);
    }
  }

  textOf(node: Node): string {
    return node.getText(this.source);
  }

  lineOf(node: Node): number {
    return this.source.getLineAndCharacterOfPosition(node.getStart(this.source)).line + 1;
  }

  bindingOf(node: Node): Binding<Node> | undefined {
    const { ts } = this;
    if (ts.isParameter(node))
      return ts.isIdentifier(node.name) ? { kind: 'parameter', name: node.name.text } : undefined;
    if (ts.isVariableDeclaration(node)) {
      const { name, initializer } = node;
      if (ts.isIdentifier(name)) return { kind: 'variable', name: name.text, value: initializer };
      if (!ts.isObjectBindingPattern(name) || !initializer) return undefined;
      const names = name.elements.flatMap((each) =>
        ts.isIdentifier(each.name) ? [{ name: each.name.text, node: each }] : [],
      );
      return { kind: 'pattern', of: initializer, names };
    }
    if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return undefined;
    return ts.isIdentifier(node.left) ? { kind: 'assigned', name: node.left.text } : undefined;
  }

  shapeOf(node: Node): Shape<Node> | undefined {
    const { ts } = this;
    if (ts.isStringLiteralLike(node) || ts.isNumericLiteral(node)) return { kind: 'text', text: node.text };
    if (ts.isIdentifier(node)) return { kind: 'name', name: node.text };
    if (node.kind === ts.SyntaxKind.ThisKeyword) return { kind: 'this' };
    if (
      ts.isParenthesizedExpression(node) ||
      ts.isAsExpression(node) ||
      ts.isNonNullExpression(node) ||
      ts.isAwaitExpression(node)
    )
      return { kind: 'inner', of: node.expression };
    if (ts.isTemplateExpression(node)) {
      const parts = node.templateSpans.flatMap(({ expression, literal }) => [expression, literal.text]);
      return { kind: 'template', parts: [node.head.text, ...parts] };
    }
    if (ts.isBinaryExpression(node))
      return { kind: 'binary', operator: this.textOf(node.operatorToken), left: node.left, right: node.right };
    if (ts.isPropertyAccessExpression(node)) return { kind: 'member', of: node.expression, name: node.name.text };
    if (ts.isElementAccessExpression(node))
      return { kind: 'element', of: node.expression, key: node.argumentExpression };
    if (ts.isCallExpression(node)) return { kind: 'call', callee: node.expression, args: node.arguments };
    if (ts.isNewExpression(node)) return { kind: 'new', callee: node.expression, args: node.arguments ?? [] };
    if (ts.isObjectLiteralExpression(node)) return { kind: 'object', properties: this.properties(node) };
    if (ts.isBindingElement(node)) {
      const key = node.propertyName ?? node.name;
      return { kind: 'unpacked', key: ts.isIdentifier(key) ? key.text : undefined, initial: node.initializer };
    }
    return undefined;
  }

  private properties(node: TypeScript.ObjectLiteralExpression): Property<Node>[] {
    const { ts } = this;
    return node.properties.flatMap((property): Property<Node>[] => {
      const { name } = property;
      if (!name || !(ts.isIdentifier(name) || ts.isStringLiteralLike(name))) return [];
      if (ts.isPropertyAssignment(property)) return [{ name: name.text, value: property.initializer }];
      return [ts.isShorthandPropertyAssignment(property) ? { name: name.text, value: name } : { name: name.text }];
    });
  }
}
