import type { Tool } from '../ecosystem.js';
import { shared, startsWith } from '../tools.js';

const PYTHON = /^python[\d.]*$/;

/** Places: https://pip.pypa.io/en/stable/topics/caching/ */
export const TOOLS: readonly Tool[] = [
  {
    name: 'pip',
    programs: /^pip[\d.]*$/,
    cache: {
      calls: (name, words) =>
        (/^pip[\d.]*$/.test(name) && words.includes('install')) ||
        (PYTHON.test(name) && words[0] === '-m' && words[1] === 'pip' && words.includes('install')),
      mounts: (home) => [shared(`${home}/.cache/pip`)],
      variables: ['PIP_CACHE_DIR', 'XDG_CACHE_HOME', 'PIP_NO_CACHE_DIR'],
      emptied: /^(?:\/root|~)\/\.cache(?:\/pip)?(?:\/\*?)?$/,
      cleans: startsWith('cache'),
    },
    readsNothing: startsWith('cache', 'config', 'uninstall', 'list', 'freeze', 'check', 'debug'),
  },
  {
    name: 'python',
    programs: PYTHON,
    readsNothing: (_, words) => words[0] === '--version' || (words[0] === '-m' && words[1] === 'ensurepip'),
    mayCompile: ([first = '']) => /setup\.py$/.test(first),
  },
  {
    name: 'poetry',
    programs: /^poetry$/,
    readsNothing: startsWith('config', 'self', 'cache'),
    mayCompile: startsWith('install', 'sync'),
  },
  { name: 'pdm', programs: /^pdm$/, readsNothing: startsWith('config', 'self', 'cache') },
  {
    name: 'uv',
    programs: /^uv$/,
    readsNothing: startsWith('cache', 'python', 'tool'),
    mayCompile: startsWith('sync', 'pip'),
  },
  { name: 'pipenv', programs: /^pipenv$/, mayCompile: startsWith('install', 'sync') },
];
