/** What a person can ask for in a comment. */
export type Command =
  | { readonly name: 'rebase' | 'recreate' | 'close' | 'verify' | 'help' }
  | { readonly name: 'skip' | 'unskip' | 'explain'; readonly id: string }
  | { readonly name: 'level'; readonly level: string }
  /** Something that is no command: it is answered with those that there are. */
  | { readonly name: 'unknown'; readonly words: string };

/** More in one comment is no conversation. */
const MOST_COMMANDS = 20;
const LONGEST_LINE = 300;

/** The commands of a comment: lines that begin with `/harden`. What is quoted, or shown as code, is none. */
export function readCommands(body: string): readonly Command[] {
  const found: Command[] = [];
  let fence: string | undefined;
  for (const line of body.split(/\r?\n/)) {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (mark !== undefined) {
      if (fence === undefined) fence = mark;
      else if (mark.startsWith(fence)) fence = undefined;
      continue;
    }
    if (fence !== undefined || line.length > LONGEST_LINE) continue;
    const words = /^ {0,3}\/harden(?![^ \t])/.exec(line)?.[0];
    if (words === undefined) continue;
    found.push(commandOf(line.slice(words.length)));
    if (found.length === MOST_COMMANDS) break;
  }
  return found;
}

function commandOf(line: string): Command {
  const [name = '', ...rest] = line.split(/[ \t]+/).filter((word) => word !== '');
  const [word, ...more] = rest;
  switch (name) {
    case 'rebase':
    case 'recreate':
    case 'close':
    case 'verify':
    case 'help':
      if (word === undefined) return { name };
      break;
    case 'skip':
    case 'unskip':
    case 'explain':
      if (word !== undefined && more.length === 0) return { name, id: withoutMarks(word) };
      break;
    case 'level':
      if (word !== undefined && more.length === 0) return { name, level: withoutMarks(word) };
      break;
    case '':
      return { name: 'help' };
  }
  return { name: 'unknown', words: line.trim() };
}

/** An id as it is copied from the text of a pull request. */
function withoutMarks(word: string): string {
  return word.replaceAll('`', '');
}
