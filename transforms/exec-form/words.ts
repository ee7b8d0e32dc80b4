import { programIs } from '../../src/programs/index.js';
import type { Instruction } from '../../src/dockerfile/index.js';
import type { ShellWord } from '../../src/shell/index.js';

/** What the shell-form command of CMD or ENTRYPOINT is. */
export type Command =
  | { readonly is: 'plain'; readonly words: readonly ShellWord[]; readonly exec: boolean }
  /** Reads like an exec form that Docker does not take for one. */
  | { readonly is: 'broken-json' }
  /** One quoted word with blanks: the shell looks for a program of that name. */
  | { readonly is: 'quoted' }
  | { readonly is: 'shell'; readonly because: string };

/** Reads the command; plain is what a shell would only split into words. */
export function readCommand(instruction: Instruction): Command {
  const { args, shell } = instruction;
  if (args.startsWith('[') && looksLikeJson(args)) return { is: 'broken-json' };
  const [command] = shell.commands;
  const [link] = shell.links;
  if (!shell.ok || !command || !link) return { is: 'shell', because: 'its syntax is not a plain command' };
  if (shell.links.length > 1 || shell.commands.length > 1 || link.kind !== 'command')
    return { is: 'shell', because: 'it is several commands' };
  if (command.assignments.length > 0) return { is: 'shell', because: 'an assignment stands in front' };
  if (command.redirected) return { is: 'shell', because: 'it redirects' };
  if (command.place !== 'chain' || instruction.shellText.slice(link.end).trim() !== '')
    return { is: 'shell', because: 'something stands behind the command' };
  // `exec` asks the shell to do what exec form does by itself.
  const exec =
    command.words[0]?.value === 'exec' && command.words[1] !== undefined && !command.words[1].raw.startsWith('-');
  const words = exec ? command.words.slice(1) : command.words;
  for (const { raw, value } of words) {
    if (value === undefined)
      return { is: 'shell', because: /[$`]/.test(raw) ? 'it has a variable' : 'it has a pattern' };
    if (/^~|[:=]~/.test(raw)) return { is: 'shell', because: 'it has a ~' };
    if (/[{}]/.test(raw.replace(/'[^']*'|"[^"]*"/g, ''))) return { is: 'shell', because: 'it has braces' };
  }
  const first = words[0]?.value ?? '';
  if (first === '' || /\s/.test(first)) return { is: 'quoted' };
  if (programIs(first, 'builtin')) return { is: 'shell', because: `${first} is a part of the shell` };
  return { is: 'plain', words, exec };
}

/** True for an array that lacks only the right quotes, commas or brackets; `[ -f x ] && y` is a shell test. */
function looksLikeJson(args: string): boolean {
  if (/^\[\s*(?:-[a-zA-Z] |!|"?\$)/.test(args)) return false;
  return args.endsWith(']') || /^\[\s*["'\u201c\u201d]/.test(args);
}
