// Folders that lie in others are copied with them.
import { nonEmpty, type NonEmpty, isWithin } from '../../../src/model/index.js';
import type { Artefact } from '../recipe.js';

/** Without what lies in another of them; `undefined` for an empty list. */
export function outermost(found: readonly Artefact[]): NonEmpty<Artefact> | undefined {
  return nonEmpty(found.filter(({ path }) => !found.some((each) => each.path !== path && isWithin(path, each.path))));
}
