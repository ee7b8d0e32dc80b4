import { baseName, type Edit } from '../../src/model/index.js';
import { programIs } from '../../src/programs/index.js';
import { replaceLogical, type DockerfileDoc, type Instruction } from '../../src/dockerfile/index.js';
import { commandName, parseShell, type ShellScript, type ShellWord } from '../../src/shell/index.js';

interface Script {
  readonly shell: ShellScript;
  readonly shellText: string;
}

/** Commands that lead to one that stays: `cd /srv && python app.py`. */
export interface ChainToOne {
  /** Of the last command. */
  readonly words: readonly ShellWord[];
  /** Where it begins in the instruction, or in the word that a shell is given. */
  readonly start: number;
}

/** Commands joined by `&&` or `;`, the last of them a program; `undefined` for all else, and where it is `exec` already. */
export function chainToOne({ shell, shellText }: Script): ChainToOne | undefined {
  const last = shell.commands.at(-1);
  const link = shell.links.at(-1);
  if (!shell.ok || !last || !link || shell.links.length < 2) return undefined;
  const joined = shell.links.every(
    ({ operator, kind }, at) => at === 0 || (/^(?:&&|;)$/.test(operator) && kind === 'command'),
  );
  if (!joined || shell.links[0]!.kind !== 'command' || shellText.slice(link.end).trim() !== '') return undefined;
  const [first] = last.words;
  if (last.redirected || last.assignments.length > 0 || first?.value === undefined) return undefined;
  // What is to happen when the shell ends would not.
  if (shell.commands.some((command) => commandName(command) === 'trap')) return undefined;
  // A prompt minds its signals itself, and ends at none of docker stop either way.
  if (last.words.length === 1 && programIs(baseName(first.value), 'shell')) return undefined;
  // What only keeps a container up ends at no signal as process 1; a part of the shell cannot take its place.
  if (
    first.value === 'exec' ||
    programIs(baseName(first.value), 'idles') ||
    programIs(first.value, 'builtin') ||
    first.value === '' ||
    /\s/.test(first.value)
  )
    return undefined;
  return { words: last.words, start: last.start };
}

/**
 * The commands as they are written, with `exec` in front of the last, as the word of `/bin/sh -c`: what shell form starts
 * as well, so an entry point sees the same words, and nothing is looked for in PATH.
 */
export function chainEdit(doc: DockerfileDoc, instruction: Instruction, { start }: ChainToOne): Edit | undefined {
  const { argsStart, args } = instruction;
  const at = start - argsStart;
  const text = `${args.slice(0, at)}exec ${args.slice(at)}`;
  return replaceLogical(
    doc,
    instruction,
    argsStart,
    argsStart + args.length,
    `["/bin/sh", "-c", ${JSON.stringify(text)}]`,
  );
}

/** `exec` in front of the last command of `["sh", "-c", "cd /srv && app"]`. */
export function execEdit(doc: DockerfileDoc, instruction: Instruction): Edit | undefined {
  const { args, argsStart, execForm = [] } = instruction;
  const chain = chainGiven(execForm);
  const at = chain && offsetIn(args, 2, chain.start);
  if (at === undefined) return undefined;
  return replaceLogical(doc, instruction, argsStart + at, argsStart + at + 1, `exec ${args[at]}`);
}

/** The same words, with `exec` in front of the last command where they are those of a shell. */
export function execWords(words: readonly string[]): readonly string[] {
  const chain = chainGiven(words);
  return chain
    ? words.map((word, at) => (at === 2 ? `${word.slice(0, chain.start)}exec ${word.slice(chain.start)}` : word))
    : words;
}

function chainGiven([program = '', option = '', script = '']: readonly string[]): ChainToOne | undefined {
  if (!programIs(baseName(program), 'shell') || !/^-[elux]{0,4}c$/.test(option)) return undefined;
  return chainToOne({ shell: parseShell(script), shellText: script });
}

/** Where a character of a string stands in the text of a JSON array. */
function offsetIn(array: string, string: number, character: number): number | undefined {
  let strings = -1;
  let inside = false;
  let seen = 0;
  for (let at = 0; at < array.length; at++) {
    const escape = inside && array[at] === '\\';
    if (array[at] === '"') {
      inside = !inside;
      if (inside) strings++;
      continue;
    }
    if (inside && strings === string && seen++ === character) return at;
    if (escape) at += array[at + 1] === 'u' ? 5 : 1;
  }
  return undefined;
}
