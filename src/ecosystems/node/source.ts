// JavaScript and TypeScript source: what is written, which port is bound, what answers, what is started. One file at a time,
// no types, no modules.
import { type FilePath, baseName, anyOf, wordPattern } from '../../model/index.js';
import { Evaluator } from '../source-names.js';
import { parseWithLezer } from './source-lezer.js';
import { judgeJavaScriptCall, judgeJavaScriptObject, mayActInJavaScript } from './source-rules.js';
import type { Property, Shape, Syntax } from './source-syntax.js';
import { parseWithTypeScript } from './source-typescript.js';
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

/** The facts of one file of JavaScript or TypeScript; `undefined` where the parser that it needs is missing. */
export function readJavaScript(file: FilePath, text: string): Findings | undefined {
  const found = new Findings(file, text);
  if (!WORTH_READING.test(text) || !mayActInJavaScript(text)) return found;
  const small = parseWithLezer(file, text);
  if (small) {
    new Reader(small, file, text).read(found);
    return found;
  }
  const large = parseWithTypeScript(file, text);
  if (large === 'missing') return undefined;
  if (large === 'too-deep') found.notRead('its brackets are nested too deep to be read');
  else new Reader(large, file, text).read(found);
  return found;
}

type CallShape<Node> = Extract<Shape<Node>, { kind: 'call' | 'new' }>;

/** Settings that are read by the name of their variable: https://docs.nestjs.com/techniques/configuration, `env('PORT', 3000)`. */
const READS_SETTINGS = /(?:^|\.)(?:get|getOrThrow)$|^(?:env|config)$/;

class Reader<Node> {
  private readonly names = new Evaluator<Node>((node) => this.evaluate(node));
  private readonly compiled: boolean;

  constructor(
    private readonly syntax: Syntax<Node>,
    private readonly file: FilePath,
    private readonly text: string,
  ) {
    this.compiled = /\.[cm]?tsx?$/.test(file);
  }

  read(found: Findings): void {
    const { syntax, text } = this;
    for (const node of syntax.nodes()) this.note(node);
    for (const node of syntax.nodes()) {
      const shape = syntax.shapeOf(node);
      if (shape?.kind === 'call' || shape?.kind === 'new') judgeJavaScriptCall(found, this.callOf(shape, node), text);
      else if (shape?.kind === 'object')
        judgeJavaScriptObject(found, this.valuesOf(shape.properties), syntax.lineOf(node), text);
      else if (shape?.kind === 'text') {
        const path = databaseFile(shape.text);
        if (path !== undefined) found.wrote({ text: path }, false, syntax.lineOf(node));
      }
    }
  }

  /** Names that are given one value, and are no parameter. */
  private note(node: Node): void {
    const { names } = this;
    const binding = this.syntax.bindingOf(node);
    switch (binding?.kind) {
      case 'parameter':
      case 'assigned':
        names.set(binding.name, undefined);
        break;
      case 'variable':
        names.give(binding.name, binding.value);
        break;
      case 'pattern':
        if (this.isEnvironment(binding.of)) for (const each of binding.names) names.set(each.name, each.node);
    }
  }

  private isEnvironment(node: Node): boolean {
    return /^(?:process|Bun|import\.meta)\.env$/.test(this.syntax.textOf(node));
  }

  private callOf({ kind, callee, args }: CallShape<Node>, node: Node): Call {
    const named = new Map<string, Value>();
    const values = args.map((argument) => {
      const shape = this.syntax.shapeOf(argument);
      if (shape?.kind !== 'object') return this.value(argument);
      for (const [key, value] of this.valuesOf(shape.properties)) named.set(key, value);
      return UNKNOWN;
    });
    const called = this.syntax.shapeOf(callee);
    const receiver = called?.kind === 'member' ? this.value(called.of) : UNKNOWN;
    return { callee: this.nameOf(callee), receiver, args: values, named, kind, line: this.syntax.lineOf(node) };
  }

  private valuesOf(properties: readonly Property<Node>[]): Map<string, Value> {
    return new Map(
      properties.map(({ name, value }) => [name, value === undefined ? UNKNOWN : this.value(value)] as const),
    );
  }

  private nameOf(node: Node): string {
    const names: string[] = [];
    let shape = this.syntax.shapeOf(node);
    for (let steps = 0; steps < 20 && shape?.kind === 'member'; steps++) {
      names.unshift(shape.name);
      shape = this.syntax.shapeOf(shape.of);
    }
    names.unshift(shape?.kind === 'name' ? shape.name : shape?.kind === 'this' ? 'this' : '?');
    return names.join('.');
  }

  private value(node: Node): Value {
    return this.names.valueOf(node);
  }

  private evaluate(node: Node): Value {
    const shape = this.syntax.shapeOf(node);
    switch (shape?.kind) {
      case 'text':
        return { text: shape.text };
      case 'name':
        return this.identifier(shape.name);
      case 'inner':
        return this.value(shape.of);
      case 'template': {
        const parts = shape.parts.map((part) => (typeof part === 'string' ? { text: part } : this.value(part)));
        return concatValues(shape.parts[0] === '' ? parts.slice(1) : parts);
      }
      case 'binary':
        return this.binary(shape);
      case 'member':
        if (this.isEnvironment(shape.of)) return { variable: shape.name };
        return this.syntax.textOf(node) === 'import.meta.dirname' ? this.here('.') : UNKNOWN;
      case 'element': {
        const key = this.isEnvironment(shape.of) ? this.syntax.shapeOf(shape.key) : undefined;
        return key?.kind === 'text' ? { variable: key.text } : UNKNOWN;
      }
      case 'unpacked': {
        const variable = shape.key === undefined ? UNKNOWN : { variable: shape.key };
        return shape.initial === undefined ? variable : { ...this.value(shape.initial), ...variable };
      }
      case 'call':
      case 'new':
        return this.called(this.callOf(shape, node));
      default:
        return UNKNOWN;
    }
  }

  private binary({ operator, left, right }: Extract<Shape<Node>, { kind: 'binary' }>): Value {
    if (operator === '+') return concatValues([this.value(left), this.value(right)]);
    return operator === '||' || operator === '??' ? this.names.either(left, right) : UNKNOWN;
  }

  private identifier(name: string): Value {
    if (name === '__dirname') return this.here('.');
    if (name === '__filename') return this.here(baseName(this.file));
    return this.names.valueOfName(name);
  }

  /** What is compiled runs from a folder that the source does not show. */
  private here(text: string): Value {
    return this.compiled ? UNKNOWN : { text, here: true };
  }

  private called({ callee, args }: Call): Value {
    const name = callee.slice(callee.lastIndexOf('.') + 1);
    const [first = UNKNOWN] = args;
    if (callee === 'process.cwd') return { text: '.' };
    if (callee === 'require' || callee === 'import') return UNKNOWN;
    if ((name === 'join' || name === 'resolve') && /^(?:path\.|posix\.|path\.posix\.|)(?:join|resolve)$/.test(callee))
      return joinValues(args);
    if (name === 'dirname') return folderOfValue(first);
    if (/^(?:parseInt|Number|String|Number\.parseInt|path\.normalize|normalizePort|fileURLToPath)$/.test(callee))
      return first;
    if (READS_SETTINGS.test(callee) && args.length <= 2 && /^[A-Z][A-Z0-9_]{0,100}$/.test(first.text ?? ''))
      return { ...args[1], variable: first.text! };
    if (/^os\.tmpdir$|\.?tmpdir$/.test(callee)) return { text: '/tmp' };
    return UNKNOWN;
  }
}
