// The account that a copied folder belongs to.
import type { Instruction } from '../../../src/dockerfile/index.js';
import type { Artefact, Site } from '../recipe.js';

/** A folder that an instruction makes, given to the account that makes it where that is not root: COPY would give it to root. */
export function ownedArtefact(site: Site, instruction: Instruction, path: string): Artefact {
  const { user } = site.stateAt(instruction);
  return user === undefined || /^(?:root|0)(?::|$)/.test(user) || user.includes('$') ? { path } : { path, chown: user };
}
