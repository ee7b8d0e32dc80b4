// Python source, read with a parser: what is opened for writing, which port is bound, what answers, what is started.
import { parser } from '@lezer/python';
import { type FilePath, baseName, partPattern } from '../../model/index.js';
import { LineIndex } from '../../text/index.js';
import { Evaluator } from '../source-names.js';
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
import { judgePythonCall, judgePythonSetting, mayActInPython } from './source-rules.js';

type Node = ReturnType<typeof parser.parse>['topNode'];

/** Without one of these words a file does nothing that is asked about. */
const WORTH_READING = partPattern(
  `
  mkdir makedirs shutil sqlite spatialite FileHandler savefig to_csv .save dump touch write_text write_bytes extractall
  imwrite urlretrieve filename subprocess popen system listen bind serve _ROOT UPLOAD .route .get( unlink remove rename
  config _DIR _FILE Interface wandb mlflow logger.add persist_directory SESSION_TYPE`,
  { also: [/open\s*\(/, /\bport\b/], flags: 'i' },
);

/** The facts of one Python file. */
export function readPythonSource(file: FilePath, text: string): Findings {
  const found = new Findings(file, text);
  if (!WORTH_READING.test(text) || !mayActInPython(text)) return found;
  const reader = new Reader(file, text);
  reader.read(found);
  return found;
}

class Reader {
  private readonly names = new Evaluator<Node>((node) => this.evaluate(node));
  private readonly lines: LineIndex;

  constructor(
    private readonly file: FilePath,
    private readonly text: string,
  ) {
    this.lines = new LineIndex(text);
  }

  read(found: Findings): void {
    const tree = parser.parse(this.text);
    tree.iterate({ enter: (at) => this.note(at) });
    // A node is made when it is asked for: of most, the name is enough.
    tree.iterate({
      enter: (at) => {
        const { name } = at;
        if (name === 'CallExpression') judgePythonCall(found, this.callOf(at.node, 'call'), this.text);
        else if (name === 'Decorator') judgePythonCall(found, this.callOf(at.node, 'decorator'), this.text);
        else if (name === 'String') this.string(found, at.node);
        else if (name === 'DictionaryExpression') this.dictionary(found, at.node);
        else if (name === 'AssignStatement') this.setting(found, at.node);
      },
    });
  }

  /** Names that are given one value, and are no parameter. */
  private note(at: Pick<Node, 'name' | 'node'>): void {
    if (at.name === 'ParamList') {
      for (const each of at.node.getChildren('VariableName')) this.names.set(this.slice(each), undefined);
      return;
    }
    if (at.name !== 'AssignStatement') return;
    const { node } = at;
    const target = node.firstChild;
    if (target?.name !== 'VariableName') return;
    this.names.give(this.slice(target), node.lastChild ?? undefined);
  }

  private slice(node: Node): string {
    return this.text.slice(node.from, node.to);
  }

  private line(node: Node): number {
    return this.lines.lineAt(node.from) + 1;
  }

  private callOf(node: Node, kind: Call['kind']): Call {
    const list = node.getChild('ArgList');
    const args: Value[] = [];
    const named = new Map<string, Value>();
    for (let at = list?.firstChild ?? null; at; at = at.nextSibling) {
      if (/^[(),]$|^Comment$/.test(at.name)) continue;
      if (at.name === 'VariableName' && at.nextSibling?.name === 'AssignOp') {
        const value = at.nextSibling.nextSibling;
        named.set(this.slice(at), value ? this.value(value) : UNKNOWN);
        at = value ?? at;
      } else args.push(this.value(at));
    }
    const function_ = kind === 'call' ? node.firstChild : null;
    const callee = function_ ? this.nameOf(function_) : this.decoratorName(node);
    const object = function_?.name === 'MemberExpression' ? function_.firstChild : null;
    return { callee, receiver: object ? this.value(object) : UNKNOWN, args, named, kind, line: this.line(node) };
  }

  private decoratorName(node: Node): string {
    const text = this.slice(node);
    return /^@\s*([\w.]+)/.exec(text)?.[1] ?? '?';
  }

  private nameOf(node: Node): string {
    if (node.name === 'VariableName') return this.slice(node);
    if (node.name !== 'MemberExpression') return '?';
    const property = node.getChild('PropertyName');
    const object = node.firstChild;
    return property && object ? `${this.nameOf(object)}.${this.slice(property)}` : '?';
  }

  /** The value of an expression, as far as it is written out in this file. */
  private value(node: Node): Value {
    return this.names.valueOf(node);
  }

  private evaluate(node: Node): Value {
    switch (node.name) {
      case 'String':
        return { text: unquote(this.slice(node)) };
      case 'Number':
        return { text: this.slice(node) };
      case 'FormatString':
        return this.formatted(node);
      case 'ParenthesizedExpression':
        return node.firstChild?.nextSibling ? this.value(node.firstChild.nextSibling) : UNKNOWN;
      case 'VariableName': {
        const name = this.slice(node);
        if (name === '__file__') return { text: baseName(this.file), here: true };
        return this.names.valueOfName(name);
      }
      case 'BinaryExpression':
        return this.binary(node);
      case 'MemberExpression':
        return this.member(node);
      case 'CallExpression':
        return this.called(node);
      case 'ArrayExpression': {
        // `["git", "pull"]`: a command.
        const first = node.firstChild?.nextSibling;
        return first && first.name !== ']' ? this.value(first) : UNKNOWN;
      }
      case 'TupleExpression': {
        // `("0.0.0.0", 8080)`: an address.
        const last = node.lastChild?.prevSibling;
        return last ? this.value(last) : UNKNOWN;
      }
      default:
        return UNKNOWN;
    }
  }

  private formatted(node: Node): Value {
    const parts: Value[] = [];
    const start = node.from + /^[a-zA-Z]*(?:'''|"""|'|")/.exec(this.slice(node))![0].length;
    let at = start;
    for (const hole of node.getChildren('FormatReplacement')) {
      parts.push({ text: this.text.slice(at, hole.from) });
      const inner = hole.firstChild?.nextSibling;
      parts.push(inner ? this.value(inner) : UNKNOWN);
      at = hole.to;
    }
    const end = node.to - (/(?:'''|""")$/.test(this.slice(node)) ? 3 : 1);
    parts.push({ text: this.text.slice(at, Math.max(at, end)) });
    return concatValues(parts[0]?.text === '' ? parts.slice(1) : parts);
  }

  private binary(node: Node): Value {
    const left = node.firstChild;
    const right = node.lastChild;
    const operator = left?.nextSibling;
    if (!left || !right || !operator) return UNKNOWN;
    switch (this.slice(operator)) {
      case '/':
        return joinValues([this.value(left), this.value(right)]);
      case '+':
        return concatValues([this.value(left), this.value(right)]);
      case 'or':
        return this.names.either(left, right);
      default:
        return UNKNOWN;
    }
  }

  private member(node: Node): Value {
    const object = node.firstChild;
    const property = node.getChild('PropertyName');
    if (object && property) {
      if (/^parent$/.test(this.slice(property))) return folderOfValue(this.value(object));
      return UNKNOWN;
    }
    // `os.environ["NAME"]`
    const key = node.getChild('String');
    if (object && key && /^(?:os\.)?environ$/.test(this.slice(object))) return { variable: unquote(this.slice(key)) };
    return UNKNOWN;
  }

  private called(node: Node): Value {
    const { callee, args, receiver } = this.callOf(node, 'call');
    const [first = UNKNOWN, second = UNKNOWN] = args;
    switch (callee) {
      case 'os.path.join':
      case 'path.join':
      case 'join':
        return joinValues(args);
      case 'os.path.dirname':
      case 'dirname':
        return folderOfValue(first);
      case 'os.getcwd':
      case 'Path.cwd':
      case 'pathlib.Path.cwd':
        return { text: '.' };
      case 'os.getenv':
      case 'os.environ.get':
      case 'environ.get':
      case 'getenv':
      case 'config':
      case 'env':
      case 'env.str':
      case 'env.int':
        return first.text === undefined ? UNKNOWN : { ...second, variable: first.text };
      case 'Path':
      case 'pathlib.Path':
      case 'PurePath':
        return joinValues(args);
      case 'os.path.abspath':
      case 'os.path.realpath':
      case 'os.path.normpath':
      case 'abspath':
      case 'int':
      case 'str':
      case 'os.fspath':
      case 'os.path.expanduser':
        return first;
      default:
        if (/\.(?:resolve|absolute|expanduser|as_posix|strip)$/.test(callee)) return receiver;
        if (callee.endsWith('.joinpath')) return joinValues([receiver, ...args]);
        if (callee.startsWith('tempfile.') || /^(?:mkdtemp|gettempdir|mkstemp)$/.test(callee)) return { text: '/tmp' };
        return UNKNOWN;
    }
  }

  private string(found: Findings, node: Node): void {
    const path = databaseFile(unquote(this.slice(node)));
    if (path !== undefined) found.wrote({ text: path }, false, this.line(node));
  }

  /** `'filename': 'x.log'` of a logging configuration, `'NAME'` of a database that is a file. */
  private dictionary(found: Findings, node: Node): void {
    const entries = new Map<string, Node>();
    for (let at = node.firstChild; at; at = at.nextSibling) {
      const colon = at.nextSibling;
      if (at.name !== 'String' || colon?.name !== ':' || !colon.nextSibling) continue;
      entries.set(unquote(this.slice(at)), colon.nextSibling);
    }
    const engine = entries.get('ENGINE');
    const name = entries.get('NAME');
    const sqlite = engine && /sqlite|spatialite/.test(this.slice(engine));
    if (name && sqlite) found.wrote(this.value(name), false, this.line(name));
    const log = entries.get('filename');
    if (log && (entries.has('class') || entries.has('level'))) found.wrote(this.value(log), false, this.line(log));
  }

  private setting(found: Findings, node: Node): void {
    const target = node.firstChild;
    const value = node.lastChild;
    if (!target || !value) return;
    const key = target.name === 'MemberExpression' ? target.getChild('String') : target;
    const name =
      key?.name === 'String' ? unquote(this.slice(key)) : key?.name === 'VariableName' ? this.slice(key) : '';
    judgePythonSetting(found, name, () => this.value(value), this.line(node));
  }
}

function unquote(text: string): string {
  const match = /^[a-zA-Z]{0,2}('''|"""|'|")/.exec(text);
  if (!match) return text;
  const quote = match[1]!;
  return text.slice(match[0].length, text.endsWith(quote) ? -quote.length : undefined);
}
