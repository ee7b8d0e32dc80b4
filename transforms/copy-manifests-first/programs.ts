// Programs of which it is known with which words they read nothing of the source.

type Check = (verbs: readonly string[], words: readonly string[]) => boolean;

const when =
  (...first: readonly string[]): Check =>
  (verbs) =>
    first.includes(verbs[0] ?? '');
/** Packages by name from an index; a path would be of the source. */
const names: Check = (verbs, words) =>
  !words.some((word) => /^\.{0,2}\/|^\.$|^--path$|^-f$|^--file$/.test(word)) && verbs.length > 0;

/** With these words they read no path that is not absolute. */
export const NEEDS_NOTHING_WITH: ReadonlyMap<string, Check> = new Map<string, Check>([
  ['npm', when('cache', 'config', 'set', '--version', 'root', 'bin')],
  ['yarn', when('cache', 'config')],
  ['pnpm', when('config', 'store')],
  ['corepack', when('enable', 'prepare')],
  ['pip', when('cache', 'config', 'uninstall', 'list', 'freeze', 'check', 'debug')],
  ['pip3', when('cache', 'config', 'uninstall', 'list', 'freeze', 'check', 'debug')],
  ['poetry', when('config', 'self', 'cache')],
  ['pdm', when('config', 'self', 'cache')],
  ['uv', when('cache', 'python', 'tool')],
  ['gem', when('install', 'update', 'sources')],
  ['bundle', when('config')],
  ['composer', when('config', 'clear-cache', 'clearcache', 'self-update', 'global', 'diagnose')],
  ['cargo', (verbs, words) => verbs[0] === 'install' && names(verbs, words) && verbs.length > 1],
  [
    'go',
    (verbs) =>
      verbs[0] === 'env' ||
      verbs[0] === 'version' ||
      (verbs[0] === 'install' && verbs.slice(1).every((word) => word.includes('@')) && verbs.length > 1),
  ],
  ['git', (verbs, words) => verbs[0] === 'config' && words.includes('--global')],
  ['python', (_, words) => words[0] === '--version' || (words[0] === '-m' && words[1] === 'ensurepip')],
  ['python3', (_, words) => words[0] === '--version' || (words[0] === '-m' && words[1] === 'ensurepip')],
  ['node', (_, words) => words[0] === '-v' || words[0] === '--version'],
  // From a pipe: `curl ... | bash -`.
  ['bash', (_, words) => words.every((word) => word === '-' || word === '-s' || word === '-x')],
  ['sh', (_, words) => words.every((word) => word === '-' || word === '-s' || word === '-x')],
]);
