import type { Tool } from '../ecosystem.js';
import { shared, startsWith } from '../tools.js';
import { findPnpmObstacle, findYarnObstacle } from './cache.js';

/**
 * Places: https://docs.npmjs.com/cli/commands/npm-cache, https://classic.yarnpkg.com/en/docs/cli/cache (for root below
 * /usr/local/share: https://github.com/yarnpkg/yarn/blob/v1.22.22/src/util/user-home-dir.js),
 * https://pnpm.io/settings#storedir
 */
export const TOOLS: readonly Tool[] = [
  {
    name: 'npm',
    programs: /^npm$/,
    cache: {
      calls: (name, words) => name === 'npm' && /^(?:install|i|ci)$/.test(words[0] ?? ''),
      mounts: (home) => [shared(`${home}/.npm`)],
      variables: ['NPM_CONFIG_CACHE', 'npm_config_cache'],
      emptied: /^(?:\/root|~|\/home\/\w+)\/\.npm(?:\/\*?)?$/,
      cleans: startsWith('cache'),
    },
    readsNothing: startsWith('cache', 'config', 'set', '--version', 'root', 'bin'),
  },
  {
    name: 'yarn',
    programs: /^yarn$/,
    cache: {
      calls: (name, words) => name === 'yarn' && /^(?:install|--[a-z-]+)?$/.test(words[0] ?? ''),
      mounts: (home) => [shared(home === '/root' ? '/usr/local/share/.cache/yarn' : `${home}/.cache/yarn`)],
      variables: ['YARN_CACHE_FOLDER', 'XDG_CACHE_HOME'],
      emptied: /^(?:\/usr\/local\/share|\/root|~|\/home\/\w+)\/\.cache(?:\/yarn)?(?:\/(?:v6)?\*?)?$/,
      cleans: startsWith('cache'),
      obstacle: findYarnObstacle,
    },
    readsNothing: startsWith('cache', 'config'),
  },
  {
    name: 'pnpm',
    programs: /^pnpm$/,
    cache: {
      calls: (name, words) => name === 'pnpm' && words.some((word) => /^(?:install|i|fetch)$/.test(word)),
      mounts: (home) => [shared(`${home}/.local/share/pnpm/store`)],
      variables: ['PNPM_HOME', 'XDG_DATA_HOME', 'NPM_CONFIG_STORE_DIR', 'npm_config_store_dir'],
      emptied: /^(?:\/root|~|\/home\/\w+)\/\.local\/share\/pnpm(?:\/store)?(?:\/\*?)?$/,
      cleans: (words) => words[0] === 'store' && words[1] === 'prune',
      obstacle: findPnpmObstacle,
    },
    readsNothing: startsWith('config', 'store'),
  },
  { name: 'corepack', programs: /^corepack$/, readsNothing: startsWith('enable', 'prepare') },
  {
    name: 'node',
    programs: /^node$/,
    readsNothing: (_, words) => words[0] === '-v' || words[0] === '--version',
  },
];
