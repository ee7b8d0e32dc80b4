// A COPY right behind the source that puts a single file over it: `COPY settings.production.json settings.json`.
import { type FilePath, type Folder, isWithin, pathFrom } from '../../src/model/index.js';
import {
  buildStates,
  copyArguments,
  type DockerfileDoc,
  expandArgs,
  type Instruction,
  isContextCopy,
  normalisePath,
} from '../../src/dockerfile/index.js';
import { workdirAt } from './reading.js';

/** The files that a COPY of single files writes into the source, by their paths in the image; `undefined` for others. */
export function filesWritten(doc: DockerfileDoc, instruction: Instruction, destination: string): string[] | undefined {
  const args = isContextCopy(instruction) && instruction.heredocs.length === 0 ? copyArguments(instruction) : undefined;
  const { variables } = buildStates(doc)[instruction.index]!;
  const [source, ...others] = args?.sources ?? [];
  const from = source === undefined || others.length > 0 ? undefined : expandArgs(source, variables);
  const to = args && expandArgs(args.destination, variables);
  if (from === undefined || to === undefined || /[*?[]|:\/\//.test(from)) return undefined;
  // The name of a file, not of a folder that is filled.
  if (/\/$|(?:^|\/)\.{1,2}$/.test(to)) return undefined;
  const target = normalisePath(to.startsWith('/') ? to : `${workdirAt(doc, instruction)}/${to}`);
  return target !== destination && isWithin(target, destination) ? [target] : undefined;
}

/** True where an install reads a file that is written over the source. */
export function readsAny(
  files: readonly FilePath[],
  over: ReadonlySet<string>,
  destination: string,
  root: Folder,
): boolean {
  return files.some((file) => {
    const path = normalisePath(`${destination}/${pathFrom(root, file) ?? file}`);
    return [...over].some((written) => isWithin(written, path) || isWithin(path, written));
  });
}
