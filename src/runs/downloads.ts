// Calls of curl and wget, taken apart far enough to know their options.
import { words, baseName } from '../model/index.js';
import type { ShellCommand, ShellWord } from '../shell/index.js';
import { commandName } from './packages.js';

export interface Download {
  readonly program: 'curl' | 'wget';
  readonly command: ShellCommand;
  /** The word that names the program. */
  readonly tool: ShellWord;
  /** Options as single letters (`-f`, `-nv`) and long names (`--fail`), in order, each with its word. */
  readonly options: readonly { readonly name: string; readonly word: ShellWord }[];
  /** What is no option and no option's value: addresses. */
  readonly operands: readonly ShellWord[];
}

/** Letters whose value is the rest of the word or the next one. Sources: curl(1), wget(1). */
const VALUED = { curl: 'oHduAebcCDEFKmPQrtTUwxXyYz', wget: 'OoaeiBtTwQPUlARDIX' } as const;
const VALUED_LONG = {
  curl: words(`
    --output --header --data --data-raw --data-binary --data-urlencode --user --user-agent --referer --cookie
    --cookie-jar --form --request --write-out --proxy --retry --retry-delay --retry-max-time --connect-timeout
    --max-time --cacert --cert --key --output-dir --range --upload-file --url --resolve --unix-socket --max-redirs
    --proto --ciphers --json --speed-limit --speed-time --limit-rate --interface`),
  wget: words(`
    --output-document --output-file --append-output --header --directory-prefix --user --password --tries --timeout
    --wait --user-agent --post-data --method --body-data --ca-certificate --input-file`),
} as const;

/** The curl and wget calls among commands. */
export function downloads(commands: readonly ShellCommand[]): Download[] {
  const found: Download[] = [];
  for (const command of commands) {
    const at = commandName(command) === 'sudo' ? 1 : 0;
    const tool = command.words[at];
    const program = baseName(tool?.value ?? '');
    if (tool && (program === 'curl' || program === 'wget'))
      found.push({ program, command, tool, ...split(program, command.words.slice(at + 1)) });
  }
  return found;
}

function split(program: 'curl' | 'wget', words: readonly ShellWord[]): Pick<Download, 'options' | 'operands'> {
  const options: Download['options'][number][] = [];
  const operands: ShellWord[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    if (word.raw.startsWith('--') && word.raw.length > 2) {
      const name = word.raw.split('=', 1)[0]!;
      options.push({ name, word });
      if (!word.raw.includes('=') && VALUED_LONG[program].has(name)) at++;
    } else if (word.raw.startsWith('-') && word.raw.length > 1) {
      if (letters(program, word, options)) at++;
    } else operands.push(word);
  }
  return { options, operands };
}

/** Takes a word like `-sSLo` apart; true when the next word is the value of its last letter. */
function letters(program: 'curl' | 'wget', word: ShellWord, options: { name: string; word: ShellWord }[]): boolean {
  const { raw } = word;
  for (let at = 1; at < raw.length; at++) {
    // wget's -nv, -nc and -nd are one option each.
    const name = program === 'wget' && raw[at] === 'n' && at + 1 < raw.length ? raw.slice(at, at + 2) : raw[at]!;
    options.push({ name: `-${name}`, word });
    if (VALUED[program].includes(name)) return at === raw.length - 1;
    at += name.length - 1;
  }
  return false;
}
