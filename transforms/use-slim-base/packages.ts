// Whether what package managers install needs the compilers or libraries of the full image.
import type { Instruction } from '../../src/dockerfile/index.js';
import { SLIM_RECIPES } from '../../src/ecosystems/splits.js';
import { type Assumption, type Lookup, type Stop, stop } from '../../src/model/index.js';
import type { RunBase, Site } from '../../src/runs/index.js';

/** Why the packages of the image need the full one, or what is believed where that is not seen; `undefined` where they do not. */
export function packagesNeed(site: Site): Stop<Instruction> | Assumption | undefined {
  const language = site.profile?.language;
  const copied = site.body.find(
    (each) =>
      each.keyword === 'COPY' && each.flag('from') && !/^(?:ghcr|docker|quay)\.|[:/]/.test(each.flag('from')!.value),
  );
  const recipe = SLIM_RECIPES.find((each) => each.language === language || each.base?.(site));
  if (copied && language && !recipe?.seesCopied)
    return stop(
      'needs-evidence',
      'packages may be copied from a build stage here, and what they load is not seen; try the slim image, and keep it if the image works',
      copied,
    );
  return recipe?.need(site, copied !== undefined);
}

/** True where packages for a build are nothing that a split would take out. */
export function buildsAreJudged(site: Site): boolean {
  return SLIM_RECIPES.some(({ judgesBuilds, base }) => judgesBuilds && base?.(site));
}

/** The image that runs what this one has a compiler for, where its makers do not call it slim; `undefined` for others. */
export function runTimeBase(site: Site): RunBase | Stop<Instruction> | undefined {
  for (const { base } of SLIM_RECIPES) {
    const found = base?.(site);
    if (found) return found;
  }
  return undefined;
}

/** What is asked about an image of that kind, where it is pinned. */
export function runTimeQuestions(image: string): readonly Lookup[] {
  return SLIM_RECIPES.flatMap(({ questions }) => questions?.(image) ?? []);
}
