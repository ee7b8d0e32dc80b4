// PHP on the official images, which have no smaller variant and keep their own compiler: what stays in the build stage is
// what the file adds for its build, development packages and composer with what it unpacks with.
import {
  type Assumption,
  type Evidence,
  isStop,
  isWithin,
  type NonEmpty,
  nonEmpty,
  type Stop,
  stop,
} from '../../model/index.js';
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
import { copyArguments, type Instruction, isContextCopy, isCopy } from '../../dockerfile/index.js';
import { isOnRecentDebian } from '../../knowledge/index.js';
import {
  type Artefact,
  copyDestination,
  installsTools,
  isImage,
  manifestFolders,
  outermost,
  ownedArtefact,
  packageRecipe,
  type PackageStage,
  type Producer,
  releaseMissing,
  twinQuestion,
  withRelease,
} from '../../splits/index.js';
import type { PhpProject } from './project.js';
import { folderOf, phpDoes, settingsFolder, type PhpDoes } from './split-commands.js';

type PhpProducer = Producer<PhpDoes>;

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

/** Settings in a RUN with the build become artefacts; RUNs of settings alone are repeated. */
function settingsOf(
  site: Site,
  producing: readonly PhpProducer[],
  producers: Map<RunCommand, Instruction>,
): { readonly folders: ReadonlySet<string>; readonly repeated: ReadonlySet<Instruction> } {
  const folders = new Set<string>();
  const repeated = new Set<Instruction>();
  for (const run of site.runs) {
    const builds = run.commands.some((each) => producers.has(each));
    const tools = installsTools(run.instruction);
    const apache = run.commands.filter((each) =>
      producing.some(({ command, does }) => command === each && does === 'apache'),
    );
    if (!builds && !tools) {
      const plain = run.commands.every(({ role }) => role !== 'other' && role !== 'packages');
      const others = run.commands.filter((each) => each.role === 'other' && !apache.includes(each));
      if (apache.length > 0 && (plain || others.length === 0)) repeated.add(run.instruction);
      continue;
    }
    for (const each of run.commands) {
      if (producers.has(each)) continue;
      const folder = apache.includes(each) ? '/etc/apache2' : settingsFolder(each, run.instruction);
      if (folder === undefined) continue;
      folders.add(folder);
      producers.set(each, run.instruction);
    }
  }
  return { folders, repeated };
}

function artefactsOf(
  site: Site,
  extensions: readonly PhpProducer[],
  composer: readonly PhpProducer[],
  settings: ReadonlySet<string>,
): NonEmpty<Artefact> | Stop<Instruction> {
  const found: Artefact[] = [];
  if (extensions.length > 0) {
    found.push({
      path: extensions.some(({ does }) => does === 'pear') ? '/usr/local/lib/php' : '/usr/local/lib/php/extensions',
    });
    if (!settings.has('/usr/local/etc/php')) found.push({ path: '/usr/local/etc/php/conf.d' });
  }
  for (const path of settings) found.push({ path });
  for (const producer of composer) {
    const { instruction, words, does } = producer;
    const folder = folderOf(site, producer);
    if (
      does === 'composer' &&
      !words.some((word) => /^(?:install|i|update|u|require|dump-?autoload|run-script|run)$/.test(word))
    )
      continue;
    if (folder === undefined || /^\/(?:root|usr|etc|opt|srv|var|home|tmp)?$/.test(folder))
      return stop(
        'needs-evidence',
        `${words.slice(0, 3).join(' ')} works in ${folder ?? 'a folder that is not seen'}, among other things of the image, so what to copy is not known; set a WORKDIR of the program's own`,
        instruction,
      );
    const path = programFolder(site, instruction, folder);
    if (!found.some((each) => isWithin(path, each.path))) found.push(ownedArtefact(site, instruction, path));
  }
  const outer = outermost(found);
  if (!outer)
    return stop(
      'needs-evidence',
      'what composer leaves that the program needs is not seen; decide that, and split the file by hand',
      composer[0]?.instruction,
    );
  return outer;
}

const MANIFEST = /(?:^|\/)(?:composer[\w.*-]*|symfony\.lock|auth\.json|package[\w.*-]*\.json|yarn\.lock|\.npmrc)$/;

/** `vendor` where only manifests are there when packages are installed; else all that is copied around them. */
function programFolder(site: Site, instruction: Instruction, folder: string): string {
  let around: string | undefined;
  for (const each of site.body) {
    if (each.index > instruction.index) break;
    if (!isContextCopy(each)) continue;
    if (copyArguments(each)?.sources.every((source) => MANIFEST.test(source))) continue;
    const to = copyDestination(site, each);
    if (to === undefined || to === '/') continue;
    if (isWithin(folder, to) && (around === undefined || isWithin(around, to))) around = to;
    else if (isWithin(to, folder)) around ??= folder;
  }
  return around ?? `${folder}/vendor`;
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
