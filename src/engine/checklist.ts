import type { Plan } from '../model/index.js';
import { scored, type Checklist } from '../render/index.js';
import type { Workspace } from './workspace.js';

/** The scored list of `harden check`: what the repository already has, as far as it was read. */
export function checklistOf(_plan: Plan, _workspace: Workspace): Checklist {
  return scored([]);
}
