// The arguments of COPY and ADD, and where their sources lie in the repository.
import { type Folder, descend, splitPath } from '../model/index.js';
import { unquoteValue, type Instruction } from './instruction.js';

/** COPY or ADD. */
export function isCopy({ keyword }: Pick<Instruction, 'keyword'>): boolean {
  return keyword === 'COPY' || keyword === 'ADD';
}

/** COPY or ADD that reads the build context, not another stage or image. */
export function isContextCopy(instruction: Pick<Instruction, 'keyword' | 'flag'>): boolean {
  return isCopy(instruction) && !instruction.flag('from');
}

/** Every COPY and ADD that reads the build context, in the order of the file. */
export function copiesFromContext(of: { readonly instructions: readonly Instruction[] }): Instruction[] {
  return of.instructions.filter(isContextCopy);
}

export interface CopyArguments {
  /** Without quotes and escapes, variables as written. Heredocs (`<<EOF`) included. */
  readonly sources: readonly string[];
  readonly destination: string;
  /** Of the last one, as written. Logical; the quotes of JSON form are outside. */
  readonly destinationStart: number;
  readonly destinationEnd: number;
}

/** The folder that a pattern of COPY looks into, as written; `undefined` for a source that is none. */
export function patternFolder(source: string): string | undefined {
  const at = source.search(/[*?[]/);
  return at === -1 ? undefined : splitPath(source.slice(0, at)).folder;
}

/** Sources and destination of COPY or ADD, in either form; `undefined` when there are fewer than two words. */
export function copyArguments(instruction: Instruction): CopyArguments | undefined {
  if (instruction.execForm) {
    const paths = instruction.execForm;
    if (paths.length < 2) return undefined;
    const end = instruction.body.text.lastIndexOf('"');
    const start = instruction.body.text.lastIndexOf('"', end - 1) + 1;
    return { sources: paths.slice(0, -1), destination: paths.at(-1)!, destinationStart: start, destinationEnd: end };
  }
  const words = instruction.words();
  const last = words.at(-1);
  if (words.length < 2 || !last) return undefined;
  const paths = words.map((word) => unquoteValue(word.text, instruction.escape));
  return {
    sources: paths.slice(0, -1),
    destination: paths.at(-1)!,
    destinationStart: last.start,
    destinationEnd: last.end,
  };
}

/**
 * The repository path of a source in a build context; `''` is the root. A leading slash counts from the context, as
 * Docker takes it. `undefined` where it climbs out of the context.
 */
export function contextPath(context: Folder, source: string): Folder | undefined {
  return descend(context, source);
}
