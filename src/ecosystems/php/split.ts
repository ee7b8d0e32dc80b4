// PHP on the official images, which have no smaller variant and keep their own compiler: what stays in the build stage is
// what the file adds for its build, development packages and composer with what it unpacks with.
import { type Assumption, type Evidence, isStop, isWithin, type NonEmpty, nonEmpty, stop } from '../../model/index.js';
import {
  commandsOf,
  installCalls,
  instructionEvidence,
  type RunCommand,
  runtimePackagesOf,
  type Site,
  sourceIsMissing,
  usesOf,
} from '../../runs/index.js';
import { copyArguments, type Instruction, isCopy } from '../../dockerfile/index.js';
import { isOnRecentDebian } from '../../knowledge/index.js';
import {
  copyDestination,
  isImage,
  manifestFolders,
  packageRecipe,
  type PackageStage,
  releaseMissing,
  twinQuestion,
  withRelease,
} from '../../splits/index.js';
import type { PhpProject } from './project.js';
import { phpDoes, type PhpDoes } from './split-commands.js';
import { type PhpProducer, settingsOf, artefactsOf } from './split-folders.js';

export const php = packageRecipe({
  id: 'php',
  page: {
    name: 'PHP',
    builds:
      '`docker-php-ext-install`, `pecl` and composer on the official images on Debian, where development packages or composer stay behind',
    copies:
      'extensions and settings, `vendor` or the folder of the program; the same image, which has no smaller variant and keeps its own compiler',
  },
  on: (written) => {
    const site = withRelease(written);
    return isImage(site.image, 'php') && site.profile?.family === 'debian' ? site : undefined;
  },
  questions: (image, isSplit) => (isImage(image, 'php') ? twinQuestion(image, isSplit) : undefined),
  does: phpDoes,
  installs: ['extension', 'pear', 'composer'],
  base: ({ stage }, producers) => ({
    image: stage.from.image,
    lacks: producers.some(({ does }) => does === 'composer') ? ['composer'] : [],
    evidence: [],
  }),
  see,
  decide: ({ site, producers: all }, { extensions, composer, evidence }) => {
    const open = developmentPackages(site).find((name) => libraryIsOpen(site, name));
    if (open !== undefined && releaseMissing(site) === 'no-answer')
      return stop(
        'no-answer',
        `the library that an extension built with ${open} loads has another name in each release of Debian, and ${site.image} does not say which; write the release in FROM, such as ${site.image}-bookworm, or run without --offline`,
        site.stage.instruction,
      );
    const builds = [...extensions, ...composer, ...all.filter(({ does }) => does === 'get-composer')];
    const producers = new Map<RunCommand, Instruction>(
      builds.map(({ command, instruction }) => [command, instruction]),
    );
    const kept = settingsOf(site, all, producers);
    const artefacts = artefactsOf(site, extensions, composer, kept.folders);
    if (isStop(artefacts)) return artefacts;
    const hasComposer = composer.some(({ does }) => does === 'composer');
    return {
      builds: extensions.length > 0 ? 'the extensions' : 'the packages',
      producers: new Set(producers.keys()),
      buildOnly: new Set(buildCopies(site)),
      repeated: kept.repeated,
      buildPackages: hasComposer ? spareTools(site, producers) : new Set(),
      artefacts,
      assumptions: [extensions.length > 0 ? INSIDE : WITHOUT_COMPOSER],
      evidence,
    };
  },
});

/** What is compiled and what composer brings; `undefined` where nothing of it stays behind. */
function see({ site, producers, hasTools }: PackageStage<PhpDoes>) {
  const extensions = producers.filter(({ does }) => does === 'extension' || does === 'pear');
  const composer = producers.filter(({ does }) => does === 'composer' || does === 'build');
  const evidence = evidenceOf(site, extensions, composer);
  const worthIt = (hasTools && extensions.length > 0) || composer.some(({ does }) => does === 'composer');
  return evidence && worthIt ? { extensions, composer, evidence } : undefined;
}

function developmentPackages({ runs }: Site): string[] {
  return runs.flatMap(({ instruction }) =>
    installCalls(instruction).flatMap(({ packages }) =>
      packages.flatMap(({ role, name }) => (role === 'build' && /-dev$/.test(name) ? [name] : [])),
    ),
  );
}

/** True where only the release is missing: each has a name for it. */
function libraryIsOpen({ profile, image }: Site, name: string): boolean {
  return (
    profile?.release === undefined &&
    isOnRecentDebian(image) &&
    runtimePackagesOf(name, undefined) === undefined &&
    runtimePackagesOf(name, 'bookworm') !== undefined
  );
}

/** `COPY --from=composer /usr/bin/composer ...`, and the source of an extension below /usr/src/php. */
function buildCopies(site: Site): Instruction[] {
  return site.body.filter((each) => {
    if (!isCopy(each)) return false;
    if (!each.flag('from')) return isWithin(copyDestination(site, each) ?? '/', '/usr/src/php');
    return copyArguments(each)?.sources.every((source) => /(?:^|\/)composer(?:\.phar)?$/.test(source)) ?? false;
  });
}

/** Packages that composer fetches and unpacks with. */
const FETCHES: readonly string[] = ['git', 'unzip', 'zip', 'p7zip-full', 'subversion', 'mercurial'];

/** Those of them that nothing else is seen to call. */
function spareTools(site: Site, producers: ReadonlyMap<RunCommand, Instruction>): ReadonlySet<string> {
  const project = projectOf(site);
  if (
    !project ||
    [...project.requires.keys()].some((name) => /git|svn|mercurial|deployer|composer\/composer/.test(name))
  )
    return new Set();
  const starting = site.body.filter(({ keyword }) => /^(?:CMD|ENTRYPOINT|HEALTHCHECK)$/.test(keyword));
  const called = (name: string): string[] => [...commandsOf([name]), name];
  const { uses, files } = usesOf(site.doc, site.context, starting, new Set(FETCHES.flatMap(called)));
  if (files === 0 || sourceIsMissing(site.body, files)) return new Set();
  const busy = new Set([
    ...uses.map(({ command }) => command),
    ...site.runs.flatMap(({ commands }) => commands.flatMap((each) => (producers.has(each) ? [] : (each.name ?? [])))),
  ]);
  return new Set(FETCHES.filter((name) => !called(name).some((each) => busy.has(each))));
}

function projectOf(site: Site): PhpProject | undefined {
  for (const folder of manifestFolders(site, /\/?composer[\w.*]{0,100}$/)) {
    const found = site.context.evidence.projects(folder).find((each) => each.ecosystem === 'php');
    if (found?.ecosystem === 'php') return found;
  }
  return undefined;
}

const INSIDE: Assumption = {
  id: 'extensions-stay-in-their-folders',
  believes:
    'Extensions are what lies below /usr/local/lib/php/extensions and /usr/local/etc/php, and load the libraries of the development packages in the file',
  breaksIf: 'one installs a program or data elsewhere, or loads a library that came along with another package',
  checkBy: 'start the image and run php -m; a library that is not found is named in its warnings',
};

const WITHOUT_COMPOSER: Assumption = {
  id: 'composer-unused-at-run-time',
  believes: 'The program needs the packages and not composer itself, which no start script and no source here calls',
  breaksIf: 'people run composer in the container, or a task of the framework calls it',
  checkBy: 'start the image and use it once; harden verify does',
};

function evidenceOf(
  { doc }: Site,
  extensions: readonly PhpProducer[],
  composer: readonly PhpProducer[],
): NonEmpty<Evidence> | undefined {
  const found: Evidence[] = [];
  if (extensions[0]) found.push(instructionEvidence(doc, extensions[0].instruction, 'extensions are compiled here'));
  if (composer[0]) found.push(instructionEvidence(doc, composer[0].instruction, 'packages are installed here'));
  return nonEmpty(found);
}
