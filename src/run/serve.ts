import { serveTasks } from '../io/index.js';
import type { Registry, Reports } from '../planner/index.js';
import { type GroupTask, taskPerformer } from './task.js';

/**
 * What the program of a worker does: plans the groups it is told of, with these transforms and reports.
 * @returns false where this thread is no worker.
 */
export function serveGroups(registry: Registry, reports: Reports): boolean {
  const perform = taskPerformer(registry, reports);
  return serveTasks((task, note) => perform(task as GroupTask, note));
}
