// Where the settings that nginx is given make it write.
import {
  baseName,
  child,
  type Context,
  type Evidence,
  type FilePath,
  isWithin,
  pathFrom,
  type Folder,
  type Repository,
  sourcePlace,
  type Source,
  stop,
  type Stop,
  wordList,
  wordPattern,
} from '../model/index.js';
import type { Instruction } from '../dockerfile/index.js';
import { commandWords, findMountOf, serviceMounts, withoutUsualLinks, type ServiceView } from '../services/index.js';
import { commandName } from '../shell/index.js';
import { copiedPaths, filesAt, mountedPaths, type GivenPath } from './given-paths.js';

/** Settings that were read to the end. */
export interface SettingsRead {
  /** It writes below /tmp. */
  readonly usesTmp: boolean;
  readonly evidence: readonly Evidence[];
}

const FOLDER = '/etc/nginx';
const SERVERS: ReadonlySet<string> = new Set(['nginx', 'nginx-unprivileged']);
/** What is read without being named. Source: https://github.com/nginx/pkg-oss/blob/master/debian/debian/nginx.conf */
const ALWAYS_READ = [`${FOLDER}/nginx.conf`, `${FOLDER}/conf.d`];
const TEMPLATES = `${FOLDER}/templates`;

/** A directive whose first argument is a file or a folder that is written: https://nginx.org/en/docs/dirindex.html */
const WRITES =
  /(?:^|[;{}\s])((?:access|error)_log|pid|lock_path|(?:client_body|proxy|fastcgi|uwsgi|scgi)_(?:temp|cache)_path)\s+["']?([^\s;"']+)/g;
const INCLUDES = /(?:^|[;{}\s])include\s+["']?([^\s;"']+)/g;
/** With these it runs programs, keeps what is sent to it, or writes where no path says. */
const OTHERWISE = wordPattern(
  `load_module dav_methods create_full_put_path proxy_store fastcgi_store uwsgi_store scgi_store
  client_body_in_file_only perl perl_modules perl_require js_import js_path working_directory modsecurity`,
  { also: [/\w{1,40}_by_lua\w{0,20}/] },
);
/** The image links them to its output. Source: https://github.com/nginx/docker-nginx/blob/master/mainline/debian/Dockerfile */
const LINKED: readonly string[] = wordList('/var/log/nginx/access.log /var/log/nginx/error.log');

/**
 * What the settings say that a service gives to the nginx of its image; a stop where they have it write in the image;
 * `undefined` for other servers, and where not all settings are in the repository, or they do more than is read here.
 */
export function readSettingsOf(view: ServiceView, context: Context): SettingsRead | Stop | undefined {
  const { profile, built } = view.runs;
  if (!profile || !SERVERS.has(baseName(profile.image))) return undefined;
  if (commandWords(view).some((word) => /^-[cp]/.test(word))) return undefined;
  const doc = built && context.documents.dockerfile(built.file);
  const stage = built && doc?.stages[built.stage.index];
  if (built && (!doc || !stage || built.chain.some(({ instructions }) => instructions.some(editsSettings))))
    return undefined;
  const mounted = mountedPaths(view);
  if (!mounted) return undefined;
  const copied = doc && stage && built ? copiedPaths(doc, stage, built.context, context) : [];
  const { repository } = context.evidence;
  const given = [...mounted, ...copied].flatMap((each) => belowSettings(each, repository));
  if (given.some(({ target }) => isWithin(target, TEMPLATES) || isWithin(TEMPLATES, target))) return undefined;
  return judgeTexts(view, profile.writable ?? [], given, context);
}

/** Only what lies in the folder of the settings: of a folder that is given above it, that part. */
function belowSettings({ target, path }: GivenPath, repository: Repository): GivenPath[] {
  if (isWithin(target, FOLDER)) return [{ target, path }];
  if (!isWithin(FOLDER, target)) return [];
  if (path === undefined) return [{ target: FOLDER, path }];
  const inner = child(path, FOLDER.slice(target === '/' ? 1 : target.length + 1));
  return repository.kind(inner) === undefined ? [] : [{ target: FOLDER, path: inner }];
}

/** A RUN that does more to the settings than to remove some. */
function editsSettings({ keyword, args, shell }: Instruction): boolean {
  if (keyword !== 'RUN' || !args.includes(FOLDER)) return false;
  return !shell.ok || shell.commands.some((command) => commandName(command) !== 'rm' || command.redirected);
}

function judgeTexts(
  view: ServiceView,
  writable: NonNullable<NonNullable<ServiceView['runs']['profile']>['writable']>,
  given: readonly GivenPath[],
  { evidence: { repository } }: Context,
): SettingsRead | Stop | undefined {
  const mounts = serviceMounts(view.service);
  const texts: { readonly file: FilePath; readonly text: string }[] = [];
  const unread: string[] = [];
  for (const { target, path } of given) {
    const files = path === undefined ? undefined : filesAt(path, repository);
    if (!files) unread.push(target);
    for (const file of files ?? []) {
      const text = repository.read(file);
      if (text === undefined) unread.push(placeOf(file, path!, target));
      else texts.push({ file, text: text.replace(/(^|\s)#.*$/gm, '$1') });
    }
  }
  const read = new Set(ALWAYS_READ);
  let usesTmp = false;
  for (const { file, text } of texts) {
    if (OTHERWISE.test(text)) return undefined;
    for (const [, path = ''] of text.matchAll(INCLUDES)) {
      const place = settingsPath(path);
      if (!isWithin(place, FOLDER)) return undefined;
      read.add(withoutPattern(place));
    }
    for (const [line, , value = ''] of text.matchAll(WRITES)) {
      if (/^(?:off|stderr|syslog:.*|memory:.*|on)$/.test(value)) continue;
      const path = withoutUsualLinks(settingsPath(value));
      const mount = findMountOf(mounts, path);
      const isOpen =
        (mount !== undefined && !mount.readOnly) ||
        isWithin(path, '/dev') ||
        LINKED.includes(path) ||
        writable.some(({ is }) => isWithin(path, is.path));
      if (isOpen) continue;
      usesTmp ||= isWithin(path, '/tmp');
      if (!isWithin(path, '/tmp') || path.includes('$'))
        return stopAt(path, { kind: 'source', file, quote: line.trim().slice(0, 100) });
    }
  }
  const isMissed = unread.some((path) => [...read].some((each) => isWithin(each, path) || isWithin(path, each)));
  if (isMissed) return undefined;
  return {
    usesTmp,
    evidence: texts.slice(0, 3).map(({ file }) => ({
      says: 'the settings that it is given have it write nowhere else',
      from: { kind: 'source', file },
    })),
  };
}

function stopAt(path: string, from: Source): Stop {
  return stop(
    'needs-decision',
    `its settings have it write ${path} (${sourcePlace(from)}); mount a volume or a tmpfs there first`,
  );
}

/** A path of the settings counts from their folder. */
function settingsPath(written: string): string {
  return written.startsWith('/') ? written : `${FOLDER}/${written}`;
}

/** The folder above the first part that is a pattern. */
function withoutPattern(place: string): string {
  const at = place.search(/[*?[]/);
  return at === -1 ? place : place.slice(0, place.lastIndexOf('/', at));
}

function placeOf(file: FilePath, path: Folder, target: string): string {
  const rest = pathFrom(path, file);
  return rest === undefined || rest === '' ? target : `${target}/${rest}`;
}
