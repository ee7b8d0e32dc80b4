// composer.
// Sources: https://getcomposer.org/doc/03-cli.md#install-i, https://getcomposer.org/doc/articles/scripts.md,
// https://getcomposer.org/doc/articles/autoloader-optimization.md
import { type FetchAhead, type InstallInputs, anyOf, child, wordList, words } from '../../model/index.js';
import { jsonAt, readJson } from '../manifest-formats.js';
import {
  arePlainWords,
  existingPaths,
  projectOf,
  splitOptions,
  inputsRead,
  inputsUnclear,
  manifestUnread,
  readBy,
  type Call,
  type Surroundings,
} from '../install-call.js';
import type { PhpProject } from './project.js';

export function readPhpInstall(call: Call, around: Surroundings): InstallInputs | undefined {
  if (/^composer(?:\.phar)?$/.test(call.tool.replace(/^\.\//, '')))
    return composer({ ...call, tool: 'composer' }, around);
  if (/^php[\d.]*$/.test(call.tool) && /(?:^|\/)composer(?:\.phar)?$/.test(call.args[0] ?? ''))
    return composer({ ...call, tool: 'composer', args: call.args.slice(1) }, around);
  return undefined;
}

/** Events of each package: a second install, which finds them all there, has none of them. */
const OF_PACKAGES = ['pre-package-install', 'post-package-install', 'pre-operations-exec'];
const OPTIMISES = words('-o --optimize-autoloader -a --classmap-authoritative --apcu-autoloader --apcu');

/**
 * Packages without scripts and autoloader in front of an install that needs the source for those: it finds the packages
 * there, and does what is left. Source: https://github.com/dunglas/symfony-docker/blob/main/Dockerfile
 */
export function fetchPhpAhead(call: Call, around: Surroundings): FetchAhead | undefined {
  if (call.tool !== 'composer' || !arePlainWords(call.args)) return undefined;
  const project = projectOf(around, call.directory, 'php');
  if (!project || OF_PACKAGES.some((event) => project.scripts.has(event))) return undefined;
  const added = ['--no-scripts', '--no-autoloader'].filter((option) => !call.args.includes(option));
  const args = [...call.args.filter((word) => !OPTIMISES.has(word)), ...added];
  const inputs = composer({ ...call, args }, around, true);
  return inputs?.told ? { command: ['composer', ...args].join(' '), inputs } : undefined;
}

/** Events of `composer install`. The autoloader's come with it unless it is left out. */
const EVENTS = wordList(`
  pre-install-cmd post-install-cmd pre-autoload-dump post-autoload-dump post-package-install pre-package-install
  pre-operations-exec init command pre-command-run auto-scripts`);

/** @param again the same is installed once more behind the source. */
function composer(call: Call, around: Surroundings, again = false): InstallInputs | undefined {
  const { options, plain } = splitOptions(
    call.args,
    new Set(['-d', '--working-dir', '--ignore-platform-req', '--audit-format']),
  );
  const [verb, ...named] = plain;
  if (verb === 'update' || verb === 'require')
    return inputsUnclear('writes-manifest', `composer ${verb} writes composer.lock itself`);
  if ((verb !== 'install' && verb !== 'i') || options.has('-g')) return undefined;
  if (named.length > 0 || options.has('-d') || options.has('--working-dir'))
    return inputsUnclear('unknown-option', 'composer is told to work in another folder');
  const project = projectOf(around, call.directory, 'php');
  const manifest = child(call.directory, 'composer.json');
  if (!project) return inputsUnclear('unread-manifest', 'composer finds no composer.json in the repository');
  const [unread] = project.unread;
  if (unread) return manifestUnread(unread);
  const [local] = project.pathRepositories;
  if (local) return inputsUnclear('local-source', `composer.json has a repository in ${local.is.written}`, local.from);
  const vendor = child(call.directory, 'vendor');
  if (around.repository.kind(vendor) === 'directory' && !around.repository.ignored(vendor))
    return inputsUnclear('vendored', 'vendor/ lies in the repository', { kind: 'source', file: vendor });
  const event = options.has('--no-scripts') ? undefined : EVENTS.find((name) => project.scripts.has(name));
  if (event !== undefined)
    return inputsUnclear(
      'own-hook',
      `the script ${event} runs when packages are installed; --no-scripts leaves it to a later line`,
      project.scripts.get(event)!.from,
    );
  const recipes = existingPaths(around, call.directory, ['symfony.lock']);
  const plugin = options.has('--no-plugins')
    ? undefined
    : project.plugins.find(({ is }) => WORKS_ON_PROJECT.test(is) && !(again && recipes.length > 0 && SYMFONY.test(is)));
  if (plugin)
    return inputsUnclear(
      'own-hook',
      `the plug-in ${plugin.is} reads and writes the project when packages are installed`,
      plugin.from,
    );
  const scanned = options.has('--no-autoloader') ? undefined : scans(call, project, options, around);
  if (scanned) return scanned;
  const also = [...existingPaths(around, call.directory, ['composer.lock', 'auth.json']), ...recipes];
  return inputsRead(
    call,
    'php',
    { needs: [manifest], also, writes: [vendor] },
    readBy('composer', [manifest, ...also]),
  );
}

/** With the recipes that symfony.lock names Flex has nothing left to do, and the run time is made with the autoloader. */
const SYMFONY = /^symfony\/(?:flex|runtime)$/;
const WORKS_ON_PROJECT = anyOf(
  /symfony\/(?:flex|runtime)|drupal\/core-composer-scaffold|composer\/installers/,
  /drupal-scaffold|oomphinc\/|wikimedia\/composer-merge|composer-patches/,
);

/** An autoloader with a class map is made from the source. */
function scans(
  call: Call,
  project: PhpProject,
  options: ReadonlyMap<string, unknown>,
  around: Surroundings,
): InstallInputs | undefined {
  const root = readJson(around.repository.read(child(call.directory, 'composer.json')) ?? '');
  const optimised =
    ['-o', '-a', '--optimize-autoloader', '--classmap-authoritative', '--apcu-autoloader'].some((option) =>
      options.has(option),
    ) || ['optimize-autoloader', 'classmap-authoritative'].some((key) => jsonAt(root, 'config', key)?.value === true);
  const mapped = ['autoload', 'autoload-dev'].some(
    (section) => (jsonAt(root, section, 'classmap')?.items.length ?? 0) > 0,
  );
  const [first] = project.autoload;
  if ((!optimised || !first) && !mapped) return undefined;
  return inputsUnclear(
    'whole-project',
    'the autoloader is made from the source; --no-autoloader with composer dump-autoload afterwards splits the two',
    first?.from,
  );
}
