// The program that a container starts, followed through inits, shells, scripts of the repository and package managers.
import {
  type Compiles,
  type ImageFile,
  type Listen,
  type Program,
  type Sign,
  type Source,
  type Start,
  type Started,
  type Unread,
  type Write,
  baseName,
} from '../model/index.js';
import { interpreterOf, programIs } from '../programs/index.js';
import { commandName, parseShell, type ShellCommand } from '../shell/index.js';
import {
  gunicornConfig,
  missingConfig,
  readGunicorn,
  readUwsgi,
  readUwsgiWords,
  uwsgiConfigs,
} from '../ecosystems/index.js';
import { listensOf } from './listens.js';
import { absolute, below, folderBehind } from './program-folders.js';
import { takenCommands } from './program-branches.js';
import { isPrefix, lineOf, prefixOf, scriptsOf, sourceOf } from './program-scripts.js';
import { findStartBuild, findInit, needsRoot } from './program-signs.js';
import { readSupervisor, supervisorConfig } from './supervisor.js';
import { ONLY_WAITS, withoutWrappers } from './program-wrappers.js';
import { scriptWrites, writesOf } from './writes.js';

const DEEPEST = 8;
const MOST_STARTED = 60;
const MOST_FOLLOWED = 2000;

/** What a start runs, as far as the repository shows it. */
export function readProgram(start: Start): Program {
  const reader = new Reader(start);
  reader.follow(start.words, start.from, 0);
  return reader.program();
}

class Reader {
  private readonly started: Started[] = [];
  private readonly root: Sign[] = [];
  private readonly compiles: Compiles[] = [];
  private readonly first: Sign[] = [];
  private readonly listens: Listen[] = [];
  private readonly writes: Write[] = [];
  private readonly writesUnread: Unread[] = [];
  private readonly unread: Unread[] = [];
  private readonly directories = new Set<string>();
  private shell = false;
  /** In a branch that the arguments rule out. */
  private untaken = false;

  /** @param shared among the readers of all folders: scripts are read once, and so many commands are followed. */
  constructor(
    private readonly start: Start,
    private readonly shared = { scripts: new Set<string>(), left: MOST_FOLLOWED },
  ) {}

  program(): Program {
    const { root, compiles, first, shell, unread, listens } = this;
    // The last is what stays.
    const started = [...this.started].sort((a, b) => Number(b.untaken ?? false) - Number(a.untaken ?? false));
    const writes = { known: this.writes, unread: [...this.writesUnread, ...unread] };
    return { started, root, compiles, first, shell, unread, listens, writes, directories: [...this.directories] };
  }

  follow(words: readonly string[], from: Source, depth: number): void {
    // A script that calls itself more than once would be followed without end.
    if (depth > DEEPEST || this.started.length > MOST_STARTED || this.shared.left-- <= 0) {
      const says = 'what it starts is nested too deep to be followed';
      if (!this.unread.some((each) => each.says === says)) this.unread.push({ says, from });
      return;
    }
    const rest = withoutWrappers(words);
    const [first] = rest;
    // `exec "$@"` without arguments, `command -v node`: there is nothing to start.
    if (first === undefined || (isWrapper(first) && first !== 'env')) return;
    const name = baseName(first);
    if (name === 'supervisord' && this.supervised(rest, depth)) return;
    this.signs(name, rest, from);
    if (ONLY_WAITS.test(name) && !this.scriptAt(first)) return;
    if (programIs(name, 'shell')) {
      this.inShell(rest, from, depth);
      return;
    }
    if (first.includes('$')) {
      this.unread.push({ says: `the variable in ${first} decides what is started`, from });
      return;
    }
    const managed = this.managed(name, rest, from, depth);
    if (managed) return;
    const script = this.scriptAt(first);
    if (script) {
      this.script(script, rest.slice(1), depth);
      return;
    }
    const through = words
      .slice(0, words.length - rest.length)
      .filter((word) => /^[\w./-]+$/.test(word) && !word.startsWith('-'));
    this.add(name, rest, through.map(baseName), from);
  }

  private add(name: string, words: readonly string[], through: readonly string[], from: Source): void {
    this.started.push({ name, words, through, from, ...this.mark() });
    if (this.start.directory !== undefined) this.directories.add(this.start.directory);
    if (words.some((word) => baseName(word) === 'gunicorn')) this.gunicorn(name, words, from);
    else if (name === 'uwsgi') this.uwsgi(words, from);
    else this.listen(listensOf(name, words, from));
    const { known, unread } = writesOf(name, words, from);
    this.writes.push(...known);
    this.writesUnread.push(...unread);
  }

  private listen(found: readonly Listen[]): void {
    this.listens.push(...found.map((each) => ({ ...each, ...this.mark() })));
  }

  private mark(): { untaken?: true } {
    return this.untaken ? { untaken: true } : {};
  }

  /** Its configuration may bind elsewhere, write logs, and change the user. */
  private gunicorn(name: string, words: readonly string[], from: Source): void {
    const given = listensOf(name, words, from);
    const { path, named } = gunicornConfig(words);
    const file = path.startsWith('python:') ? undefined : this.start.read(path);
    if (named && !file) this.unread.push(missingConfig(path, from));
    const settings = file && readGunicorn(file);
    const isBound = words.some((word) => /^(?:-b|--bind)/.test(word));
    this.listen(isBound ? given : (settings?.listens ?? given));
    this.writes.push(...(settings?.writes ?? []));
    this.root.push(...(settings?.root ?? []));
  }

  /** What its command line and the files that it names set. */
  private uwsgi(words: readonly string[], from: Source): void {
    const all = [
      readUwsgiWords(
        words.filter((word) => !uwsgiConfigs(words).includes(word)),
        from,
      ),
    ];
    for (const path of uwsgiConfigs(words)) {
      const file = this.start.read(path);
      if (file) all.push(readUwsgi(file));
      else this.unread.push(missingConfig(path, from));
    }
    for (const { listens, writes, root, unread } of all) {
      this.listen(listens);
      this.writes.push(...writes);
      this.root.push(...root);
      this.writesUnread.push(...unread);
    }
  }

  /** What supervisord starts is what runs. False where its configuration is not seen to be all there is. */
  private supervised(words: readonly string[], depth: number): boolean {
    const file = supervisorConfig(words, (path) => this.start.read(path));
    const found = file && readSupervisor(file);
    if (!found) return false;
    this.root.push(...found.root);
    this.writes.push(...found.writes);
    this.unread.push(...found.unread);
    for (const { words: command, directory, from } of found.programs) {
      if (directory === undefined || directory === this.start.directory) this.follow(command, from, depth + 1);
      else this.elsewhere(command, directory, from, depth);
    }
    return true;
  }

  /** The same from another working directory. */
  private elsewhere(words: readonly string[], directory: string, from: Source, depth: number): void {
    const start = { ...this.start, directory, read: (path: string) => this.start.read(absolute(directory, path)) };
    const reader = new Reader(start, this.shared);
    reader.untaken = this.untaken;
    reader.follow(words, from, depth + 1);
    const { started, root, compiles, first, shell, unread, listens, writes, directories } = reader.program();
    for (const each of directories) this.directories.add(each);
    this.started.push(...started);
    this.root.push(...root);
    this.compiles.push(...compiles);
    this.first.push(...first);
    this.listens.push(...listens);
    this.unread.push(...unread);
    this.writes.push(...writes.known.map((each) => below(directory, each)));
    this.writesUnread.push(...writes.unread.filter((each) => !unread.includes(each)));
    this.shell ||= shell;
  }

  private signs(name: string, words: readonly string[], from: Source): void {
    const root = needsRoot(name, words);
    if (root !== undefined) this.root.push({ says: root, from });
    const compiles = findStartBuild(name, words);
    if (compiles) this.compiles.push({ ...compiles, from });
    const first = findInit(words[0]!);
    if (first !== undefined) this.first.push({ says: first, from });
  }

  private inShell(words: readonly string[], from: Source, depth: number): void {
    this.shell = true;
    const at = words.findIndex(
      (word, index) => index > 0 && !word.startsWith('-') && !/^[+-]o$/.test(words[index - 1]!),
    );
    const flags = words.slice(1, at === -1 ? undefined : at);
    if (flags.some((flag) => /^-[a-z]*l|^--login$/.test(flag)))
      this.unread.push({ says: 'the profile of a login shell is not in the repository', from });
    if (at === -1) {
      if (!flags.some((flag) => /c$/.test(flag)))
        this.started.push({ name: baseName(words[0]!), words, through: [], from, ...this.mark() });
      return;
    }
    if (flags.some((flag) => /^-[abd-z]*c[a-z]*$/.test(flag))) {
      this.text(words[at]!, from, words.slice(at + 1), depth + 1);
      return;
    }
    const file = this.start.read(words[at]!);
    if (file) this.script(file, words.slice(at + 1), depth);
    else this.unread.push({ says: `the script ${words[at]} is not in the repository`, from });
  }

  /** `npm start`, a Procfile. True where it was followed. */
  private managed(name: string, words: readonly string[], from: Source, depth: number): boolean {
    if (programIs(name, 'runsScripts')) return this.packageScript(name, words, from, depth);
    if (name === 'foreman' || name === 'honcho') {
      const file = this.start.read('Procfile');
      if (!file) return false;
      for (const [at, line] of file.text.split('\n').entries()) {
        const command = /^\w[\w-]*:\s*(\S.*)$/.exec(line)?.[1];
        if (command) this.text(command, sourceOf(file, at + 1, line), [], depth + 1);
      }
      return true;
    }
    return false;
  }

  private packageScript(name: string, words: readonly string[], from: Source, depth: number): boolean {
    const folder = prefixOf(words);
    const rest = words.slice(1).filter((word, index) => !isPrefix(words[index] ?? '') && !isPrefix(word));
    const at = rest.findIndex((word) => !word.startsWith('-'));
    const verb = rest[at];
    const script =
      verb === 'run' || verb === 'run-script' ? rest.slice(at + 1).find((word) => !word.startsWith('-')) : verb;
    if (script === undefined || (name === 'npm' && verb === script && !/^(?:start|test|stop|restart)$/.test(script)))
      return false;
    const file = this.start.read(folder === undefined ? 'package.json' : `${folder}/package.json`);
    const scripts = file && scriptsOf(file);
    const text = scripts?.get(script);
    if (!file || text === undefined) {
      if (file && name === 'npm' && script === 'start') {
        this.follow(['node', 'server.js'], from, depth + 1);
        return true;
      }
      this.unread.push({ says: `the script ${script} of package.json was not found`, from });
      return true;
    }
    const pre = name === 'npm' || name === 'pnpm' ? scripts?.get(`pre${script}`) : undefined;
    if (pre !== undefined) this.text(pre, lineOf(file, `"pre${script}"`), [], depth + 1);
    this.text(text, lineOf(file, `"${script}"`), [], depth + 1);
    return true;
  }

  private scriptAt(path: string): ImageFile | undefined {
    const file = this.start.read(path);
    if (!file) return undefined;
    if (programIs(interpreterOf(file.text), 'shell')) return file;
    return file.text.startsWith('#!') || !/\.(?:sh|bash)$/.test(path) ? undefined : file;
  }

  private script(file: ImageFile, words: readonly string[], depth: number): void {
    this.shell = true;
    // What only another start runs says less than what this one does.
    if (this.shared.scripts.has(file.file) || (this.untaken && this.shared.scripts.has(`${file.file}?`))) return;
    this.shared.scripts.add(this.untaken ? `${file.file}?` : file.file);
    if (file.text.length > 60_000) {
      this.unread.push({ says: `${file.file} is too long to be followed`, from: { kind: 'source', file: file.file } });
      return;
    }
    this.text(file.text, { kind: 'source', file: file.file }, words, depth + 1);
  }

  /** Every command of a shell text, whatever branch it stands in: an image may be started with other arguments. */
  private text(text: string, from: Source, words: readonly string[], depth: number): void {
    this.shell = true;
    const plain = text.replaceAll('\r\n', '\n');
    const { ok, commands } = parseShell(plain);
    if (!ok) {
      this.unread.push({ says: 'its shell text does not parse here', from });
      return;
    }
    const functions = new Set([...plain.matchAll(/^[ \t]*(?:function\s+)?([\w-]+)\s*\(\)/gm)].map(([, name]) => name));
    const taken = takenCommands(plain, commands, words);
    const outside = this.untaken;
    let here = this.start.directory;
    for (const command of commands) {
      if (this.shared.left < 0) break;
      this.untaken = outside || !taken.has(command);
      const at = from.line === undefined ? lineIn(plain, command, from) : from;
      const folder = here === this.start.directory ? undefined : here;
      const { known, unread, root } = scriptWrites(command, plain.slice(command.start, command.end), at, (path) =>
        Boolean(this.start.read(folder === undefined ? path : absolute(folder, path))),
      );
      this.writes.push(...known.map((each) => (folder === undefined ? each : below(folder, each))));
      this.writesUnread.push(...unread);
      this.root.push(...root);
      const name = commandName(command);
      if (name !== undefined && functions.has(name)) continue;
      if (name === 'source' || name === '.') {
        const path = command.words[1]?.value;
        const file = path === undefined ? undefined : this.start.read(path);
        if (file) this.script(file, [], depth);
        continue;
      }
      if (name === 'cd' || name === 'pushd') here = folderBehind(command.words[1]?.value, here) ?? here;
      if (programIs(name, 'aside')) continue;
      if (here === undefined || here === this.start.directory) this.follow(expand(command, words), at, depth + 1);
      else this.elsewhere(expand(command, words), here, at, depth);
    }
    this.untaken = outside;
  }
}

function isWrapper(name: string): boolean {
  return programIs(name, 'prefix') || programIs(name, 'init');
}

/** The words of a command, with the arguments of the script in the place of `"$@"`. */
function expand(command: ShellCommand, words: readonly string[]): string[] {
  return command.words.flatMap(({ raw, value }) => {
    if (/^"?\$\{?[@*]\}?"?$/.test(raw)) return [...words];
    return [value ?? raw.replace(/^"(.*)"$/, '$1')];
  });
}

function lineIn(text: string, command: ShellCommand, from: Source): Source {
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < command.start; at = text.indexOf('\n', at + 1)) line++;
  const quote = text.slice(command.start, command.end).replace(/\s+/g, ' ').trim().slice(0, 100);
  return { ...from, line, quote };
}
