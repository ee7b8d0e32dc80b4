import { type Stop, stop } from '../../src/model/index.js';
import {
  isWindows,
  normalisePath,
  type DockerfileDoc,
  type Instruction,
  type Stage,
} from '../../src/dockerfile/index.js';
import { imageProfile } from '../../src/knowledge/index.js';

// What Linux takes as a path; a file that piles up more is not worth following.
const LONGEST = 4096;

export interface RelativeWorkdir {
  readonly instruction: Instruction;
  /** What to write. */
  readonly path: string;
  readonly before: string;
  /** True where the directory before comes from what is known of the base image. */
  readonly fromBase: boolean;
}

/** `unknown`: a WORKDIR with a variable or quotes, or an image nobody described. */
type Where = { readonly path: string; readonly fromBase: boolean } | { readonly unknown: 'variable' | 'base' };

/** The relative WORKDIRs, followed through stages that stand on stages, and why some cannot be resolved. */
export function relativeWorkdirs(doc: DockerfileDoc): (RelativeWorkdir | Required<Stop<Instruction>>)[] {
  const found: (RelativeWorkdir | Required<Stop<Instruction>>)[] = [];
  const last = new Map<Stage, Where>();
  for (const stage of doc.stages) {
    let where = (stage.base && last.get(stage.base)) ?? startOf(stage);
    for (const instruction of stage.instructions) {
      if (instruction.keyword !== 'WORKDIR') continue;
      if (!isWindows(doc, instruction) && isRelative(instruction)) found.push(judge(instruction, where));
      where = follow(doc, instruction, where);
    }
    last.set(stage, where);
  }
  return found;
}

function startOf(stage: Stage): Where {
  const path = imageProfile(stage.rootImage ?? '')?.workdir;
  return path?.startsWith('/') ? { path, fromBase: true } : { unknown: 'base' };
}

function isRelative({ args }: Instruction): boolean {
  return !/^["']?(?:[/$\\]|[A-Za-z]:)/.test(args);
}

function follow(doc: DockerfileDoc, { args }: Instruction, where: Where): Where {
  // Also where the variable has a default: a build argument given on the command line replaces it.
  if (/["'$]/.test(args) || args.includes(doc.escape)) return { unknown: 'variable' };
  if (args.startsWith('/')) return { path: normalisePath(args), fromBase: false };
  if (!('path' in where) || where.path.length > LONGEST) return where;
  return { path: normalisePath(`${where.path}/${args}`), fromBase: where.fromBase };
}

function judge(instruction: Instruction, where: Where): RelativeWorkdir | Required<Stop<Instruction>> {
  const { args } = instruction;
  if (/["'\\`\s]/.test(args)) {
    return stop(
      'unsupported-syntax',
      'the relative path of WORKDIR is quoted or has blanks; write it as an absolute path',
      instruction,
    );
  }
  if (args.startsWith('~')) {
    return stop(
      'ambiguous',
      'Docker does not take ~ for a home directory, it makes a directory of that name; write the absolute path that is meant',
      instruction,
    );
  }
  if (args.includes('$')) {
    return stop(
      'contains-variable',
      'the relative path of WORKDIR holds a variable; write the absolute path it stands for',
      instruction,
    );
  }
  if ('path' in where && where.path.length > LONGEST) {
    return stop('unsupported-syntax', 'the path of WORKDIR is longer than Linux takes', instruction);
  }
  if ('unknown' in where) {
    return where.unknown === 'base'
      ? stop(
          'unknown-base',
          'WORKDIR is relative to the working directory of the base image, which is not known; write the absolute path',
          instruction,
        )
      : stop(
          'contains-variable',
          'WORKDIR is relative to one that holds a variable; write the absolute path',
          instruction,
        );
  }
  return { instruction, path: normalisePath(`${where.path}/${args}`), before: where.path, fromBase: where.fromBase };
}
