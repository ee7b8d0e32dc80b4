// Python of the distribution: python3 and pip from apt. What pip installs lies below /usr/local, in a folder named after the
// version, or in a virtual environment; python3 itself is installed again beside it.
import type { Instruction } from '../../dockerfile/index.js';
import {
  type Assumption,
  officialName,
  parseImageReference,
  type Stop,
  isStop,
  stop,
  type NonEmpty,
} from '../../model/index.js';
import { programIs } from '../../programs/index.js';
import {
  installCalls,
  requirementFiles,
  requirementsOf,
  chooseSlimBase,
  unreadFile,
  type Required,
  type Site,
} from '../../runs/index.js';
import { nativePython, systemPython } from '../index.js';
import type { Artefact, Findings, Recipe } from '../../splits/index.js';
import { evidenceOf, installsTools } from './split.js';
import { artefactsOf, producersOf, type Producers } from './split-folders.js';

export const pythonSystem: Recipe = { id: 'python-system', read };

function read(site: Site): Findings | Stop<Instruction> | undefined {
  const { image } = site;
  const reference = parseImageReference(image);
  const name = reference && officialName(reference);
  if (name !== 'debian' && name !== 'ubuntu') return undefined;
  const producers = producersOf(site);
  if (producers.size === 0 || !hasPython(site) || !installsTools(site)) return undefined;
  if (buildsBesides(site)) return undefined;
  const base = chooseSlimBase(site);
  if (isStop(base)) return base;
  const other = otherPython(site, producers);
  if (other) return other;
  const missing = unreadFile(site, producers);
  if (missing !== undefined)
    return stop(
      'needs-evidence',
      `${missing} is not here to be read, so what the packages need of the system is not seen; decide that, and split the file by hand`,
    );
  const required = requirementsOf(site, producers);
  const open = required.find((each) => nativePython(each.name)?.open);
  if (open)
    return stop(
      'needs-evidence',
      `which libraries ${open.name} loads depends on what its build finds (${open.from}); name them in an apt-get line, and split the file by hand`,
    );
  let usual = false;
  const artefacts = artefactsOf(site, producers, () => {
    usual = true;
    return usualFolders(site);
  });
  if (isStop(artefacts)) return artefacts;
  return {
    builds: 'the Python packages',
    producers: new Set(producers.keys()),
    buildOnly: requirementFiles(site, producers),
    artefacts,
    base,
    // Both python3-pip and python3-venv bring the certificates.
    packages: [...(usual ? besides(site) : []), 'ca-certificates'],
    assumptions: [INSIDE],
    evidence: evidenceOf(site, producers, compiledOf(required)),
  };
}

function compiledOf(required: readonly Required[]): readonly Required[] {
  return required.filter(({ name }) => nativePython(name)?.compiled);
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
function otherPython(site: Site, producers: Producers): Stop<Instruction> | undefined {
  const own = systemPython(site.profile?.release)?.version;
  for (const [{ command }, { instruction }] of producers) {
    const word = command.words
      .map(({ value, raw }) => value ?? raw)
      .find((each) => /^(?:\/usr\/bin\/)?(?:python|pip)\d/.test(each));
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

const INSIDE: Assumption = {
  id: 'packages-stay-in-their-folders',
  believes: 'The Python packages put all their files into the folders that are copied',
  breaksIf: 'a package installs data elsewhere: below /usr/local/share, /usr/local/etc or in a home folder',
  checkBy: 'run pip show --files on the packages, and start the image',
};
