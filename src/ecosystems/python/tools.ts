import { words } from '../../model/index.js';
import type { PackageCall, Tool } from '../ecosystem.js';
import { shared, startsWith } from '../tools.js';
import { PIP_VALUED, pipOption } from './pip-options.js';

const PYTHON = /^python[\d.]*$/;

/** Tools that are asked for in their newest version everywhere, and need to be. */
const ALWAYS_NEWEST = words('pip setuptools wheel build pip-tools virtualenv pipenv poetry uv');
const PLAIN_NAME = /^[A-Za-z0-9][\w.-]*(?:\[[\w,. -]+\])?$/;

function findLoosePip({ installs, packages, options }: PackageCall): string[] {
  // A constraints file, or files downloaded before, say which version.
  if (!installs || options.some((raw) => /^(?:-c|--constraint|--no-index|-t|--require-hashes)(?:=|$)/.test(raw)))
    return [];
  const names = packages.flatMap((value) =>
    value !== undefined && PLAIN_NAME.test(value) && !/\.(?:whl|zip|tar|gz|txt)$/.test(value) ? [value] : [],
  );
  return names.filter((name) => !ALWAYS_NEWEST.has(name.toLowerCase().replace(/\[.*/s, '')));
}

const UNCHECKED: Tool['unchecked'] = {
  option: { words: /^--trusted-host(?:=|$)/, says: 'pip trusts a host without a certificate' },
  settings: [
    { name: /^PYTHONHTTPSVERIFY$/, value: /^0$/, says: 'Python programs do not check certificates' },
    { name: /^PIP_TRUSTED_HOST$/, value: /\S/, says: 'pip trusts a host without a certificate' },
  ],
};

/** Places: https://pip.pypa.io/en/stable/topics/caching/ */
export const TOOLS: readonly Tool[] = [
  {
    name: 'pip',
    programs: /^pip[\d.]*$/,
    manager: { id: 'pip', valued: PIP_VALUED, option: pipOption },
    cache: {
      calls: (name, given) =>
        (/^pip[\d.]*$/.test(name) && given.includes('install')) ||
        (PYTHON.test(name) && given[0] === '-m' && given[1] === 'pip' && given.includes('install')),
      mounts: (home) => [shared(`${home}/.cache/pip`)],
      variables: ['PIP_CACHE_DIR', 'XDG_CACHE_HOME', 'PIP_NO_CACHE_DIR'],
      emptied: /^(?:\/root|~)\/\.cache(?:\/pip)?(?:\/\*?)?$/,
      cleans: startsWith('cache'),
    },
    readsNothing: startsWith('cache', 'config', 'uninstall', 'list', 'freeze', 'check', 'debug'),
    loose: findLoosePip,
    projectInstall: {
      what: 'pip',
      // `-e .` and the like build the project itself.
      is: (_, call) =>
        call?.installs === true &&
        call.packages.length === 0 &&
        call.options.some((raw) => /^(?:-r|--requirement)/.test(raw)) &&
        !call.options.some((raw) => /^(?:-e|--editable)/.test(raw)),
    },
    unchecked: UNCHECKED,
  },
  {
    name: 'python',
    programs: /^(?:python|pypy)[\d.]*$/,
    runsBehind: '-m',
    readsNothing: (_, given) => given[0] === '--version' || (given[0] === '-m' && given[1] === 'ensurepip'),
    mayCompile: ([first = '']) => /setup\.py$/.test(first),
    // `python -m pip install`
    startBuild: {
      inPlace: true,
      installer: (given) => (given.indexOf('-m') > 0 && given[given.indexOf('-m') + 1] === 'pip' ? 'pip' : undefined),
    },
    unchecked: UNCHECKED,
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
    unchecked: UNCHECKED,
    mayCompile: startsWith('sync', 'pip'),
  },
  { name: 'pipenv', programs: /^pipenv$/, mayCompile: startsWith('install', 'sync') },
];
