// Where servers and runtimes are told how much memory to take: variables, options, files of settings.
import type { MemoryRule } from '../knowledge/index.js';

/** The value of a setting in a variable; `undefined` where it says nothing of memory. */
export function valueInVariable(reads: MemoryRule['reads'], value: string): string | undefined {
  if (reads !== 'jvm') return value.trim() === '' ? undefined : value;
  // Of several the JVM takes the last.
  const plain = lastHeap(value.replace(/\$\{[^}]{0,300}\}/g, '$'));
  return plain ?? (lastHeap(value) === undefined ? undefined : value);
}

function lastHeap(text: string): string | undefined {
  return [...text.matchAll(/-Xmx([^\s"']{1,40})/g)].at(-1)?.[1];
}

/** Options with which a command says it: behind `=`, or as the next word. */
const OPTIONS: Readonly<Partial<Record<MemoryRule['reads'], RegExp>>> = {
  redis: /^--maxmemory(?:=|$)/i,
  mysql: /^--(?:loose[-_])?innodb[-_]buffer[-_]pool[-_]size(?:=|$)/,
  postgres: /^(?:-c|--)?shared[-_]buffers(?:=|$)/,
  memcached: /^(?:-m|--memory-limit(?:=|$))/,
};

/** The values that the words of a command give. */
export function valuesInCommand(reads: MemoryRule['reads'], command: readonly string[]): string[] {
  const option = OPTIONS[reads];
  if (!option) return [];
  // Redis joins its words to lines: `"--maxmemory 1gb"` is one and two.
  const words = reads === 'redis' ? command.flatMap((word) => word.split(/\s+/)) : command;
  return words.flatMap((word, index) => {
    const [found] = option.exec(word) ?? [];
    if (found === undefined || (reads === 'postgres' && !isOption(word, words[index - 1]))) return [];
    return word.slice(found.length) || (words[index + 1] ?? []);
  });
}

/** `-c name=value` in two words, `-cname=value`, `--name=value`; not the value of another. */
function isOption(word: string, before: string | undefined): boolean {
  return word.startsWith('-') || before === '-c';
}

interface SettingsFiles {
  /** Where they lie: folders of the server's own, and what words of its command name. */
  readonly folders: readonly string[];
  readonly named: RegExp;
  readonly file: RegExp;
  readonly line: RegExp;
  /** Of the sections of a file those that the server reads. */
  readonly sections?: RegExp;
}

const FILES: Readonly<Partial<Record<MemoryRule['reads'], SettingsFiles>>> = {
  // Only what is named is read: https://redis.io/docs/latest/operate/oss_and_stack/management/config/
  redis: {
    folders: [],
    named: /^(\/\S{1,200})$/,
    file: /(?:)/,
    line: /^[ \t]*maxmemory[ \t]{1,20}([^\s#]{1,40})/i,
  },
  // https://dev.mysql.com/doc/refman/8.4/en/option-files.html, and what `!includedir` of the images names
  mysql: {
    folders: ['/etc/mysql', '/etc/my.cnf', '/etc/my.cnf.d'],
    named: /^--defaults-(?:extra-)?file=(\/\S{1,200})$/,
    file: /\.cnf$/,
    line: /^[ \t]*(?:loose[-_])?innodb[-_]buffer[-_]pool[-_]size[ \t]{0,20}=[ \t]{0,20}([^\s#;]{1,40})/,
    // Those of a daemon, of `server`, and of MariaDB by its name; the others are for clients.
    sections: /^(?:server|\w{1,12}d|mariadb)(?:-[\d.]{1,8})?$/,
  },
  postgres: {
    folders: [],
    named: /^(?:-c|--)?config_file=(\/\S{1,200})$/,
    file: /\.conf$/,
    line: /^[ \t]*shared_buffers[ \t]{0,20}(?:=|[ \t])[ \t]{0,20}('[^'\n]{1,40}'|[^\s#]{1,40})/i,
  },
};

/** The folders and files in which a server that is started with such words looks for its settings. */
export function settingsPlaces(reads: MemoryRule['reads'], command: readonly string[]): readonly string[] {
  const found = FILES[reads];
  if (!found) return [];
  const words = command.flatMap((word) => word.split(/\s+/));
  return [...found.folders, ...words.flatMap((word) => found.named.exec(word)?.[1] ?? [])];
}

/** True for the name of a file of settings. */
export function isSettingsFile(reads: MemoryRule['reads'], target: string): boolean {
  return FILES[reads]?.file.test(target) ?? false;
}

/** The value that a file of settings gives, the last where it gives several, and its line (1-based). */
export function valueInFile(
  reads: MemoryRule['reads'],
  text: string,
): { readonly value: string; readonly line: number } | undefined {
  const { line: form, sections } = FILES[reads]!;
  let found: { readonly value: string; readonly line: number } | undefined;
  let isRead = !sections;
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const section = sections && /^[ \t]*\[([^\]\n]{1,60})\]/.exec(line)?.[1];
    if (sections && section !== undefined) isRead = sections.test(section.trim());
    const value = isRead ? form.exec(line)?.[1]?.replace(/^'|'$/g, '') : undefined;
    if (value !== undefined) found = { value, line: index + 1 };
  }
  return found;
}
