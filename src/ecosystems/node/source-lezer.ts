// JavaScript and TypeScript as a small parser reads them: in the order of the text and without recursion, so that no file
// is too deep for it. Where it finds a mistake it gives no tree: what it does not understand is not guessed at.
import { parser } from '@lezer/javascript';
import type { FilePath } from '../../model/index.js';
import { LineIndex } from '../../text/index.js';
import { templateText, textOfNumber, textOfString } from './source-literals.js';
import type { Binding, Property, Shape, Syntax } from './source-syntax.js';

type Root = ReturnType<typeof parser.parse>;
type Node = Root['topNode'];

/** The tree of a file; `undefined` where it holds something this parser does not know. */
export function parseWithLezer(file: FilePath, text: string): Syntax<Node> | undefined {
  const dialect = /\.[cm]?ts$/.test(file) ? 'ts' : file.endsWith('.tsx') ? 'ts jsx' : 'jsx';
  const root = parserOf(dialect).parse(text);
  const cursor = root.cursor();
  do if (cursor.type.isError && !isDecoratedExport(cursor.node)) return undefined;
  while (cursor.next());
  return new Tree(root, text);
}

const parsers = new Map<string, typeof parser>();

/** Made once: it knows the tables of its dialect. */
function parserOf(dialect: string): typeof parser {
  let known = parsers.get(dialect);
  if (!known) {
    known = parser.configure({ dialect });
    parsers.set(dialect, known);
  }
  return known;
}

/** `@Controller() export class Users`: the parser misses a class before `export`, and reads both sides as they are. */
function isDecoratedExport({ from, to, prevSibling, parent }: Node): boolean {
  return from === to && prevSibling?.name === 'Decorator' && parent?.nextSibling?.name === 'ExportDeclaration';
}

/** What is asked about; the others are passed by without being looked at. */
const ASKED = new Set([
  'AssignmentExpression',
  'CallExpression',
  'JSXAttributeValue',
  'NewExpression',
  'ObjectExpression',
  'ObjectPattern',
  'String',
  'TemplateString',
  'VariableDefinition',
]);

class Tree implements Syntax<Node> {
  private readonly lines: LineIndex;

  constructor(
    private readonly root: Root,
    private readonly text: string,
  ) {
    this.lines = new LineIndex(text);
  }

  *nodes(): Iterable<Node> {
    const cursor = this.root.cursor();
    do if (ASKED.has(cursor.name)) yield cursor.node;
    while (cursor.next());
  }

  textOf(node: Node): string {
    return this.text.slice(node.from, node.to);
  }

  lineOf(node: Node): number {
    return this.lines.lineAt(node.from) + 1;
  }

  bindingOf(node: Node): Binding<Node> | undefined {
    if (node.name === 'AssignmentExpression') {
      const { firstChild: target } = node;
      if (target?.name !== 'VariableName' || !node.getChild('Equals')) return undefined;
      return { kind: 'assigned', name: this.textOf(target) };
    }
    const above = node.parent?.name;
    if (node.name === 'VariableDefinition') {
      const name = this.textOf(node);
      if (above === 'ParamList') return { kind: 'parameter', name };
      if (above === 'VariableDeclaration') return { kind: 'variable', name, value: initialOf(node) };
      const isBare = above === 'ForOfSpec' || above === 'ForInSpec' || above === 'CatchClause';
      return isBare ? { kind: 'variable', name, value: undefined } : undefined;
    }
    const of = node.name === 'ObjectPattern' && above === 'VariableDeclaration' ? initialOf(node) : undefined;
    if (!of) return undefined;
    const names = node.getChildren('PatternProperty').flatMap((each) => {
      const name = each.getChild('VariableDefinition');
      return name ? [{ name: this.textOf(name), node: each }] : [];
    });
    return { kind: 'pattern', of, names };
  }

  shapeOf(node: Node): Shape<Node> | undefined {
    const first = node.firstChild ?? undefined;
    const last = node.lastChild ?? undefined;
    switch (node.name) {
      case 'String':
        return { kind: 'text', text: textOfString(this.textOf(node)) };
      case 'JSXAttributeValue':
        return { kind: 'text', text: this.textOf(node).slice(1, -1) };
      case 'Number': {
        const text = textOfNumber(this.textOf(node));
        return text === undefined ? undefined : { kind: 'text', text };
      }
      case 'TemplateString':
        return this.template(node);
      case 'VariableName':
      case 'PropertyDefinition': // `{ port }`
        return { kind: 'name', name: this.textOf(node) };
      case 'this':
        return { kind: 'this' };
      case 'ParenthesizedExpression':
      case 'AwaitExpression': {
        const of = first && operands(first.nextSibling)[0];
        return of && { kind: 'inner', of };
      }
      case 'PostfixExpression': // `name!`
        return first && this.text[node.to - 1] === '!' ? { kind: 'inner', of: first } : undefined;
      case 'BinaryExpression':
        return this.binary(node);
      case 'MemberExpression':
        if (!first || !last) return undefined;
        if (/^(?:Private)?PropertyName$/.test(last.name)) return { kind: 'member', of: first, name: this.textOf(last) };
        return last.prevSibling ? { kind: 'element', of: first, key: last.prevSibling } : undefined;
      case 'CallExpression':
        return first && { kind: 'call', callee: calleeOf(first), args: argumentsOf(node) };
      case 'NewExpression': {
        const callee = first && operands(first.nextSibling)[0];
        return callee && { kind: 'new', callee: calleeOf(callee), args: argumentsOf(node) };
      }
      case 'ObjectExpression':
        return { kind: 'object', properties: node.getChildren('Property').flatMap((each) => this.property(each)) };
      case 'PatternProperty': {
        const key = node.getChild('PropertyName') ?? node.getChild('VariableDefinition');
        return { kind: 'unpacked', key: key ? this.textOf(key) : undefined, initial: behindEquals(node.firstChild) };
      }
      default:
        return undefined;
    }
  }

  private template(node: Node): Shape<Node> {
    const holes = node.getChildren('Interpolation');
    const parts: (string | Node)[] = [];
    let at = node.from + 1;
    for (const hole of holes) {
      parts.push(templateText(this.text.slice(at, hole.from)));
      const [inner] = operands(hole.firstChild?.nextSibling ?? null);
      parts.push(inner ?? hole);
      at = hole.to;
    }
    const end = templateText(this.text.slice(at, node.to - 1));
    return holes.length === 0 ? { kind: 'text', text: end } : { kind: 'template', parts: [...parts, end] };
  }

  private binary(node: Node): Shape<Node> | undefined {
    const [left, operator, right] = operands(node.firstChild);
    if (!left || !operator || !right) return undefined;
    if (operator.name === 'as') return { kind: 'inner', of: left };
    return { kind: 'binary', operator: this.textOf(operator), left, right };
  }

  private property(node: Node): Property<Node>[] {
    const key = node.getChild('PropertyDefinition') ?? firstOf(node, 'String');
    if (!key) return [];
    const name = key.name === 'String' ? textOfString(this.textOf(key)) : this.textOf(key);
    const next = operands(key.nextSibling);
    if (next[0]?.name === ':') return [{ name, value: next[1] }];
    return [next.length === 0 && key === node.firstChild ? { name, value: key } : { name }];
  }
}

/** The first child, where it is of that name: `"key": value`, and not `[computed]: "value"`. */
function firstOf({ firstChild }: Node, name: string): Node | null {
  return firstChild?.name === name ? firstChild : null;
}

/** From a node on, those of its level that are no comments. */
function operands(node: Node | null): Node[] {
  const found: Node[] = [];
  for (let at = node; at; at = at.nextSibling) if (!/^(?:Block|Line)Comment$/.test(at.name)) found.push(at);
  return found;
}

/** What a declared name is set to: what stands behind `=`, before the next `,`. */
function initialOf(node: Node): Node | undefined {
  return behindEquals(node.nextSibling);
}

function behindEquals(node: Node | null): Node | undefined {
  const rest = operands(node);
  const equals = rest.findIndex(({ name }) => name === 'Equals' || name === ',');
  return rest[equals]?.name === 'Equals' ? rest[equals + 1] : undefined;
}

/** Without what it is told of types: `make<Name>()`. */
function calleeOf(node: Node): Node {
  return node.name === 'InstantiationExpression' ? (node.firstChild ?? node) : node;
}

function argumentsOf(node: Node): Node[] {
  const list = operands(node.getChild('ArgList')?.firstChild ?? null);
  const found: Node[] = [];
  let spread: Node | undefined;
  for (const each of list) {
    if (each.name === 'Spread') spread = each;
    else if (!/^[(),]$/.test(each.name)) {
      // `...rest` is no value of its own.
      found.push(spread ?? each);
      spread = undefined;
    }
  }
  return found;
}
