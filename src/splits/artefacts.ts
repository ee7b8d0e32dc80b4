// Folders that are copied: whose they are, and which of them lie in others.
import { nonEmpty, type NonEmpty, isWithin } from '../model/index.js';
import type { Instruction } from '../dockerfile/index.js';
import type { Artefact } from './recipe.js';
import type { Site } from '../runs/index.js';

/** A folder that an instruction makes, given to the account that makes it where that is not root: COPY would give it to root. */
export function ownedArtefact(site: Site, instruction: Instruction, path: string): Artefact {
  const { user } = site.stateAt(instruction);
  return user === undefined || /^(?:root|0)(?::|$)/.test(user) || user.includes('$') ? { path } : { path, chown: user };
}

/** Without what lies in another of them; `undefined` for an empty list. */
export function outermost(found: readonly Artefact[]): NonEmpty<Artefact> | undefined {
  return nonEmpty(found.filter(({ path }) => !found.some((each) => each.path !== path && isWithin(path, each.path))));
}
