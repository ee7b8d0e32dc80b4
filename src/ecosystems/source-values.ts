// What readers of source code have in common: values as far as they are written out, and calls with them.
import {
  type FilePath,
  type Listen,
  type Route,
  type Source,
  type Spawn,
  type Unread,
  type Write,
  LIMITS,
  baseName,
  splitPath,
} from '../model/index.js';

/** A value as far as the file shows it. All fields absent: not known. */
export interface Value {
  readonly text?: string;
  /** The text is a path that counts from the folder of the file. */
  readonly here?: true;
  /** More follows that is not known: the text is a folder. */
  readonly open?: true;
  /** The environment variable whose default this is, or that decides alone. */
  readonly variable?: string;
  /** What stands behind the value of the variable, at the end of the text. */
  readonly rest?: string;
}

export const UNKNOWN: Value = {};

/** One call: `os.path.join`, with `?` for a receiver that has no name. */
export interface Call {
  readonly callee: string;
  /** The value before the last dot, where it is one. */
  readonly receiver: Value;
  readonly args: readonly Value[];
  /** Keyword arguments, or the properties of an object that is an argument. */
  readonly named: ReadonlyMap<string, Value>;
  /** `@app.get("/")` or `new Database()`. */
  readonly kind: 'call' | 'decorator' | 'new';
  /** 1-based. */
  readonly line: number;
}

/** Facts of one file, on their way into the facts of a tree. */
export class Findings {
  readonly listens: Listen[] = [];
  readonly routes: Route[] = [];
  readonly writes: Write[] = [];
  readonly spawns: Spawn[] = [];
  readonly unread = { listens: [] as Unread[], routes: [] as Unread[], writes: [] as Unread[], spawns: [] as Unread[] };
  private lines: readonly string[] | undefined;

  constructor(
    readonly file: FilePath,
    private readonly text: string,
  ) {}

  at(line: number): Source {
    this.lines ??= this.text.split('\n');
    const quote = (this.lines[line - 1] ?? '').trim().slice(0, 100);
    return { kind: 'source', file: this.file, line, quote };
  }

  /** Nothing is known of the file. */
  notRead(why: string): void {
    const unread: Unread = { says: `${this.file}: ${why}`, from: { kind: 'source', file: this.file } };
    for (const kind of Object.values(this.unread)) kind.push(unread);
  }

  /** A path that is written; where it is not known, a reason why. */
  wrote(value: Value | undefined, folder: boolean, line: number, by?: string): void {
    const from = this.at(line);
    if (value?.text === undefined || value.text === '') {
      const who = value?.variable === undefined ? 'a value that is not written out' : `the variable ${value.variable}`;
      this.unread.writes.push({ says: `${who} decides where it writes`, from });
      return;
    }
    const { text, here, open, variable, rest } = value;
    if (/^(?:https?|s3|gs|postgres\w*|mysql|mongodb\S*|redis|amqp|ftp):\/\//.test(text) || text === ':memory:') return;
    this.writes.push({
      path: text,
      folder: folder || open === true,
      from,
      ...(here ? { base: this.file } : {}),
      ...(variable === undefined ? {} : { variable }),
      ...(rest === undefined ? {} : { rest }),
      ...(by === undefined ? {} : { by }),
    });
  }

  listened(value: Value | undefined, line: number): void {
    const port = Number(value?.text);
    const { variable } = value ?? {};
    if (Number.isInteger(port) && port > 0 && port < 65536) {
      this.listens.push({ port, from: this.at(line), ...(variable === undefined ? {} : { variable }) });
    } else this.portUnread(line, variable);
  }

  /** @param variable the one that decides alone. */
  portUnread(line: number, variable?: string): void {
    const says = 'the port it listens on is not written out';
    this.unread.listens.push({ says, from: this.at(line), ...(variable === undefined ? {} : { variable }) });
  }

  answered(value: Value | undefined, line: number): void {
    if (value?.text?.startsWith('/')) this.routes.push({ path: value.text, from: this.at(line) });
  }

  /** A route that a framework makes for health checks. */
  answersHealth(path: string, line: number): void {
    this.routes.push({ path, health: true, from: this.at(line) });
  }

  /** Something puts routes elsewhere, or has them ask for a login. */
  movesRoutes(what: string, line: number): void {
    this.unread.routes.push({ says: `${what} moves its routes`, from: this.at(line) });
  }

  started(value: Value | undefined, line: number): void {
    const words = value?.text?.trim().split(/\s+/) ?? [];
    const [program] = words;
    const isWhole = words.length > 1 && !value?.open && value?.variable === undefined;
    if (program)
      this.spawns.push({
        program: baseName(program),
        from: this.at(line),
        ...(isWhole ? { command: value!.text! } : {}),
      });
    else this.unread.spawns.push({ says: 'it starts a program whose name is not written out', from: this.at(line) });
  }
}

/** One path below another; a known folder with an unknown rest stays known as a folder. */
export function joinValues(values: readonly Value[]): Value {
  let joined: Value | undefined;
  for (const value of values) {
    if (joined === undefined) {
      if (value.text === undefined) return value;
      joined = value;
    } else if (value.text === undefined || value.variable !== undefined) return { ...joined, open: true };
    else if (value.text.startsWith('/') || value.here) joined = value;
    else joined = behind({ ...joined, ...(value.open ? { open: true } : {}) }, joinText(joined.text!, value.text));
    if (isTooLong(joined)) return UNKNOWN;
    if (joined.open) return joined;
  }
  return joined ?? UNKNOWN;
}

/** No path is as long: it is made of names that each repeat another. */
function isTooLong({ text = '' }: Value): boolean {
  return text.length > LIMITS.value;
}

/** A value that goes on to a longer text. */
function behind(value: Value, text: string): Value {
  if (value.variable === undefined) return { ...value, text };
  return { ...value, text, rest: (value.rest ?? '') + text.slice(value.text!.length) };
}

function joinText(folder: string, path: string): string {
  return folder === '' || folder.endsWith('/') ? folder + path : `${folder}/${path}`;
}

/** `a` + `b`; where only the beginning is known, the folder it names. */
export function concatValues(values: readonly Value[]): Value {
  const [first = UNKNOWN] = values;
  if (first.text === undefined || first.open) return first;
  let whole = first;
  for (const value of values.slice(1)) {
    const known = value.text !== undefined && value.variable === undefined && !value.open;
    if (known) {
      whole = behind(whole, whole.text + value.text!);
      if (isTooLong(whole)) return UNKNOWN;
      continue;
    }
    const { folder } = splitPath(whole.text!);
    const start = whole.rest === undefined ? 0 : whole.text!.length - whole.rest.length;
    if (folder.length <= start) return whole.variable === undefined ? UNKNOWN : { variable: whole.variable };
    const rest = whole.rest === undefined ? {} : { rest: folder.slice(start) };
    return { ...whole, ...rest, text: folder, open: true };
  }
  return whole;
}

/** The folder a path lies in. */
export function folderOfValue(value: Value): Value {
  if (value.text === undefined) return value;
  // Where it is set, its folder is another.
  if (value.variable !== undefined && value.rest === undefined) return { variable: value.variable };
  const parts = value.text.replace(/(?<!\/)\/+$/, '').split('/');
  // Above the file's own folder, one `..` for each step.
  if (value.here && (parts.length === 1 || parts.at(-1) === '..')) {
    const up = parts[0] === '' || parts[0] === '.' ? '..' : parts.at(-1) === '..' ? `${value.text}/..` : '.';
    return { ...value, text: up };
  }
  return { ...value, text: parts.slice(0, -1).join('/') || (value.text.startsWith('/') ? '/' : '.') };
}

/** The path of a database that a connection string names; `undefined` for a server or for memory. */
export function databaseFile(text: string): string | undefined {
  const match = /^sqlite(?:\+\w+)?:\/\/\/(.*)$/.exec(text) ?? /^jdbc:(?:sqlite|h2:file):(.*)$/.exec(text);
  const path = match?.[1]?.split(/[?;]/, 1)[0];
  return path === undefined || path === '' || path === ':memory:' ? undefined : path;
}
