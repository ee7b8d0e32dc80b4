// A plan onto the disk: never over what git could not bring back, unless the person says so.
import { applyGroup, commitSteps } from '../run/index.js';
import { riskOf, type Uncommitted } from '../io/index.js';
import type { FilePath, GroupPlan, Plan } from '../model/index.js';
import { commitText, plural } from '../render/index.js';
import type { ChangingRequest } from './fix-request.js';
import { harmless, type Io } from './output.js';
import { metas } from './session.js';

/** Why nothing may be written: changes that git could not bring back. Asks where there is no git and somebody to ask. */
export async function refusalToWrite(
  io: Io,
  root: string,
  plan: Plan,
  request: ChangingRequest,
): Promise<string | undefined> {
  const changed = plan.groups.flatMap(({ result }) => [...result.keys()]);
  const overwritten = plan.groups.flatMap(({ base, result }) => [...result.keys()].filter((path) => base.has(path)));
  const { dirty, outside, unusable } = riskOf(root, request.kind === 'commits' ? changed : overwritten);
  if (unusable !== undefined) return `${unusable}; nothing was written`;
  if (dirty.size > 0 && !(request.kind === 'write' && request.allowDirty)) return dirtyMessage(dirty);
  const [first] = outside;
  if (first === undefined) return undefined;
  if (request.kind === 'commits') return `--commits needs git, and ${first} is in no git work tree`;
  if (request.yes) return undefined;
  const where =
    outside.length === overwritten.length ? root : outside.length === 1 ? first : plural(outside.length, 'file');
  const warning = `${where} ${outside.length > 1 && where !== root ? 'are' : 'is'} not in a git work tree, so there is no way back`;
  if (!io.canAsk) return `${warning}; give --yes to write all the same, or --dry-run to look first`;
  const person = await io.person();
  const agreed = await person.confirm(harmless(io, `${warning}. Change ${plural(overwritten.length, 'file')}?`));
  return agreed ? undefined : 'nothing was written';
}

const SHOWN = 10;

function dirtyMessage(dirty: ReadonlyMap<FilePath, Uncommitted>): string {
  const lines = [...dirty].slice(0, SHOWN).map(([file, state]) => `  ${file} (${state})`);
  if (dirty.size > SHOWN) lines.push(`  and ${dirty.size - SHOWN} more`);
  return [
    'nothing was written, since git could not bring back what these files hold:',
    ...lines,
    'Commit or stash them, or give --allow-dirty.',
  ].join('\n');
}

/** Writes group by group. Gives the plan as far as it is on disk now, with what could not be written as errors. */
export async function applyAll(root: string, plan: Plan, commits: boolean): Promise<Plan> {
  const groups: GroupPlan[] = [];
  const errors = [...plan.errors];
  let stopped = false;
  for (const group of plan.groups) {
    if (group.result.size === 0) {
      groups.push(group);
      continue;
    }
    if (stopped) {
      groups.push({ ...group, steps: [], result: new Map() });
      continue;
    }
    const {
      steps,
      files,
      errors: failed,
    } = commits ? commitSteps(root, group, (step) => commitText(step, metas)) : applyGroup(root, group);
    const written = new Set(files);
    groups.push({ ...group, steps, result: new Map([...group.result].filter(([path]) => written.has(path))) });
    errors.push(...failed);
    // A commit that fails for one step (no identity, a hook) fails for the next as well.
    stopped = commits && failed.length > 0;
    await turn();
  }
  return { ...plan, groups, errors };
}

/** Lets the event loop turn, so that a signal that came while files were written is heard before the next ones are. */
async function turn(): Promise<void> {
  for (let turns = 0; turns < 3; turns++) await new Promise((resolve) => setImmediate(resolve));
}
