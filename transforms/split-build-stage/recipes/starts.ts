// What the container starts with, as far as the file says.
import { baseName } from '../../../src/model/index.js';
import { behindWrappers, programIs } from '../../../src/programs/index.js';
import { type Instruction, absoluteIn } from '../../../src/dockerfile/index.js';
import { expandArgs, normalisePath } from '../../../src/dockerfile/index.js';
import type { Site } from '../recipe.js';

export interface StartCall {
  /** Quotes taken off; a word with an expansion as written. */
  readonly words: readonly string[];
  readonly from: Instruction;
}

/** The commands of ENTRYPOINT and CMD. Exec forms are one command; of a shell form each command counts. */
export function startCalls({ entrypoint, cmd }: Site): StartCall[] {
  if (entrypoint?.execForm) {
    const words = unwrapped([...entrypoint.execForm, ...(cmd?.execForm ?? [])]);
    return words.length > 0 ? [{ words, from: entrypoint }] : [];
  }
  const from = entrypoint ?? cmd;
  if (!from) return [];
  if (from.execForm) return from.execForm.length > 0 ? [{ words: unwrapped(from.execForm), from }] : [];
  return from.shell.commands
    .filter(({ words }) => words.length > 0)
    .map(({ words }) => ({ words: unwrapped(words.map(({ value, raw }) => value ?? raw)), from }));
}

/** Without what only passes on: `exec`, `tini --`, `sh -c`. */
function unwrapped(words: readonly string[]): readonly string[] {
  const behind = behindWrappers(words, 'prefix', 'init');
  if (behind > 0) return unwrapped(words.slice(behind));
  const first = baseName(words[0] ?? '');
  if (programIs(first, 'shell') && words[1] === '-c' && words[2] !== undefined) {
    const inner = words[2].trim().split(/\s+/);
    return /[;&|`]|\$\(/.test(words[2]) ? words : unwrapped(inner);
  }
  return words;
}

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

export function absolutePath(path: string | undefined, folder: string | undefined): string | undefined {
  if (path === undefined || path.startsWith('~')) return undefined;
  return absoluteIn(path, folder);
}
