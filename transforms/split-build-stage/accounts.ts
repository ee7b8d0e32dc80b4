// Accounts of the present image that the run-time image has not.
import type { Instruction } from '../../src/dockerfile/index.js';
import { imageProfile } from '../../src/knowledge/index.js';
import { type Stop, stop } from '../../src/model/index.js';
import type { RunBase, Site } from '../../src/runs/index.js';
import type { Plan } from './roles.js';

/** A line of the run-time stage that names an account which only the present image has. */
export function stopLostAccount(site: Site, { image }: RunBase, plan: Plan): Stop<Instruction> | undefined {
  const left = new Set(imageProfile(image)?.accounts?.map(({ name }) => name));
  const lost = site.profile?.accounts?.filter(({ name }) => !left.has(name)) ?? [];
  if (lost.length === 0) return undefined;
  for (const instruction of site.body) {
    if (plan.roles.get(instruction) === 'build') continue;
    const named = instruction.keyword === 'USER' ? instruction.args.trim() : instruction.flag('chown')?.value;
    const account = lost.find(({ name }) => named?.split(':').includes(name));
    if (account)
      return stop(
        'needs-decision',
        `${account.name} is an account of ${site.image}, which ${image} has not; write its number, ${account.uid}, or make the account in the file`,
        instruction,
      );
  }
  return undefined;
}
