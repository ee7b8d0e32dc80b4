// Python of the distribution: python3 and pip from apt. What pip installs lies below /usr/local, in a folder named after the
// version, or in a virtual environment; python3 itself is installed again beside it.
import type { Instruction } from '../../dockerfile/index.js';
import { isStop, type NonEmpty, type Stop, stop } from '../../model/index.js';
import { programIs } from '../../programs/index.js';
import { installCalls, type Site } from '../../runs/index.js';
import {
  type Artefact,
  isImage,
  neededPackages,
  packageRecipe,
  type PackageRecipe,
  type Producer,
  type Recipe,
  stopNotHere,
} from '../../splits/index.js';
import { evidenceOf, INSIDE, needsOf } from './split.js';
import { artefactsOf, installsPackages } from './split-folders.js';
import { requirementFiles, requirementsOf, unreadFile } from './split-requirements.js';
import { systemPython } from './system.js';

type Own = Pick<PackageRecipe<'install', Site>, 'id' | 'page' | 'on'>;

const SYSTEM: Omit<PackageRecipe<'install', Site>, keyof Own> = {
  does: (command, words) => (installsPackages(command, words) ? 'install' : undefined),
  installs: ['install'],
  see: ({ site }) => (hasPython(site) && !buildsBesides(site) ? site : undefined),
  decide: ({ site, installs }) => {
    const other = otherPython(site, installs);
    if (other) return other;
    const missing = unreadFile(site, installs);
    if (missing !== undefined) return stopNotHere(`${missing} is not here`, 'what the packages need of the system');
    const required = requirementsOf(site, installs);
    const open = needsOf(required).find((each) => each.open !== undefined);
    const unseen = open && neededPackages(site, [open], (what) => stop('needs-evidence', what));
    if (unseen && isStop(unseen)) return unseen;
    let usual = false;
    const artefacts = artefactsOf(site, installs, () => {
      usual = true;
      return usualFolders(site);
    });
    if (isStop(artefacts)) return artefacts;
    return {
      builds: 'the Python packages',
      buildOnly: requirementFiles(site, installs),
      artefacts,
      // Both python3-pip and python3-venv bring the certificates.
      packages: [...(usual ? besides(site) : []), 'ca-certificates'],
      assumptions: [INSIDE],
      evidence: evidenceOf(site, installs, required),
    };
  },
};

export const pythonSystem = packageRecipe<'install', Site>({
  ...SYSTEM,
  see: (stage) => (stage.hasTools ? SYSTEM.see(stage) : undefined),
  id: 'python-system',
  page: {
    name: 'Python of a distribution',
    builds: '`python3` and `pip` from `apt` on Debian and Ubuntu',
    copies:
      'the folders of the packages; `python3` is installed again, with the Python packages that `python3-pip` brings',
  },
  on: (site) => (isImage(site.image, 'debian', 'ubuntu') ? site : undefined),
});

/** The same on other images that stand on a distribution, whose compilers are gone in the one that runs. */
export function systemRecipe(own: Own & Pick<PackageRecipe<'install', Site>, 'base'>): Recipe {
  return packageRecipe<'install', Site>({ ...SYSTEM, ...own });
}

function aptPackages(site: Site): string[] {
  return site.runs.flatMap(({ instruction }) =>
    installCalls(instruction).flatMap(({ packages }) => packages.map(({ name }) => name)),
  );
}

/** python3 comes from apt, by itself or with what installs packages for it. */
function hasPython(site: Site): boolean {
  return aptPackages(site).some((name) => /^python3(?:$|-(?:pip|dev|venv|full|minimal)$|\.\d+)/.test(name));
}

/** A file that also compiles by make and its like is one for that recipe, which refuses what it does not see. */
function buildsBesides(site: Site): boolean {
  return site.runs.some(({ commands }) =>
    commands.some(({ name }) => programIs(name, 'compiler') || programIs(name, 'nativeBuild')),
  );
}

/** Where another Python than that of the release installs, its folder is not that of the release. */
function otherPython(site: Site, installs: readonly Producer[]): Stop<Instruction> | undefined {
  const own = systemPython(site.profile?.release)?.version;
  for (const { words, instruction } of installs) {
    const word = words.find((each) => /^(?:\/usr\/bin\/)?(?:python|pip)\d/.test(each));
    const version = /(\d\.\d+)$/.exec(word ?? '')?.[1];
    if ((version !== undefined && version !== own) || /(?:^|\/)(?:python|pip)2/.test(word ?? ''))
      return stop(
        'needs-evidence',
        `${word} is not the Python of the distribution, so where its packages lie and which package brings it at run time is not seen; split the file by hand`,
        instruction,
      );
  }
  const written = aptPackages(site).find((name) => /^python3\.\d+$/.test(name) && name !== `python${own}`);
  if (written === undefined) return undefined;
  return stop(
    'needs-evidence',
    `${written} is installed beside the Python of the distribution, so which of the two the packages are for is not seen; install into a virtual environment by its path, and split the file by hand`,
  );
}

/** Source: https://wiki.debian.org/Python#Deviations_from_upstream */
function usualFolders(site: Site): NonEmpty<Artefact> | Stop<Instruction> {
  const found = systemPython(site.profile?.release);
  if (site.stage.from.image.includes('$'))
    return stop(
      'contains-variable',
      'a build argument decides the release, whose Python the folder of the packages is named after; write the release, or install into a virtual environment',
      site.stage.instruction,
    );
  if (!found)
    return stop(
      'needs-evidence',
      `which Python ${site.image} brings is not known, and the folder of the packages is named after its version; write a release such as debian:trixie or ubuntu:24.04, or install into a virtual environment`,
      site.stage.instruction,
    );
  return [{ path: `/usr/local/lib/python${found.version}/dist-packages` }, { path: '/usr/local/bin' }];
}

/** What python3-pip brought and pip then took as being there. */
function besides(site: Site): readonly string[] {
  if (!aptPackages(site).includes('python3-pip')) return [];
  return systemPython(site.profile?.release)?.beside ?? [];
}
