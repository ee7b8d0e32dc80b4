// Whether a program of Java that is only copied into the image needs the JDK of it.
import { programIs } from '../../programs/index.js';
import { javaRunImage } from '../../knowledge/index.js';
import type { SlimRecipe } from '../../splits/index.js';
import { jdkUse, pinnedRun, runBase } from './split-run-image.js';

export const slimJava: SlimRecipe = {
  language: 'java',
  seesCopied: true,
  base: (site) => {
    const found = javaRunImage(site.image.split('@', 1)[0]!);
    const builds = site.runs.some(({ commands }) => commands.some(({ name }) => programIs(name, 'buildsJava')));
    return found?.image === undefined || builds ? undefined : runBase(site, found);
  },
  questions: (image) => pinnedRun(image) ?? [],
  need: jdkUse,
};
