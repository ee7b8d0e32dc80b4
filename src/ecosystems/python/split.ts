// Python on the official images: what pip and its like install lies below /usr/local, in the same place in the slim
// image of the same version. It is copied there, so that programs, paths and the interpreter stay what they were.
import type { Instruction } from '../../dockerfile/index.js';
import {
  type Assumption,
  type Evidence,
  isStop,
  type NonEmpty,
  parseImageReference,
  type Stop,
  stop,
  words,
} from '../../model/index.js';
import { instructionEvidence, type Site } from '../../runs/index.js';
import {
  type Artefact,
  fullImageNotNeeded,
  isImage,
  type NativeNeed,
  neededPackages,
  NEEDS_OF_THE_FULL_IMAGE,
  packageRecipe,
  type Producer,
  stopNotHere,
  withRelease,
  writeRelease,
} from '../../splits/index.js';
import { nativePython } from './native.js';
import { stopOwnInterpreter } from './split-interpreter.js';
import { environmentStart, stopLaggingLock } from './split-environment.js';
import { artefactsOf, installsPackages } from './split-folders.js';
import { requirementFiles, requirementsOf, unreadFile, type Required } from './split-requirements.js';

export const python = packageRecipe({
  id: 'python',
  page: {
    name: 'Python',
    builds:
      "`pip`, `poetry`, `pipenv`, `uv` on the official images on Debian and Alpine, in the image's own folders, in a virtual environment, or with `--target` and `--user`",
    copies: 'the folders of the packages, to the same place',
  },
  on: (written) => {
    const site = withRelease(written);
    const { family } = site.profile ?? {};
    return isImage(site.image, 'python') && (family === 'debian' || family === 'alpine') ? site : undefined;
  },
  does: (command, words) => (installsPackages(command, words) ? 'install' : undefined),
  installs: ['install'],
  see: ({ site, installs, base, hasTools }) => {
    const required = requirementsOf(site, installs);
    const isFull = !isStop(base) && base.image !== site.stage.from.image;
    const inside = environmentStart(site, installs, required);
    return hasTools || inside || (isFull && compiledOf(required).length > 0) ? { required, isFull, inside } : undefined;
  },
  decide: ({ site, installs }, { required, isFull, inside }) => {
    const missing = isFull ? unreadFile(site, installs) : undefined;
    if (missing !== undefined) return stopNotHere(`${missing} is not here`, NEEDS_OF_THE_FULL_IMAGE);
    const own = stopOwnInterpreter(site, installs);
    if (own) return own;
    const lagging = inside && stopLaggingLock(site, installs);
    if (lagging) return lagging;
    const uninstalls = stopUninstalls(installs);
    if (uninstalls) return uninstalls;
    const artefacts = artefactsOf(site, installs, () => usualFolders(site), inside?.start.instruction);
    if (isStop(artefacts)) return artefacts;
    const packages = isFull
      ? neededPackages(site, needsOf(required), (what) =>
          stop('needs-evidence', writeRelease(what, 'python:3.12-bookworm')),
        )
      : [];
    if (isStop(packages)) return packages;
    return {
      builds: 'the Python packages',
      buildOnly: new Set([...requirementFiles(site, installs), ...(inside?.brings ?? [])]),
      buildPackages: HEADERS,
      artefacts,
      packages,
      ...(inside ? { start: inside.start, settings: inside.settings } : {}),
      assumptions: [
        INSIDE,
        ...(isFull ? [FULL_IMAGE, ...varying(required)] : []),
        ...(inside ? [inside.assumption] : []),
      ],
      evidence: evidenceOf(site, installs, required),
    };
  },
});

/** Of the Python that the distribution has, which is not that of the image. */
const HEADERS: ReadonlySet<string> = words('python3-dev python-dev');

/** What the images of Python bring, and somebody takes out of theirs: a new stage would have it again. */
const BROUGHT = words('pip setuptools wheel');

function stopUninstalls(installs: readonly Producer[]): Stop<Instruction> | undefined {
  for (const { command, instruction } of installs) {
    if (command.call?.manager !== 'pip' || command.call.verb !== 'uninstall') continue;
    const found = command.call.packages.find(({ value }) => BROUGHT.has(value ?? ''))?.value;
    if (found !== undefined)
      return stop(
        'needs-decision',
        `${found} is uninstalled here, and a new stage would begin with the ${found} of its image; uninstall it in the new stage, behind what is copied`,
        instruction,
      );
  }
  return undefined;
}

/** The folders of the image's own packages and programs. */
function usualFolders(site: Site): NonEmpty<Artefact> | Stop<Instruction> {
  if (site.stage.from.image.includes('$'))
    return stop(
      'contains-variable',
      'a build argument decides the version of Python, which the folder of its packages is named after; write the version, or install into a virtual environment',
      site.stage.instruction,
    );
  const { tag = '' } = parseImageReference(site.image) ?? {};
  const version = /^(\d\.\d{1,2})(?:[.-]|$)/.exec(tag)?.[1] ?? FROZEN.get(tag);
  if (version === undefined)
    return stop(
      'needs-evidence',
      `the tag of ${site.image} does not say the minor version of Python, so the folder of its packages is not known; write it, such as python:3.12`,
    );
  return [{ path: `/usr/local/lib/python${version}/site-packages` }, { path: '/usr/local/bin' }];
}

/**
 * Tags of a distribution that is built no more. Source:
 * https://github.com/docker-library/python/blob/34c9df35e9a69e9f0edde88e861b543edb8bc07a/3.7/alpine3.8/Dockerfile
 */
const FROZEN = new Map([['alpine3.8', '3.7']]);

/** What requirements load or call. */
export function needsOf(required: readonly Required[]): NativeNeed[] {
  return required.flatMap(({ name, from }) => {
    const native = nativePython(name);
    if (!native) return [];
    const open = native.open && `loads depends on what its build finds (${from})`;
    return [{ package: name, loads: native.loads, uses: native.uses, open }];
  });
}

/** Believed of packages that are copied. */
export const INSIDE: Assumption = {
  id: 'packages-stay-in-their-folders',
  believes: 'The Python packages put all their files into the folders that are copied',
  breaksIf: 'a package installs data elsewhere: below /usr/local/share, /usr/local/etc or in a home folder',
  checkBy: 'run pip show --files on the packages, and start the image',
};

const FULL_IMAGE = fullImageNotNeeded(
  'The packages load no further library of the full image: they are pure Python, bring their libraries in wheels, or load those that are named',
  'start the image and import the packages; ldd on their .so files shows what is not found',
);

/** What is believed of packages that link what their build finds. */
function varying(required: readonly Required[]): Assumption[] {
  const found = required.find(({ name }) => nativePython(name)?.varies);
  if (!found) return [];
  const { loads = [], uses = [] } = nativePython(found.name) ?? {};
  return [
    {
      id: 'optional-libraries-are-these',
      believes: `Of what the build of ${found.name} finds in the full image it loads the libraries of ${[...loads, ...uses].join(', ')} alone`,
      breaksIf: 'its build found another one, which is then missing when it starts',
      checkBy: 'build the image and start it; ldd shows a library that is not found',
      needsRun: true,
    },
  ];
}

function compiledOf(required: readonly Required[]): readonly Required[] {
  return required.filter(({ name }) => nativePython(name)?.compiled);
}

/** Where the packages are installed, and the first that is compiled. */
export function evidenceOf(site: Site, [first]: NonEmpty<Producer>, required: readonly Required[]): NonEmpty<Evidence> {
  const seen = instructionEvidence(site.doc, first.instruction, 'the Python packages are installed here');
  const [native] = compiledOf(required);
  if (!native) return [seen];
  return [seen, { says: `${native.name} is compiled when it is installed`, from: native.source }];
}
