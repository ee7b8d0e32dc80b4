// Packages of require-dev: whether an image can do without them.
// Sources: https://getcomposer.org/doc/03-cli.md#install-i, https://getcomposer.org/doc/articles/autoloader-optimization.md,
// https://symfony.com/doc/current/configuration.html#configuration-environments,
// https://laravel.com/docs/deployment#optimization
import { type Assumption, baseName, child, isStop, sourcePlace, type Stop, stop, words } from '../../model/index.js';
import { splitOptions } from '../install-call.js';
import { jsonAt, readJson } from '../manifest-formats.js';
import type { Omission, Omitted, ShippedInstall } from '../omission.js';
import { type DevelopmentPackage, developmentPackages } from './locked.js';
import { writesFiles } from './frameworks.js';
import { namedInSource, namespaceIn } from './named.js';
import type { PhpProject } from './project.js';

const UNUSED: Assumption = {
  id: 'dev-dependencies-unused',
  believes: 'The program needs nothing of require-dev when it runs',
  breaksIf: 'it loads a class of one by a name that is put together, or calls a function that one of them defines',
  checkBy: 'start the image and use each part of the program once',
};

export const omission: Omission = { manifest: 'composer.json', installsAll, judge };

const DECIDED = words('--no-dev --dev --no-install --download-only -g --global -d --working-dir --help -h');

/** @param words of composer, or of php that runs it. */
function installsAll(words: readonly string[]): number | undefined {
  const behindPhp = /^php[\d.]*$/.test(baseName(words[0] ?? '')) ? 1 : 0;
  if (!/^composer(?:\.phar)?$/.test(baseName(words[behindPhp] ?? ''))) return undefined;
  const { options, plain } = splitOptions(
    words.slice(behindPhp + 1),
    new Set(['-d', '--working-dir', '--ignore-platform-req']),
  );
  if (plain.length !== 1 || !/^(?:install|i)$/.test(plain[0]!)) return undefined;
  return [...options.keys()].some((each) => DECIDED.has(each)) ? undefined : words.indexOf(plain[0]!, behindPhp + 1);
}

const FOR_PRODUCTION = /^prod(?:uction)?$/;
const FOR_DEVELOPMENT = /^(?:dev|develop|development|local|tests?|testing|ci)$/;
const ENVIRONMENTS = ['APP_ENV', 'SYMFONY_ENV'] as const;

function judge(install: ShippedInstall): Omitted | Stop | undefined {
  const { folder, projects, repository, during, atEnd } = install;
  const project = projects.find((each): each is PhpProject => each.ecosystem === 'php');
  const manifest = readJson(repository.read(child(folder, 'composer.json')) ?? '');
  const required = jsonAt(manifest, 'require-dev')?.entries.size ?? 0;
  if (!project || required === 0 || during.has('COMPOSER_NO_DEV')) return undefined;
  const environment = ENVIRONMENTS.map((name) => atEnd.get(name)).find((value) => value !== undefined);
  if (environment !== undefined && FOR_DEVELOPMENT.test(environment)) return undefined;
  if (project.lock === undefined)
    return stop('needs-evidence', 'no composer.lock is here, so what require-dev brings is not seen; check it in');
  const packages = developmentPackages(repository.read(project.lock) ?? '');
  if (!packages)
    return stop('needs-evidence', `${project.lock} cannot be read, so what require-dev brings is not seen`);
  if (packages.length === 0) return undefined;
  const isProduction = environment !== undefined && FOR_PRODUCTION.test(environment);
  const against =
    forDevelopment(install) ??
    bundlesNeed(project, isProduction) ??
    hookOf(install, project, packages) ??
    calledBehind(install, project, packages) ??
    namedInSource(install, packages);
  if (isStop(against)) return against;
  const optimises = isProduction && install.hasSource && !isOptimised(install, manifest);
  return {
    option: optimises ? ' --no-dev --optimize-autoloader' : ' --no-dev',
    seen: 'installs what require-dev names as well',
    evidence: [
      {
        says: `no source names what the ${packages.length} packages of packages-dev bring`,
        from: { kind: 'source', file: project.lock },
      },
    ],
    believes: UNUSED,
  };
}

/** The image, or a container of it, is for whoever works on the source. */
function forDevelopment({ runs, uses }: ShippedInstall): Stop | undefined {
  const debugger_ = runs.some((text) => /\bxdebug\b|php\.ini-development\b/.test(text));
  if (debugger_)
    return stop(
      'needs-decision',
      'the image has a debugger or settings for development; build one without for production',
    );
  for (const { name, environment, isMountedOver } of uses) {
    const set = ENVIRONMENTS.find((each) => FOR_DEVELOPMENT.test(environment.get(each) ?? ''));
    if (set !== undefined)
      return stop(
        'needs-decision',
        `${name} sets ${set} to ${environment.get(set)}, where packages of require-dev are used`,
      );
    if (isMountedOver)
      return stop(
        'needs-decision',
        `${name} lays a folder of the host over the program, so the image is for development as well; make a stage for that`,
      );
  }
  return undefined;
}

/** Symfony loads the bundles of the environment it runs in, which is `dev` unless something else is said. */
function bundlesNeed({ requires }: PhpProject, isProduction: boolean): Stop | undefined {
  if (isProduction || ![...requires.keys()].some((name) => /^symfony\/(?:framework-bundle|symfony|flex)$/.test(name)))
    return undefined;
  return stop(
    'needs-decision',
    'Symfony starts in the environment dev, with the bundles of packages of require-dev, unless the image says otherwise; set ENV APP_ENV=prod above the install first',
  );
}

const EVENTS = words(`
  pre-install-cmd post-install-cmd pre-autoload-dump post-autoload-dump post-package-install pre-package-install
  pre-operations-exec`);
/** Commands of events that work without packages of require-dev. */
const HARMLESS = [
  /^Illuminate\\Foundation\\ComposerScripts::\w+$/,
  /^(?:Sensio\\Bundle\\DistributionBundle|Incenteev\\ParameterHandler)\\(?:Composer\\)?ScriptHandler::\w+$/,
  /^@?(?:php )?-r "file_exists\('\.env'\) \|\| copy\('\.env\.example', '\.env'\);"$/,
  /^chmod [^&|;]*$/,
];

function isHarmless(command: string): boolean {
  const called = /^@?(?:php )?(?:(artisan)|(?:bin|app)\/(console)) ([\w:-]+)/.exec(command);
  if (called && !/[&|;]/.test(command)) return writesFiles(called[1] === undefined ? 'console' : 'artisan', called[3]);
  return HARMLESS.some((each) => each.test(command));
}

function hookOf(
  { words: call }: ShippedInstall,
  { scripts }: PhpProject,
  packages: readonly DevelopmentPackage[],
): Stop | undefined {
  if (call.includes('--no-scripts')) return undefined;
  for (const [event, { is, from }] of scripts) {
    if (!EVENTS.has(event)) continue;
    for (const command of expanded(is, scripts)) {
      const named = namespaceIn(command, packages);
      if (named === undefined && isHarmless(command)) continue;
      return stop(
        'used-later',
        `the script ${event} (${sourcePlace(from)}) runs ${command.slice(0, 80)} when packages are installed, and may need one of require-dev`,
      );
    }
  }
  return undefined;
}

/** The commands of a script, those of scripts that it calls in their place; what calls itself stays as it is. */
function expanded(script: string, scripts: PhpProject['scripts']): string[] {
  return script.split(' && ').flatMap((each) => {
    const other = /^@([\w-]+)$/.exec(each.trim())?.[1];
    const called = other === undefined ? undefined : scripts.get(other)?.is;
    return called === undefined ? [each.trim()] : called.split(' && ').map((one) => one.trim());
  });
}

/** Fills a database with made-up data, for which packages of require-dev are there, and consoles of theirs. */
const SEEDS =
  /\bdb:seed\b|(?:^|\s)--seed\b|\bdoctrine:fixtures\b|\bartisan (?:test|dusk|ide-helper)\b|\bcomposer (?:run(?:-script)? )?(?:test|lint|cs|check)\b/;

function calledBehind(
  { behind, uses, scripts }: ShippedInstall,
  project: PhpProject,
  packages: readonly DevelopmentPackage[],
): Stop | undefined {
  const programs = new Set(packages.flatMap((each) => each.programs));
  for (const text of behind) {
    const called = callIn(text, programs, project);
    if (called !== undefined) return stop('used-later', `the build calls ${called} behind the install`);
  }
  for (const { name, starts } of uses) {
    const called = callIn(starts, programs, project);
    if (called !== undefined)
      return stop('used-later', `${name} starts ${called}, which needs packages of require-dev`);
  }
  for (const { file, text } of scripts()) {
    for (const line of text.split('\n')) {
      const inContainer = /\.sh$|entrypoint/i.test(file) || /\bdocker\b|\bcompose\b|\bpodman\b/.test(line);
      const called = inContainer ? callIn(line, programs, project) : undefined;
      if (called !== undefined)
        return stop('used-later', `${file} calls ${called} in a container, which needs packages of require-dev`);
    }
  }
  return undefined;
}

/** What needs them: called itself, or by a script of composer.json that is. */
function callIn(text: string, programs: ReadonlySet<string>, { scripts }: PhpProject): string | undefined {
  const called = scriptsCalled(text, scripts).flatMap((script) => expanded(script, scripts));
  for (const each of [text, ...called]) {
    const seeds = SEEDS.exec(each)?.[0].trim();
    if (seeds !== undefined) return seeds;
    const program = wordsOf(each)
      .map((word) => /(?:^|\/)vendor\/bin\/([\w.-]+)$/.exec(word)?.[1] ?? word)
      .find((word) => programs.has(word));
    if (program !== undefined) return program;
  }
  return undefined;
}

function wordsOf(text: string): string[] {
  return text.split(/[\s"'`,[\]()&|;=]+/);
}

/** `composer serve`, `composer run-script serve`. */
function scriptsCalled(text: string, scripts: PhpProject['scripts']): string[] {
  const given = wordsOf(text).filter((word) => !word.startsWith('-'));
  return given.flatMap((word, at) => {
    if (!/(?:^|\/)composer(?:\.phar)?$/.test(word)) return [];
    const next = /^run(?:-script)?$/.test(given[at + 1] ?? '') ? given[at + 2] : given[at + 1];
    const script = scripts.get(next ?? '');
    return script ? [script.is] : [];
  });
}

function isOptimised({ words: call }: ShippedInstall, manifest: ReturnType<typeof readJson>): boolean {
  return (
    call.some((word) =>
      /^(?:-o|-a|--optimize-autoloader|--classmap-authoritative|--apcu-autoloader|--no-autoloader)$/.test(word),
    ) ||
    ['optimize-autoloader', 'classmap-authoritative'].some((key) => jsonAt(manifest, 'config', key)?.value === true)
  );
}
