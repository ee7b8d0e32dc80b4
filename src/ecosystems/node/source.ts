// JavaScript and TypeScript source, read with the TypeScript parser: no types, no modules, one file at a time. The parser
// is large and optional: it is loaded when the first file needs it, and where it is missing the answer is "not read".
import type { ts as TypeScript } from 'ts-morph';
import { type FilePath, baseName, anyOf, wordPattern } from '../../model/index.js';
import { judgeJavaScriptCall, judgeJavaScriptObject } from './source-rules.js';
import {
  concatValues,
  databaseFile,
  Findings,
  folderOfValue,
  joinValues,
  UNKNOWN,
  type Call,
  type Value,
} from '../source-values.js';

type Ts = typeof TypeScript;
type Node = TypeScript.Node;

/** Without one of these words a file does nothing that is asked about. */
const WORTH_READING = anyOf(
  wordPattern(
    `
    fs fs-extra node:fs child_process node:child_process execa multer winston better-sqlite3 lowdb nedb puppeteer
    playwright listen serve unlink createWriteStream mkdir mkdirp rimraf storage express fastify koa hapi mediaroot
    uploadDir tempFileDir storagePath dataDir PouchDB Level`,
    { also: [/sqlite\w*/, /writeFile\w*/] },
  ),
  /sqlite:/,
);

let loaded: Ts | null | undefined;

/** The parser; `undefined` where it is not installed. */
function typescript(): Ts | undefined {
  if (loaded === undefined) {
    try {
      loaded = (require('ts-morph') as { ts: Ts }).ts;
    } catch {
      loaded = null; // an optional dependency: without it nothing is known of the file
    }
  }
  return loaded ?? undefined;
}

/** The facts of one file of JavaScript or TypeScript; `undefined` where the parser is missing. */
export function readJavaScript(file: FilePath, text: string): Findings | undefined {
  const found = new Findings(file, text);
  if (!WORTH_READING.test(text)) return found;
  const ts = typescript();
  if (!ts) return undefined;
  const kind = /\.[cm]?tsx?$/.test(file)
    ? file.endsWith('x')
      ? ts.ScriptKind.TSX
      : ts.ScriptKind.TS
    : ts.ScriptKind.JSX;
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, false, kind);
  new Reader(ts, source, file).read(found);
  return found;
}

class Reader {
  private readonly constants = new Map<string, Node | undefined>();
  private readonly compiled: boolean;
  private depth = 0;

  constructor(
    private readonly ts: Ts,
    private readonly source: TypeScript.SourceFile,
    private readonly file: FilePath,
  ) {
    this.compiled = /\.[cm]?tsx?$/.test(file);
  }

  read(found: Findings): void {
    this.walk((node) => this.note(node));
    this.walk((node) => {
      const { ts } = this;
      if (ts.isCallExpression(node) || ts.isNewExpression(node))
        judgeJavaScriptCall(found, this.callOf(node), this.source.text);
      else if (ts.isObjectLiteralExpression(node))
        judgeJavaScriptObject(found, this.properties(node), this.line(node), this.source.text);
      else if (ts.isStringLiteralLike(node)) {
        const path = databaseFile(node.text);
        if (path !== undefined) found.wrote({ text: path }, false, this.line(node));
      }
    });
  }

  /** Every node, without recursion: nested expressions may be thousands deep. */
  private walk(visit: (node: Node) => void): void {
    const waiting: Node[] = [this.source];
    for (let node = waiting.pop(); node; node = waiting.pop()) {
      visit(node);
      const children: Node[] = [];
      this.ts.forEachChild(node, (child) => void children.push(child));
      for (let at = children.length - 1; at >= 0; at--) waiting.push(children[at]!);
    }
  }

  /** Names that are given one value, and are no parameter. */
  private note(node: Node): void {
    const { ts } = this;
    if (ts.isParameter(node) && ts.isIdentifier(node.name)) this.constants.set(node.name.text, undefined);
    else if (ts.isVariableDeclaration(node)) {
      if (ts.isIdentifier(node.name)) {
        const name = node.name.text;
        this.constants.set(name, this.constants.has(name) ? undefined : node.initializer);
      } else if (ts.isObjectBindingPattern(node.name) && node.initializer && this.isEnvironment(node.initializer)) {
        // `const { PORT = 3000 } = process.env`
        for (const each of node.name.elements) {
          if (ts.isIdentifier(each.name)) this.constants.set(each.name.text, each);
        }
      }
    } else if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
      if (ts.isIdentifier(node.left)) this.constants.set(node.left.text, undefined);
    }
  }

  private isEnvironment(node: Node): boolean {
    return /^(?:process|Bun|import\.meta)\.env$/.test(this.text(node));
  }

  private text(node: Node): string {
    return node.getText(this.source);
  }

  private line(node: Node): number {
    return this.source.getLineAndCharacterOfPosition(node.getStart(this.source)).line + 1;
  }

  private callOf(node: TypeScript.CallExpression | TypeScript.NewExpression): Call {
    const { ts } = this;
    const named = new Map<string, Value>();
    const args = (node.arguments ?? []).map((argument) => {
      if (!ts.isObjectLiteralExpression(argument)) return this.value(argument);
      for (const [key, value] of this.properties(argument)) named.set(key, value);
      return UNKNOWN;
    });
    const { expression } = node;
    const receiver = ts.isPropertyAccessExpression(expression) ? this.value(expression.expression) : UNKNOWN;
    const kind = ts.isNewExpression(node) ? 'new' : 'call';
    return { callee: this.nameOf(expression), receiver, args, named, kind, line: this.line(node) };
  }

  private properties(node: TypeScript.ObjectLiteralExpression): Map<string, Value> {
    const { ts } = this;
    const named = new Map<string, Value>();
    for (const property of node.properties) {
      const name =
        property.name && (ts.isIdentifier(property.name) || ts.isStringLiteralLike(property.name))
          ? property.name.text
          : undefined;
      if (name === undefined) continue;
      if (ts.isPropertyAssignment(property)) named.set(name, this.value(property.initializer));
      else if (ts.isShorthandPropertyAssignment(property)) named.set(name, this.value(property.name));
      else named.set(name, UNKNOWN);
    }
    return named;
  }

  private nameOf(node: Node): string {
    const { ts } = this;
    const names: string[] = [];
    let at = node;
    for (let steps = 0; steps < 20 && ts.isPropertyAccessExpression(at); steps++) {
      names.unshift(at.name.text);
      at = at.expression;
    }
    names.unshift(ts.isIdentifier(at) ? at.text : at.kind === ts.SyntaxKind.ThisKeyword ? 'this' : '?');
    return names.join('.');
  }

  private value(node: Node): Value {
    if (this.depth > 20) return UNKNOWN;
    this.depth++;
    const value = this.evaluate(node);
    this.depth--;
    return value;
  }

  private evaluate(node: Node): Value {
    const { ts } = this;
    if (ts.isStringLiteralLike(node) || ts.isNumericLiteral(node)) return { text: node.text };
    if (ts.isIdentifier(node)) return this.identifier(node.text);
    if (
      ts.isParenthesizedExpression(node) ||
      ts.isAsExpression(node) ||
      ts.isNonNullExpression(node) ||
      ts.isAwaitExpression(node)
    )
      return this.value(node.expression);
    if (ts.isTemplateExpression(node)) {
      const parts: Value[] = node.head.text === '' ? [] : [{ text: node.head.text }];
      for (const span of node.templateSpans) parts.push(this.value(span.expression), { text: span.literal.text });
      return concatValues(parts);
    }
    if (ts.isBinaryExpression(node)) {
      const operator = this.text(node.operatorToken);
      if (operator === '+') return concatValues([this.value(node.left), this.value(node.right)]);
      if (operator !== '||' && operator !== '??') return UNKNOWN;
      const left = this.value(node.left);
      return left.text === undefined ? { ...this.value(node.right), ...left } : left;
    }
    if (ts.isPropertyAccessExpression(node)) {
      if (this.isEnvironment(node.expression)) return { variable: node.name.text };
      return this.text(node) === 'import.meta.dirname' ? this.here('.') : UNKNOWN;
    }
    if (ts.isElementAccessExpression(node) && this.isEnvironment(node.expression)) {
      const { argumentExpression: key } = node;
      return ts.isStringLiteralLike(key) ? { variable: key.text } : UNKNOWN;
    }
    if (ts.isBindingElement(node)) {
      const key = node.propertyName ?? node.name;
      const variable = ts.isIdentifier(key) ? { variable: key.text } : UNKNOWN;
      return node.initializer ? { ...this.value(node.initializer), ...variable } : variable;
    }
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) return this.called(node);
    return UNKNOWN;
  }

  private identifier(name: string): Value {
    if (name === '__dirname') return this.here('.');
    if (name === '__filename') return this.here(baseName(this.file));
    const set = this.constants.get(name);
    return set ? this.value(set) : UNKNOWN;
  }

  /** What is compiled runs from a folder that the source does not show. */
  private here(text: string): Value {
    return this.compiled ? UNKNOWN : { text, here: true };
  }

  private called(node: TypeScript.CallExpression | TypeScript.NewExpression): Value {
    const { callee, args } = this.callOf(node);
    const name = callee.slice(callee.lastIndexOf('.') + 1);
    const [first = UNKNOWN] = args;
    if (callee === 'process.cwd') return { text: '.' };
    if (callee === 'require' || callee === 'import') return UNKNOWN;
    if ((name === 'join' || name === 'resolve') && /^(?:path\.|posix\.|path\.posix\.|)(?:join|resolve)$/.test(callee))
      return joinValues(args);
    if (name === 'dirname') return folderOfValue(first);
    if (/^(?:parseInt|Number|String|Number\.parseInt|path\.normalize|normalizePort|fileURLToPath)$/.test(callee))
      return first;
    if (/^os\.tmpdir$|\.?tmpdir$/.test(callee)) return { text: '/tmp' };
    return UNKNOWN;
  }
}
