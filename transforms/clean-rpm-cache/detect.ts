import { managerFamily, packageCommands } from '../../src/runs/index.js';
import type { CallOfRun } from '../../src/rewrites/index.js';

const REMOVES_CACHE = /\brm\b[^;&|]{0,300}\/var\/cache\b|\bfind\b[^;&|]{0,200}\/var\/cache\b/;

/** True where the RUN empties the cache behind its last call, or calls something that is made to. */
export function isCleaned(behind: string, { call, run }: CallOfRun): boolean {
  // `; #yum clean all` is off on purpose, and /cleanup.sh says what it does.
  if (REMOVES_CACHE.test(behind) || behind.includes('clean all')) return true;
  const later = packageCommands(run).filter(({ command }) => command.start > call.command.start);
  if (later.some(({ manager, action }) => managerFamily(manager) === 'yum' && action === 'clean')) return true;
  return run.shell.commands.some(
    ({ start, words }) => start > call.command.start && /(?:^|\/)(?=[\w.-]*clean)[\w.-]+$/.test(words[0]?.value ?? ''),
  );
}
