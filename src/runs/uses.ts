// Where the text that runs in a container calls a command.
import type { Instruction } from '../dockerfile/index.js';
import { type FilePath, type Source, baseName, anyOf } from '../model/index.js';
import { ECOSYSTEMS } from '../ecosystems/index.js';
import { programIs } from '../programs/index.js';

export interface Use {
  readonly command: string;
  readonly from: Source;
}

/** Code that starts programs, in the languages seen in repositories. */
const STARTS = anyOf(
  /subprocess|os\.system|popen|exec|spawn|check_output|check_call|shell/i,
  /\brun\(|\bcall\(|which\(|system\(|Command(?:::new)?\(/i,
  /ProcessBuilder|Process(?:StartInfo|\.Start)|`/i,
  ...ECOSYSTEMS.flatMap(({ source }) => source?.starts ?? []),
);

/** The first call of each command in a shell script. */
export function usesInShell(file: FilePath, text: string, commands: ReadonlySet<string>): Use[] {
  const found: Use[] = [];
  const position =
    /(?:^|[;&|(`]|\$\(|\b(?:then|do|else|exec|if|while|until|xargs|sudo|time|!)\s)[ \t]*(?:\/usr(?:\/local)?\/bin\/|\/bin\/)?([A-Za-z][\w+.-]*)/g;
  for (const [at, line] of text.split('\n').entries()) {
    if (line.length > 2000 || /^\s*#/.test(line)) continue;
    for (const match of line.matchAll(position))
      if (commands.has(match[1]!)) found.push(use(file, at, line, match[1]!));
  }
  return firstOfEach(found);
}

/** The first call of each command in source code: a string that begins with it, where a program is started. Lines count from `first`. */
export function usesInCode(file: FilePath, text: string, commands: ReadonlySet<string>, first = 0): Use[] {
  if (!STARTS.test(text)) return [];
  const found: Use[] = [];
  const lines = text.split('\n');
  for (const [at, line] of lines.entries()) {
    if (line.length > 2000) continue;
    const around = `${lines[at - 2] ?? ''}\n${lines[at - 1] ?? ''}\n${line}`;
    if (around.length > 6000 || !STARTS.test(around)) continue;
    for (const match of line.matchAll(/["'`](?:\/usr(?:\/local)?\/bin\/|\/bin\/)?([A-Za-z][\w+.-]*)(?=["'`\s])/g)) {
      if (commands.has(match[1]!)) found.push(use(file, first + at, line, match[1]!));
    }
  }
  return firstOfEach(found);
}

/** The first use of each command as a word of a command line: `CMD`, a health check, a script of package.json. */
export function usesInWords(file: FilePath, line: number, text: string, commands: ReadonlySet<string>): Use[] {
  const found: Use[] = [];
  for (const match of text.matchAll(
    /(?:^|[\s"'`;&|($[,])(?:\/usr(?:\/local)?\/bin\/|\/bin\/)?([A-Za-z][\w+.-]*)(?=$|[\s"'`;&|),\]])/g,
  )) {
    if (commands.has(match[1]!)) found.push(use(file, line, text, match[1]!));
  }
  return firstOfEach(found);
}

/**
 * The first use of each command in a CMD, ENTRYPOINT, HEALTHCHECK: as a word, and in the text that a shell is given. What
 * `python -c` and its like are given is source code, where a word is no command.
 */
export function usesInInstruction(file: FilePath, instruction: Instruction, commands: ReadonlySet<string>): Use[] {
  const line = instruction.line;
  const calls = instruction.execForm
    ? [instruction.execForm]
    : instruction.shell.ok
      ? instruction.shell.commands.map(({ words }) => words.map(({ value, raw }) => value ?? raw))
      : undefined;
  if (!calls) return usesInWords(file, line, instruction.args, commands);
  const found: Use[] = [];
  for (const words of calls) {
    let program: string | undefined;
    for (const [at, word] of words.entries()) {
      const name = baseName(word);
      if (programIs(name, 'interpreter') || name === 'deno' || name === 'bun') program = name;
      const isCode = program !== undefined && /^-(?:c|e|r|p|pe|-eval)$/.test(words[at - 1] ?? '');
      found.push(...(isCode ? usesInCode(file, word, commands, line) : usesInWords(file, line, word, commands)));
    }
  }
  return firstOfEach(found);
}

function use(file: FilePath, line: number, text: string, command: string): Use {
  const quote = text.trim().replace(/\s+/g, ' ').slice(0, 100);
  return { command, from: { kind: 'source', file, line: line + 1, quote } };
}

function firstOfEach(uses: readonly Use[]): Use[] {
  const seen = new Set<string>();
  return uses.filter(({ command }) => !seen.has(command) && seen.add(command));
}
