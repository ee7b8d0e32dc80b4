// The configuration of supervisord: what it starts, as whom, and what it writes itself.
// By hand: each fact is handed on with the line it stands in, and packages that read INI forget the lines.
// Source: https://supervisord.org/configuration.html
import type { ImageFile, Sign, Source, Unread, Write } from '../model/index.js';
import { parseShell } from '../shell/index.js';

interface SupervisedProgram {
  readonly words: readonly string[];
  /** Absolute; absent: the folder in which supervisord was started. */
  readonly directory?: string;
  readonly from: Source;
}

export interface Supervisor {
  readonly programs: readonly SupervisedProgram[];
  readonly writes: readonly Write[];
  /** It starts something as another user, which only root may. */
  readonly root: readonly Sign[];
  readonly unread: readonly Unread[];
}

/** Where it looks without `-c`, relative ones from the working directory. */
const DEFAULTS = [
  'supervisord.conf',
  'etc/supervisord.conf',
  '/etc/supervisord.conf',
  '/etc/supervisor/supervisord.conf',
] as const;

/** The configuration file that a command line names, or that is found without one. */
export function supervisorConfig(
  words: readonly string[],
  read: (path: string) => ImageFile | undefined,
): ImageFile | undefined {
  const at = words.findIndex((word) => /^(?:-[a-z]*c|--configuration)$/.test(word));
  const joined = words.find((word) => word.startsWith('--configuration='))?.slice('--configuration='.length);
  const named = joined ?? (at === -1 ? undefined : words[at + 1]);
  if (named !== undefined) return read(named);
  for (const path of DEFAULTS) {
    const file = read(path);
    if (file) return file;
  }
  return undefined;
}

interface Setting {
  readonly value: string;
  readonly line: number;
}

/** Reads a configuration; `undefined` where it starts nothing itself, or takes programs from further files. */
export function readSupervisor(file: ImageFile): Supervisor | undefined {
  const sections = sectionsOf(file.text);
  if (sections.has('include') || [...sections.keys()].some((name) => /^(?:fcgi-program|eventlistener):/.test(name)))
    return undefined;
  const lines = file.text.split('\n');
  const at = (line: number): Source => ({
    kind: 'source',
    file: file.file,
    line,
    quote: (lines[line - 1] ?? '').trim().slice(0, 100),
  });
  const programs: SupervisedProgram[] = [];
  const writes: Write[] = [];
  const root: Sign[] = [];
  const unread: Unread[] = [];
  function writesTo({ value, line }: Setting, name: string): void {
    const path = expanded(value, name);
    if (/^(?:none|auto|syslog)$/i.test(value) || /^\/dev\/|^\/proc\//.test(value)) return;
    if (path === undefined)
      unread.push({ says: `a variable decides where supervisord writes ${value}`, from: at(line) });
    else writes.push({ path: path.startsWith('/') ? path : `./${path}`, folder: false, from: at(line) });
  }
  const own = sections.get('supervisord');
  for (const [key, fallback] of [
    ['logfile', 'supervisord.log'],
    ['pidfile', 'supervisord.pid'],
  ] as const)
    writesTo(own?.get(key) ?? { value: fallback, line: 1 }, '');
  const socket = sections.get('unix_http_server')?.get('file');
  if (socket) writesTo(socket, '');
  for (const [section, settings] of sections) {
    const name = /^program:(.+)$/.exec(section)?.[1];
    const user = settings.get('user');
    if (user)
      root.push({ says: `lets supervisord start ${name ?? 'everything'} as ${user.value}`, from: at(user.line) });
    if (name === undefined) continue;
    for (const key of ['stdout_logfile', 'stderr_logfile']) {
      const log = settings.get(key);
      if (log) writesTo(log, name);
    }
    const command = settings.get('command');
    if (!command) return undefined;
    const text = expanded(command.value, name);
    const [first, ...more] = text === undefined ? [] : parseShell(text).commands;
    const directory = expanded(settings.get('directory')?.value ?? '', name);
    if (!first || more.length > 0 || directory === undefined || (directory !== '' && !directory.startsWith('/'))) {
      unread.push({ says: `what supervisord starts as ${name} is not written out`, from: at(command.line) });
      continue;
    }
    programs.push({
      words: first.words.map(({ value, raw }) => value ?? raw),
      from: at(command.line),
      ...(directory === '' ? {} : { directory }),
    });
  }
  return programs.length > 0 || unread.length > 0 ? { programs, writes, root, unread } : undefined;
}

/** A value with the name of its program filled in; `undefined` where other variables are in it. */
function expanded(value: string, name: string): string | undefined {
  const text = value.replaceAll('%(program_name)s', name).replace(/%\(process_num\)\d*d/g, '0');
  return text.includes('%(') ? undefined : text.replaceAll('%%', '%');
}

/** Sections with their keys; a key on lines that are indented goes on. */
function sectionsOf(text: string): Map<string, Map<string, Setting>> {
  const sections = new Map<string, Map<string, Setting>>();
  let section: Map<string, Setting> | undefined;
  let last: string | undefined;
  for (const [at, raw] of text.split('\n').entries()) {
    const line = raw
      .trimEnd()
      .replace(/(?:^|\s)[;#].*/s, '')
      .trimEnd();
    if (line.trim() === '') continue;
    const name = /^\[([^\]]+)\]$/.exec(line.trim())?.[1];
    if (name !== undefined) {
      section = sections.get(name) ?? new Map();
      sections.set(name, section);
      last = undefined;
      continue;
    }
    if (/^\s/.test(line) && section && last !== undefined) {
      const known = section.get(last)!;
      section.set(last, { ...known, value: `${known.value} ${line.trim()}` });
      continue;
    }
    const equals = line.search(/[=:]/);
    if (equals === -1 || !section) continue;
    last = line.slice(0, equals).trim().toLowerCase();
    section.set(last, { value: line.slice(equals + 1).trim(), line: at + 1 });
  }
  return sections;
}
