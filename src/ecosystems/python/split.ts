// Python on the official images: what pip and its like install lies below /usr/local, in the same place in the slim
// image of the same version. It is copied there, so that programs, paths and the interpreter stay what they were.
import type { Instruction } from '../../dockerfile/index.js';
import {
  type Assumption,
  type Evidence,
  officialName,
  parseImageReference,
  type Stop,
  isStop,
  stop,
  type NonEmpty,
} from '../../model/index.js';
import {
  installCalls,
  librariesFor,
  chooseSlimBase,
  requirementFiles,
  requirementsOf,
  unreadFile,
  type Required,
  instructionEvidence,
  type Site,
} from '../../runs/index.js';
import { nativePython } from '../index.js';
import { artefactsOf, producersOf, type Producers } from './split-folders.js';
import type { Artefact, Findings, Recipe } from '../../splits/index.js';

export const python: Recipe = { id: 'python', read };

function read(site: Site): Findings | Stop<Instruction> | undefined {
  const { image, profile } = site;
  const reference = parseImageReference(image);
  if (!reference || officialName(reference) !== 'python') return undefined;
  if (profile?.family !== 'debian' && profile?.family !== 'alpine') return undefined;
  const producers = producersOf(site);
  if (producers.size === 0) return undefined;
  const base = chooseSlimBase(site);
  const required = requirementsOf(site, producers);
  const compiled = required.filter(({ name }) => nativePython(name)?.compiled);
  const isFull = !isStop(base) && base.image !== site.stage.from.image;
  if (!installsTools(site) && !(isFull && compiled.length > 0)) return undefined;
  if (isStop(base)) return base;
  const missing = isFull ? unreadFile(site, producers) : undefined;
  if (missing !== undefined)
    return stop(
      'needs-evidence',
      `${missing} is not here to be read, so whether the packages need what only the full image has is not seen; decide that, and split the file by hand`,
    );
  const artefacts = artefactsOf(site, producers, () => usualFolders(site, reference.tag));
  if (isStop(artefacts)) return artefacts;
  const packages = isFull ? librariesOf(site, required) : [];
  if (isStop(packages)) return packages;
  return {
    builds: 'the Python packages',
    producers: new Set(producers.keys()),
    buildOnly: requirementFiles(site, producers),
    artefacts,
    base,
    packages,
    assumptions: assumptionsOf(isFull),
    evidence: evidenceOf(site, producers, compiled),
  };
}

/** The folders of the image's own packages and programs. */
function usualFolders(site: Site, tag: string | undefined): NonEmpty<Artefact> | Stop<Instruction> {
  if (site.stage.from.image.includes('$'))
    return stop(
      'contains-variable',
      'a build argument decides the version of Python, which the folder of its packages is named after; write the version, or install into a virtual environment',
      site.stage.instruction,
    );
  const version = /^(\d\.\d{1,2})(?:[.-]|$)/.exec(tag ?? '')?.[1];
  if (version === undefined)
    return stop(
      'needs-evidence',
      `the tag of ${site.image} does not say the minor version of Python, so the folder of its packages is not known; write it, such as python:3.12`,
    );
  return [{ path: `/usr/local/lib/python${version}/site-packages` }, { path: '/usr/local/bin' }];
}

export function installsTools(site: Site): boolean {
  return site.runs.some(({ instruction }) =>
    installCalls(instruction).some(({ packages }) => packages.some(({ role }) => role === 'build')),
  );
}

/** Debian packages that requirements load or call, which the full image has by chance. */
function librariesOf(site: Site, required: readonly Required[]): readonly string[] | Stop {
  const names = new Set<string>();
  for (const { name, from } of required) {
    const native = nativePython(name);
    if (!native) continue;
    if (native.open)
      return stop(
        'needs-evidence',
        `which libraries ${name} loads depends on what its build finds (${from}); name them in an apt-get line, and split the file by hand`,
      );
    for (const each of native.uses ?? []) names.add(each);
    for (const dev of native.loads) {
      const libraries = librariesFor(site, dev);
      if (!libraries)
        return stop(
          'needs-evidence',
          `${name} loads a library of ${dev}, whose name depends on the release of Debian; write the release in FROM, such as python:3.12-bookworm`,
        );
      for (const each of libraries) names.add(each);
    }
  }
  return [...names];
}

function assumptionsOf(isFull: boolean): Assumption[] {
  const inside: Assumption = {
    id: 'packages-stay-in-their-folders',
    believes: 'The Python packages put all their files into the folders that are copied',
    breaksIf: 'a package installs data elsewhere: below /usr/local/share, /usr/local/etc or in a home folder',
    checkBy: 'run pip show --files on the packages, and start the image',
  };
  if (!isFull) return [inside];
  return [
    inside,
    {
      id: 'full-image-not-needed',
      believes:
        'The packages load no further library of the full image: they are pure Python, bring their libraries in wheels, or load those that are named',
      breaksIf: 'one was compiled against a library that only the full image has',
      checkBy: 'start the image and import the packages; ldd on their .so files shows what is not found',
    },
  ];
}

export function evidenceOf(site: Site, producers: Producers, compiled: readonly Required[]): [Evidence, ...Evidence[]] {
  const [first] = new Set([...producers.values()].map(({ instruction }) => instruction));
  const seen = instructionEvidence(site.doc, first!, 'the Python packages are installed here');
  const [native] = compiled;
  if (!native) return [seen];
  return [seen, { says: `${native.name} is compiled when it is installed`, from: native.source }];
}
