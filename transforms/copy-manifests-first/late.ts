// A folder of source that is copied above the manifests, which an install beside it reads: `COPY src src`, `COPY package.json ./`,
// `RUN npm ci`. The manifests stand in the image already; the folder alone moves.
import { baseName, type Context, type Folder, isStop, isWithin, nonEmpty, parent } from '../../src/model/index.js';
import {
  buildStates,
  contextPath,
  copyArguments,
  type DockerfileDoc,
  expandArgs,
  imageParent,
  type Instruction,
  isContextCopy,
  isCopy,
  normalisePath,
} from '../../src/dockerfile/index.js';
import { type BroadCopy, installOf, NEUTRAL, type Install, type Reorder } from './detect.js';
import { workdirAt } from './reading.js';
import { readRun } from './runs.js';

/** What would change; nothing where the folder is none of a project beside it, or something between may need it. */
export function findLateSource(
  doc: DockerfileDoc,
  copy: BroadCopy,
  [first, ...others]: readonly Folder[],
  context: Context,
): Reorder | undefined {
  const { repository } = context.evidence;
  const root = first === undefined ? undefined : contextPath(first, copy.source);
  if (first === undefined || others.length > 0 || !root || repository.kind(root) !== 'directory') return undefined;
  const [project, place] = [parent(root), imageParent(copy.destination)];
  // It stands in the image as it does in the repository.
  if (baseName(copy.destination) !== baseName(root) || place === '/' || copy.instruction.flags.length > 0)
    return undefined;
  const whole: BroadCopy = { ...copy, destination: place };
  const along: Instruction[] = [];
  const brought = new Set<string>();
  const installs: Install[] = [];
  for (const instruction of doc.stages[copy.instruction.stage]!.instructions) {
    if (instruction.index <= copy.instruction.index || NEUTRAL.has(instruction.keyword)) continue;
    if (isCopy(instruction)) {
      const files = filesBeside(doc, instruction, context, first, copy.destination);
      if (files === undefined) break;
      for (const each of files) brought.add(each);
      continue;
    }
    if (instruction.keyword !== 'RUN') break;
    if (readRun(doc, instruction, copy.destination, root, context).kind === 'independent') continue;
    const reading = readRun(doc, instruction, place, project, context);
    if (reading.kind !== 'installs' || reading.split !== undefined || reading.later !== undefined) break;
    if ([...reading.files, ...reading.writes].some((file) => isWithin(file, root) || isWithin(root, file))) break;
    const install = installOf(doc, whole, instruction, reading, first, project, context, brought);
    if (isStop(install) || install.files.length > 0) break;
    installs.push({ ...install, mixed: [] });
    if (install.fetch !== undefined) break;
  }
  const several = nonEmpty(installs);
  return several && { copy, along, installs: several, split: undefined };
}

/** The files that a COPY brings beside the folder, by their paths in the image; `undefined` where they may lie in it. */
function filesBeside(
  doc: DockerfileDoc,
  instruction: Instruction,
  { evidence: { repository } }: Context,
  first: Folder,
  folder: string,
): readonly string[] | undefined {
  const args = isContextCopy(instruction) && instruction.heredocs.length === 0 ? copyArguments(instruction) : undefined;
  if (!args || instruction.keyword !== 'COPY' || instruction.flags.length > 0) return undefined;
  const { variables } = buildStates(doc)[instruction.index]!;
  const written = expandArgs(args.destination, variables);
  if (written === undefined) return undefined;
  const to = normalisePath(written.startsWith('/') ? written : `${workdirAt(doc, instruction)}/${written}`);
  const found: string[] = [];
  for (const source of args.sources) {
    for (const file of filesOf(source)) {
      const intoFolder =
        args.sources.length > 1 || /\/$|(?:^|\/)\.$/.test(written) || to === workdirAt(doc, instruction);
      found.push(intoFolder ? `${to}/${baseName(file)}` : to);
    }
    if (filesOf(source).length === 0) return undefined;
  }
  return found.some((path) => isWithin(path, folder)) ? undefined : found;

  /** A pattern of names counts where it fits files alone. */
  function filesOf(source: string): string[] {
    const path = expandArgs(source, variables);
    if (path === undefined) return [];
    const pattern = /^(?:\.\/)?([\w.-]*)\*([\w.-]*)$/.exec(path);
    const names = pattern
      ? repository.list(first).filter((name) => name.startsWith(pattern[1]!) && name.endsWith(pattern[2]!))
      : [path];
    const files = names.map((name) => contextPath(first, name));
    return files.every((file) => file !== undefined && file !== '' && repository.kind(file) === 'file')
      ? files.filter((file) => file !== undefined)
      : [];
  }
}
