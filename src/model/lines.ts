// Lines in words. A transform looks at a file as the steps before left it; a person has the file on disk open. So the
// words of a proposal, a refusal or a finding never hold a number that was counted in the text at hand: they hold a mark,
// and whoever records the words puts the line of the file on disk in its place.
import type { Source } from './evidence.js';
import { filePath, type FilePath } from './path.js';

/** No text that is read has it: a file with a NUL byte is no text. */
const MARK = '\u0000';

/** A line (1-based, of the text at hand) in words: `line ${lineMark(doc.file, 3)} installs it`. */
export function lineMark(file: FilePath, line: number): string {
  return `${MARK}${line}:${file}${MARK}`;
}

/** The line of what was read, in words. */
export function sourceLine({ file, line = 1 }: Source): string {
  return lineMark(file, line);
}

/** `web/Dockerfile:3`, in words. */
export function sourcePlace(from: Source): string {
  return `${from.file}:${sourceLine(from)}`;
}

/** The words with a number in place of each mark. */
export function withLineNumbers(words: string, numberOf: (file: FilePath, line: number) => number): string {
  if (!words.includes(MARK)) return words;
  return words.replace(/\0(\d+):([^\0]+)\0/g, (_mark, line: string, file: string) =>
    String(numberOf(filePath(file), Number(line))),
  );
}
