// What the container starts with, as far as the file says.
import { baseName } from '../model/index.js';
import { behindWrappers, programIs } from '../programs/index.js';
import type { Instruction } from '../dockerfile/index.js';
import type { Site } from '../runs/index.js';
import { textsOf } from '../shell/index.js';

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
    .map(({ words }) => ({ words: unwrapped(textsOf(words)), from }));
}

/** Words as CMD and ENTRYPOINT take them. */
export function execForm(words: readonly string[]): string {
  return `[${words.map((word) => JSON.stringify(word)).join(', ')}]`;
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
