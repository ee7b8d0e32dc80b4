// Whether what package managers install needs the compilers or libraries of the full image.
import type { Instruction } from '../../src/dockerfile/index.js';
import { SLIM_RECIPES } from '../../src/ecosystems/splits.js';
import { type Stop, stop } from '../../src/model/index.js';
import type { Site } from '../../src/runs/index.js';

/** Why the packages of the image need the full one, or are not seen not to; `undefined` where they do not. */
export function packagesNeed(site: Site): Stop<Instruction> | undefined {
  const language = site.profile?.language;
  const copied = site.body.find(
    (each) =>
      each.keyword === 'COPY' && each.flag('from') && !/^(?:ghcr|docker|quay)\.|[:/]/.test(each.flag('from')!.value),
  );
  const recipe = SLIM_RECIPES.find((each) => each.language === language);
  if (copied && language && !recipe?.seesCopied)
    return stop(
      'needs-evidence',
      'packages may be copied from a build stage here, and what they load is not seen; try the slim image, and keep it if the image works',
      copied,
    );
  return recipe?.need(site, copied !== undefined);
}
