import type { FileError, FilePath } from '../model/index.js';
import type { Fault } from './frame.js';

/** The error of files that belong together: it stands at the first, and names the limit. */
export function faultError(paths: readonly FilePath[], fault: Fault, doing = 'planning'): FileError {
  const [path = '.', ...others] = paths;
  const what = others.length === 0 ? doing : `${doing} this together with ${listed(others)}`;
  return { path, message: messageOf(what, fault), hint: HINTS[fault.kind] };
}

const UNCHANGED = 'nothing of it is changed';
const HINTS = {
  time: `${UNCHANGED}; --timeout-per-group gives it more, and ignore in .harden.yaml leaves it out`,
  memory: `${UNCHANGED}; --memory-per-group gives it more, and ignore in .harden.yaml leaves it out`,
  depth: `${UNCHANGED}; write it flatter, or list it under ignore in .harden.yaml`,
  fault: `${UNCHANGED}; the other files do not depend on it`,
} as const;

function messageOf(what: string, fault: Fault): string {
  const where = 'at' in fault && fault.at !== '' ? ` (${fault.at})` : '';
  switch (fault.kind) {
    case 'time':
      return `${what} took longer than the limit of ${Number(fault.limit.toFixed(1))} s and was ended${where}`;
    case 'memory':
      return `${what} needed more than the limit of ${fault.limit} MB and was ended${where}`;
    case 'depth':
      return `${what} met text that is nested or repeated beyond what can be read${where}`;
    case 'fault':
      return `${what} failed: ${fault.message}`;
  }
}

const NAMED = 3;

function listed(paths: readonly FilePath[]): string {
  if (paths.length <= NAMED) return paths.join(', ');
  return `${paths.slice(0, NAMED).join(', ')} and ${paths.length - NAMED} more`;
}
