// CUDA: what is compiled on an image with its compiler runs on the run-time image of the same version. Where nothing compiles,
// use-slim-base moves the file there without a split.
import type { Instruction } from '../../dockerfile/index.js';
import { type Assumption, isStop, type Stop, stop } from '../../model/index.js';
import type { Site } from '../../runs/index.js';
import { producersOf, type Recipe } from '../../splits/index.js';
import { readCompiled } from '../native/split.js';
import { installsPackages } from '../python/split-folders.js';
import { requirementsOf } from '../python/split-requirements.js';
import { systemRecipe } from '../python/split-system.js';
import { compilesHere, sourceCompiles } from './split-compiles.js';
import { pinnedRuntime, runtimeBase } from './split-images.js';
import { COMPILED, NEEDS_TOOLKIT } from './packages.js';

const page = {
  name: 'CUDA',
  builds:
    '`nvcc`, `make`, `cmake` and the like, and Python packages that `pip` compiles, on `nvidia/cuda` with its compiler (`-devel-`)',
  copies:
    'as for make and for Python of a distribution; the run-time image of the same version. Unverified, since only a run on a GPU shows that it is enough',
};

export const cuda: Recipe = {
  id: 'cuda',
  page,
  questions: (image) => {
    const asked = pinnedRuntime(image);
    return asked.length > 0 ? asked : undefined;
  },
  read: (site) => {
    if (runtimeBase(site) === undefined || !compiles(site)) return undefined;
    const found = readCompiled(site, () => runtimeBase(site, ONLY_RUNS)!, false) ?? packages.read(site);
    return found === undefined || isStop(found) ? found : (needsToolkit(site) ?? found);
  },
};

const packages = systemRecipe({
  id: 'cuda-python',
  page,
  on: (site) => site,
  base: (site) => runtimeBase(site, ONLY_RUNS)!,
});

function compiles(site: Site): boolean {
  return compilesHere(site) !== undefined || installed(site).some(({ name }) => COMPILED.has(name));
}

function installed(site: Site): ReturnType<typeof requirementsOf> {
  return requirementsOf(
    site,
    producersOf(site, (command, given) => (installsPackages(command, given) ? 'install' : undefined)),
  );
}

/** What compiles while it runs needs the compiler in its image. */
function needsToolkit(site: Site): Stop<Instruction> | undefined {
  const needing = installed(site).find(({ name }) => NEEDS_TOOLKIT.has(name));
  if (!needing) return sourceCompiles(site, true);
  return stop(
    'used-later',
    `${needing.name} (${needing.from}) compiles with the tools of this image, or reads what lies beside them, while it runs`,
  );
}

const ONLY_RUNS: Assumption = {
  id: 'cuda-compiles-in-the-build',
  believes: 'What runs calls no compiler of CUDA or C, and loads neither CUPTI nor NVVM from the toolkit',
  breaksIf: 'a package compiles kernels when they are first used, or the program opens headers of the toolkit',
  checkBy: 'build the image; start it on a machine with a GPU, and use each part of the program once',
  needsRun: true,
};
