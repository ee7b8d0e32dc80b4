import { type Project, words } from '../../model/index.js';
import type { Tool } from '../ecosystem.js';
import { shared, startsWith } from '../tools.js';
import { omissionOf } from './omission.js';
import { strictnessOf } from './strictness.js';
import { findPnpmObstacle, findYarnObstacle } from './cache.js';

const NPM_VALUED = words('--prefix --registry --cache -w --workspace --loglevel --userconfig --tag --omit --include');
const INSTALLS = words('install i ci add update rebuild');
const UNCHECKED: Tool['unchecked'] = {
  option: {
    words: /^(?:--strict-ssl=false|--no-strict-ssl)$/,
    says: 'the certificate of the package registry is not checked',
  },
  config: /^config (?:-g |--global )?set (?:-g |--global )?"?strict-ssl"?[ =]"?false/,
};

function looseNames(packages: readonly (string | undefined)[]): string[] {
  return packages.flatMap((value) =>
    value !== undefined &&
    /^(?:@[\w.-]+\/)?[a-z0-9][\w.-]*(?:@latest)?$/i.test(value) &&
    !/\.tgz$/.test(value) &&
    value !== 'npm'
      ? [value]
      : [],
  );
}

/** Yarn 2 and later, which has a cache of its own. */
function isBerry(projects: readonly Project[]): boolean {
  return projects.some((each) => each.ecosystem === 'node' && each.berry !== undefined);
}

function classicCache(home: string): string {
  return home === '/root' ? '/usr/local/share/.cache/yarn' : `${home}/.cache/yarn`;
}

/**
 * Places: https://docs.npmjs.com/cli/commands/npm-cache, https://classic.yarnpkg.com/en/docs/cli/cache
 * and https://yarnpkg.com/configuration/yarnrc#globalFolder (for root below
 * /usr/local/share: https://github.com/yarnpkg/yarn/blob/v1.22.22/src/util/user-home-dir.js),
 * https://pnpm.io/settings#storedir
 */
export const TOOLS: readonly Tool[] = [
  {
    name: 'npm',
    programs: /^npm$/,
    manager: {
      id: 'npm',
      valued: NPM_VALUED,
      updateUpgrades: true,
    },
    cache: {
      calls: (name, given) => name === 'npm' && /^(?:install|i|ci)$/.test(given[0] ?? ''),
      mounts: (home) => [shared(`${home}/.npm`)],
      variables: ['NPM_CONFIG_CACHE', 'npm_config_cache'],
      emptied: /^(?:\/root|~|\/home\/\w+)\/\.npm(?:\/\*?)?$/,
      cleans: startsWith('cache'),
    },
    readsNothing: startsWith('cache', 'config', 'set', '--version', 'root', 'bin'),
    omission: omissionOf('npm', NPM_VALUED),
    strictness: strictnessOf('npm'),
    startBuild: { verbs: INSTALLS, inPlace: true },
    loose: ({ installs, verb, packages }) => (installs && verb !== 'ci' ? looseNames(packages) : []),
    projectInstall: {
      what: 'npm',
      is: (given) => {
        const plain = given.filter((word) => !word.startsWith('-'));
        return /^(?:ci|install|i)$/.test(plain[0] ?? '') && plain.length === 1 && !given.includes('-g');
      },
    },
    unchecked: UNCHECKED,
  },
  {
    name: 'yarn',
    programs: /^yarn$/,
    manager: { id: 'yarn', installsBare: true, updateUpgrades: true, before: 'global' },
    cache: {
      calls: (name, given) => name === 'yarn' && /^(?:install|--[a-z-]+)?$/.test(given[0] ?? ''),
      mounts: (home, projects) => [shared(isBerry(projects) ? `${home}/.yarn/berry/cache` : classicCache(home))],
      variables: ['YARN_CACHE_FOLDER', 'XDG_CACHE_HOME', 'YARN_GLOBAL_FOLDER', 'YARN_ENABLE_GLOBAL_CACHE'],
      emptied: /^(?:\/usr\/local\/share|\/root|~|\/home\/\w+)\/\.cache(?:\/yarn)?(?:\/(?:v6)?\*?)?$/,
      cleans: startsWith('cache'),
      obstacle: findYarnObstacle,
    },
    readsNothing: startsWith('cache', 'config'),
    omission: omissionOf('yarn'),
    strictness: strictnessOf('yarn'),
    startBuild: {
      verbs: words('install add'),
      inPlace: true,
      installer: (given) => (given.length === 1 ? 'yarn' : undefined),
    },
    loose: ({ installs, verb, packages }) => (installs && verb === 'add' ? looseNames(packages) : []),
    projectInstall: {
      what: 'yarn',
      is: (given) =>
        !given.includes('global') &&
        /^(?:install)?$/.test(given.find((word) => !word.startsWith('-')) ?? '') &&
        !given.includes('--version'),
    },
    unchecked: UNCHECKED,
  },
  {
    name: 'pnpm',
    programs: /^pnpm$/,
    manager: { id: 'pnpm' },
    cache: {
      calls: (name, given) => name === 'pnpm' && given.some((word) => /^(?:install|i|fetch)$/.test(word)),
      mounts: (home) => [shared(`${home}/.local/share/pnpm/store`)],
      variables: ['PNPM_HOME', 'XDG_DATA_HOME', 'NPM_CONFIG_STORE_DIR', 'npm_config_store_dir'],
      emptied: /^(?:\/root|~|\/home\/\w+)\/\.local\/share\/pnpm(?:\/store)?(?:\/\*?)?$/,
      cleans: (given) => given[0] === 'store' && given[1] === 'prune',
      obstacle: findPnpmObstacle,
    },
    readsNothing: startsWith('config', 'store'),
    omission: omissionOf('pnpm'),
    strictness: strictnessOf('pnpm'),
    startBuild: { verbs: INSTALLS, inPlace: true },
    loose: ({ installs, verb, packages }) => (installs && verb !== 'ci' ? looseNames(packages) : []),
    projectInstall: {
      what: 'pnpm',
      is: (given) =>
        /^(?:install|i)$/.test(given[0] ?? '') && given.every((word, at) => at === 0 || word.startsWith('-')),
    },
    unchecked: UNCHECKED,
  },
  { name: 'bun', programs: /^bun$/, startBuild: { verbs: INSTALLS, inPlace: true } },
  { name: 'next', programs: /^next$/, startBuild: { verbs: words('dev build'), inPlace: true } },
  { name: 'corepack', programs: /^corepack$/, readsNothing: startsWith('enable', 'prepare') },
  {
    name: 'node',
    programs: /^node$/,
    readsNothing: (_, given) => given[0] === '-v' || given[0] === '--version',
    unchecked: {
      settings: [
        { name: /^NODE_TLS_REJECT_UNAUTHORIZED$/, value: /^0$/, says: 'Node.js programs do not check certificates' },
        { name: /^NPM_CONFIG_STRICT_SSL$/i, value: /^(?:false|0)$/i, says: 'npm does not check certificates' },
      ],
    },
  },
];
