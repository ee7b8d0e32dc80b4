// Scripts that a start names: which package.json has them, and where they stand.
import type { ImageFile, Source } from '../model/index.js';

/** The folder that a package manager is told to work in; `undefined` for the one it is started in. */
export function prefixOf(words: readonly string[]): string | undefined {
  const at = words.findIndex(isPrefix);
  return at === -1 ? words.find((word) => word.startsWith('--prefix='))?.slice(9) : words[at + 1];
}

/** True for an option whose next word is that folder. */
export function isPrefix(word: string): boolean {
  return /^(?:--prefix|--cwd|--dir|-C)$/.test(word);
}

/** The scripts of a package.json, by name; `undefined` where it has none that can be read. */
export function scriptsOf({ text }: ImageFile): Map<string, string> | undefined {
  try {
    const { scripts } = JSON.parse(text) as { scripts?: unknown };
    if (typeof scripts !== 'object' || scripts === null) return undefined;
    return new Map(Object.entries(scripts).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
  } catch {
    return undefined; // what npm cannot read either has no scripts
  }
}

/** The first line of a file that holds a text. */
export function lineOf(file: ImageFile, needle: string): Source {
  const lines = file.text.split('\n');
  const at = lines.findIndex((line) => line.includes(needle));
  return at === -1 ? { kind: 'source', file: file.file } : sourceOf(file, at + 1, lines[at]!);
}

/** @param line from 1. */
export function sourceOf({ file }: ImageFile, line: number, text: string): Source {
  return { kind: 'source', file, line, quote: text.trim().slice(0, 100) };
}
