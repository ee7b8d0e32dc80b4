// The first process of a container, where its words show one that needs an init before it.
import { baseName, type FilePath } from '../model/index.js';
import { programIs } from '../programs/index.js';

/** A script of the repository. */
export interface FoundScript {
  readonly path: FilePath;
  readonly text: string;
}

/** What is the first process, and does not work as one. */
export interface FirstProcess {
  /** Its name: of a program, of a shell that runs several commands, of a script that does not hand over. */
  readonly program: string;
  readonly kind: 'program' | 'commands' | 'script';
  /** The words that start it; of a script what stood in front of it. */
  readonly words: readonly string[];
  readonly script?: FilePath;
}

const DEEPEST = 3;

/**
 * The first process, followed through shells, wrappers and scripts that hand over; `undefined` where it needs no init, or
 * something that is not read has a say in it.
 * @param words entry point and command together; a shell form is `sh -c` and its words.
 */
export function firstProcess(
  words: readonly string[],
  readScript: (path: string) => FoundScript | undefined,
  depth = 0,
): FirstProcess | undefined {
  const [first, ...rest] = words;
  if (first === undefined || depth > DEEPEST) return undefined;
  if (words.some((word) => programIs(baseName(word), 'handlesSignals'))) return undefined;
  const name = baseName(first);
  if (name === 'exec' || name === 'env') return firstProcess(rest, readScript, depth + 1);
  if (programIs(name, 'ignoresSignals') && rest.length > 0) return { program: name, kind: 'program', words };
  if (programIs(name, 'shell') && /^-[a-z]*c$/.test(rest[0] ?? ''))
    return ofCommands(rest.slice(1), name, words, readScript, depth);
  const script = programIs(name, 'shell') ? rest.find((word) => !word.startsWith('-')) : first;
  if (script === undefined || !/\.sh$|entrypoint/.test(script)) return undefined;
  return ofScript(script, rest, words, readScript, depth);
}

/** `sh -c`: a shell with several commands stays; with one, it may be replaced by it. */
function ofCommands(
  parts: readonly string[],
  shell: string,
  words: readonly string[],
  readScript: (path: string) => FoundScript | undefined,
  depth: number,
): FirstProcess | undefined {
  const text = parts.join(' ');
  const last = /(?:^|&&|;)[ \t]{0,20}exec[ \t]{1,20}([^&;|]{1,2000})$/.exec(text)?.[1];
  if (last !== undefined) return firstProcess(splitBlanks(last).map(withoutQuotes), readScript, depth + 1);
  if (/\bexec\b|\bwait\b|&\s*$|[^&]&[^&]/.test(text)) return undefined;
  if (/&&|;|\|\|/.test(text)) return { program: shell, kind: 'commands', words };
  return firstProcess(splitBlanks(text), readScript, depth + 1);
}

/** A script that does not hand over with exec stays the first process. */
function ofScript(
  script: string,
  rest: readonly string[],
  words: readonly string[],
  readScript: (path: string) => FoundScript | undefined,
  depth: number,
): FirstProcess | undefined {
  const found = readScript(script);
  if (!found) return undefined;
  const { path, text } = found;
  // Another script that it reads may hand over, and one that traps signals or waits does the work of an init.
  if (/\btrap\b|\bwait\b|^[ \t]*(?:\.|source)\s/m.test(text)) return undefined;
  const line = text.split('\n').findLast((each) => /^\s*exec\s+\S/.test(each));
  if (line === undefined) return { program: baseName(script), kind: 'script', words, script: path };
  const target = splitBlanks(line.trim()).slice(1).map(withoutQuotes);
  const arguments_ = rest.filter((word) => word !== script);
  return firstProcess(
    target.flatMap((word) => (/^\$\{?[@*]\}?$/.test(word) ? arguments_ : [word])),
    readScript,
    depth + 1,
  );
}

function splitBlanks(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}

/** A word without the quotes around it. */
export function withoutQuotes(word: string): string {
  return word.replace(/^["']|["']$/g, '');
}
