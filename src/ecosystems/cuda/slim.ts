// CUDA: whether an image with its compiler and headers does what the run-time image of the same version does as well.
import type { Instruction } from '../../dockerfile/index.js';
import { type Assumption, type Stop, stop } from '../../model/index.js';
import type { Site } from '../../runs/index.js';
import { producersOf, type SlimRecipe } from '../../splits/index.js';
import { nativePython } from '../index.js';
import { installsPackages } from '../python/split-folders.js';
import { requirementsOf, unreadFile } from '../python/split-requirements.js';
import { compilesHere, sourceCompiles } from './split-compiles.js';
import { pinnedRuntime, runtimeBase } from './split-images.js';
import { COMPILED, NEEDS_TOOLKIT } from './packages.js';

export const slimCuda: SlimRecipe = {
  language: 'cuda',
  judgesBuilds: true,
  seesCopied: true,
  base: (site) => runtimeBase(site),
  questions: pinnedRuntime,
  need,
};

/** Variables that a build with nvcc reads, and folders that only devel has. */
const OF_BUILDS =
  /\b(?:TORCH_CUDA_ARCH_LIST|FORCE_CUDA|CUDA_HOME|CUDAHOSTCXX|CUDACXX|NUMBAPRO_\w{1,30})\b|extras\/CUPTI|\bnvvm\b|libdevice|cuda\/include/;

function need(site: Site): Stop<Instruction> | Assumption | undefined {
  const sets = OF_BUILDS.exec(site.doc.text)?.[0];
  if (sets !== undefined)
    return stop(
      'used-later',
      `the file names ${sets}, which builds with CUDA's compiler read; compile in a stage of its own on this image, and copy the result onto the run-time image`,
      site.stage.instruction,
    );
  return compilesHere(site) ?? packagesCompile(site) ?? sourceCompiles(site) ?? COMPILES_NOTHING;
}

function packagesCompile(site: Site): Stop<Instruction> | undefined {
  const installs = producersOf(site, (command, words) => (installsPackages(command, words) ? 'install' : undefined));
  const missing = unreadFile(site, installs);
  if (missing !== undefined)
    return stop(
      'needs-evidence',
      `${missing} is not here to be read, so whether the packages call CUDA's compiler is not seen`,
    );
  for (const { name, from } of requirementsOf(site, installs)) {
    if (COMPILED.has(name) || NEEDS_TOOLKIT.has(name))
      return stop(
        'used-later',
        `${name} (${from}) compiles with the tools of this image, or reads what lies beside them, when it is installed or while it runs`,
      );
    if (nativePython(name)?.compiled)
      return stop(
        'used-later',
        `${name} (${from}) needs a compiler where it finds no wheel; compile it in a stage of its own, then the run-time image can be used`,
      );
  }
  return undefined;
}

const COMPILES_NOTHING: Assumption = {
  id: 'cuda-compiles-nothing',
  believes:
    'Nothing that is installed or runs calls the compiler of CUDA or C, or loads CUPTI or NVVM from the toolkit',
  breaksIf: 'a package is compiled where no wheel fits, or compiles kernels when they are first used',
  checkBy: 'build the image; start it on a machine with a GPU, and use each model once',
  needsRun: true,
};
