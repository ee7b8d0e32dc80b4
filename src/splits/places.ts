// Where paths of a file lead to in the image.
import { absoluteIn, copyArguments, expandArgs, type Instruction, normalisePath } from '../dockerfile/index.js';
import type { Site } from '../runs/index.js';

/** A path as it counts at the end of the stage, absolute; `undefined` where a variable or the base image decides. */
export function pathAtEnd(site: Site, written: string): string | undefined {
  const last = site.body.at(-1);
  if (!last) return undefined;
  // The state a line finds is that above it; a last WORKDIR or ENV counts as well.
  const { workdir, variables } = site.stateAt(last);
  const own = last.keyword === 'WORKDIR' ? expandArgs(last.args.trim(), variables) : undefined;
  const folder = own === undefined ? workdir : normalisePath(own.startsWith('/') ? own : `${workdir ?? ''}/${own}`);
  return absolutePath(expandArgs(written, variables), folder);
}

/** A path as a command that runs in a folder finds it; `undefined` for one of a home folder, or where the folder is not seen. */
export function absolutePath(path: string | undefined, folder: string | undefined): string | undefined {
  if (path === undefined || path.startsWith('~')) return undefined;
  return absoluteIn(path, folder);
}

/** Where a COPY or ADD puts its files, absolute; `undefined` where a variable decides. */
export function copyDestination(site: Site, instruction: Instruction): string | undefined {
  const args = copyArguments(instruction);
  const state = site.stateAt(instruction);
  const written = args && expandArgs(args.destination, state.variables);
  return absolutePath(written, state.workdir);
}
