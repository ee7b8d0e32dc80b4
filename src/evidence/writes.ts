// What a command line writes: by its options, by what the program does, by what a script does around it.
import { type Facts, type Sign, type Source, type Unread, type Write, baseName, words } from '../model/index.js';
import { behindWrappers } from '../programs/index.js';
import { commandName, parseShell, type ShellCommand } from '../shell/index.js';

/** Options whose value is a file that is written, of any program. */
const FILE_OPTIONS = words(`
  --log-file --logfile --log_file --access-logfile --access-log --error-logfile --error-log --errorlog --log-to
  --logto --pid --pidfile --pid-file --statedb --schedule --db-path --db --database --output --output-file --out
  --dump-file`);
const FOLDER_OPTIONS = words(`
  --data-dir --datadir --data --log-dir --logdir --cache-dir --cachedir --storage --storage-path --work-dir --workdir
  --upload-dir --tmpdir --temp-dir --output-dir --outdir --state-dir --worker-tmp-dir --data-path --storage.tsdb.path`);
const NOWHERE = /^(?:-|\/dev\/\S*|stdout|stderr|syslog:?\S*|[a-z]+:\/\/\S*|\$\{?\w+\}?|true|false|\d+)$/;

/** What the arguments of a program say that it writes. */
export function writesOf(name: string, words: readonly string[], from: Source): Facts<Write> {
  const known: Write[] = [];
  const unread: Unread[] = [];
  for (const [at, word] of words.entries()) {
    const equals = word.indexOf('=');
    const option = equals === -1 ? word : word.slice(0, equals);
    const folder = FOLDER_OPTIONS.has(option);
    if (!folder && !FILE_OPTIONS.has(option)) continue;
    const path = equals === -1 ? (words[at + 1] ?? '') : word.slice(equals + 1);
    if (path === '' || path.startsWith('-') || NOWHERE.test(path)) continue;
    if (path.includes('$')) unread.push({ says: `a variable decides where ${option} points`, from });
    else known.push({ path, folder, from });
  }
  for (const word of words) {
    const path =
      /^(?:-Xloggc:|-XX:HeapDumpPath=|-Dlogging\.file(?:\.name)?=|--logging\.file\.name=|(?:--bind=|-b)?unix:)([^$]+)$/.exec(
        word,
      )?.[1];
    const log = path ?? /^-Xlog:[^$]*\bfile=([^:$]+)/.exec(word)?.[1];
    if (log !== undefined) known.push({ path: log, folder: false, from });
  }
  const own = OF_PROGRAM.find((rule) => rule.is(name, words));
  if (own) known.push({ path: own.path, folder: true, from });
  return { known, unread };
}

/** Programs that write to their working directory. */
const OF_PROGRAM: readonly { readonly path: string; is(name: string, words: readonly string[]): boolean }[] = [
  // The schedule and the number of the process.
  { path: '.', is: (name, words) => name === 'celery' && (words.includes('beat') || words.includes('-B')) },
  {
    path: '.',
    is: (_name, words) => words.some((word) => word.endsWith('manage.py')) && words.includes('makemigrations'),
  },
  { path: 'mlruns', is: (name) => name === 'mlflow' },
  {
    path: '.',
    is: (name) =>
      name === 'scrapy' ||
      name === 'scrapyd' ||
      name === 'jupyter' ||
      name === 'jupyter-lab' ||
      name === 'jupyter-notebook',
  },
];

/** A folder that is written out, and no more than itself: `storage`, `/srv/data`. */
const NAMED = /^(?:\.?\/)?\w[\w-]*(?:\/\w[\w.-]*)*\/?$/;
/** Folders that belong to the system. */
const SYSTEM = /^\/(?:etc|usr|bin|sbin|lib\w*|boot|root|proc|sys|opt|dev\/(?!null|std|fd|shm|tcp|udp))(?:\/|$)/;

interface ScriptFacts extends Facts<Write> {
  readonly root: readonly Sign[];
}

/**
 * What one command of a script writes, by its redirections and by what it is.
 * @param isThere true for a path at which a file of the repository stands in the image.
 */
export function scriptWrites(
  command: ShellCommand,
  text: string,
  from: Source,
  isThere: (path: string) => boolean,
): ScriptFacts {
  const known: Write[] = [];
  const unread: Unread[] = [];
  const root: Sign[] = [];
  function wrote(path: string, folder: boolean): void {
    if (path.includes('$') || path.includes('`'))
      unread.push({ says: 'a variable decides where a script writes', from });
    else if (SYSTEM.test(path)) root.push({ says: `writes ${path} when it starts`, from });
    else if (!/^\/(?:dev|tmp)(?:\/|$)/.test(path)) known.push({ path, folder, from });
  }
  if (command.redirected) for (const path of redirected(text)) wrote(path, false);
  const all = command.words.map(({ raw, value }) => value ?? raw);
  const behind = behindWrappers(all, 'prefix', 'init', 'runner');
  if (baseName(all[behind] ?? '') === 'import-meta-env')
    for (const path of settingsWritten(all.slice(behind + 1))) wrote(path, true);
  const name = commandName(command);
  const words = command.words.slice(1).map(({ raw, value }) => value ?? raw.replace(/^"(.*)"$/, '$1'));
  const paths = words.filter((word) => !word.startsWith('-'));
  switch (name) {
    case 'mkdir':
      for (const path of paths) wrote(path, true);
      break;
    case 'touch':
    case 'rm':
    case 'tee':
      for (const path of paths) wrote(path.replace(/\/?\*.*/s, ''), false);
      break;
    case 'cp':
    case 'mv':
    case 'ln':
    case 'install':
    case 'rsync':
      if (paths.length > 1) wrote(paths.at(-1)!, false);
      break;
    case 'curl':
    case 'wget': {
      const at = words.findIndex((word) => /^(?:-[a-zA-Z]*[oO]|--output|--output-document)$/.test(word));
      const target = name === 'wget' || !/^(?:-[a-zA-Z]*O)$/.test(words[at] ?? '-O') ? words[at + 1] : undefined;
      const prints = words.some((word) => word === '--spider' || /^-[a-zA-Z]*O-$/.test(word));
      if (at === -1 && (name === 'curl' || prints)) break;
      if (target !== '-' && !prints) wrote(at === -1 || target === undefined ? '.' : target, at === -1);
      break;
    }
    case 'chmod': {
      // Whoever owns a file can change its mode. What a build has made in a folder, another may own.
      const isDeep = words.some((word) => /^-[a-zA-Z]*R|^--recursive$/.test(word));
      for (const path of paths.slice(1)) {
        if (!isDeep && !SYSTEM.test(path) && isThere(path)) known.push({ path, folder: false, from });
        else if (isDeep && !SYSTEM.test(path) && NAMED.test(path))
          known.push({ path, folder: true, whole: true, from });
        else root.push({ says: `changes the mode of ${path} when it starts`, from });
      }
      break;
    }
    case 'sed':
      if (words.some((word) => /^-[a-zA-Z]*i|^--in-place/.test(word))) wrote(paths.at(-1) ?? '$', false);
      break;
    default:
  }
  return { known, unread, root };
}

/**
 * What `import-meta-env` puts the settings of the container into: the files of a site that a build has made.
 * Source: https://import-meta-env.org/api.html
 */
function settingsWritten(words: readonly string[]): string[] {
  const globs = words.flatMap((word, at) => {
    if (word === '-p' || word === '--path') return words.slice(at + 1, at + 2);
    return /^--path=(.+)$/.exec(word)?.slice(1) ?? [];
  });
  return (globs.length > 0 ? globs : ['dist']).map((glob) => glob.replace(/\/?\*.*/s, ''));
}

/** What a command line writes that the source starts: `execSync('sed -i s/a/b/ /srv/site.js')`. */
export function commandWrites(text: string, from: Source): Write[] {
  return parseShell(text).commands.flatMap(
    (command) => scriptWrites(command, text.slice(command.start, command.end), from, () => false).known,
  );
}

/** The targets of `>` and `>>`. */
function redirected(text: string): string[] {
  const paths: string[] = [];
  for (const [, path] of text.matchAll(/(?<![<>=-])>{1,2}\|?[ \t]*((?:"[^"\n]*"|'[^'\n]*'|[^\s;&|<>()"'])+)/g)) {
    const plain = path!.replace(/^["']|["']$/g, '');
    if (!/^[&\d]/.test(plain) && !plain.startsWith('/dev/')) paths.push(plain);
  }
  return paths;
}
