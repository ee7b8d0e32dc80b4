// What a read-only root file system would stop a program from writing, as far as what it starts was read.
import {
  baseName,
  isWithin,
  parent,
  stop,
  type Context,
  type SourceLanguage,
  type Stop,
  type Write,
} from '../model/index.js';
import { ECOSYSTEMS } from '../ecosystems/index.js';
import { imageProfile } from '../knowledge/index.js';
import { mentionsProgram, programIs } from '../programs/index.js';
import { copyTarget, pathsInImage } from '../runs/index.js';
import {
  absoluteIn,
  baseChain,
  buildStates,
  imageParent,
  isCopy,
  normalisePath,
  type DockerfileDoc,
  type Stage,
} from '../dockerfile/index.js';
import { temporaryFolder, type BuiltImage } from '../services/index.js';
import type { BuiltUse } from './container.js';
import { holdsFiles } from './filled.js';
import { copiedPaths, filesAt } from './given-paths.js';
import { imageSource, type ImageSource } from './source.js';
import { folderAtHome } from './home-writes.js';
import type { ImageUse } from './start.js';

/** What stays open under a read-only root: `/tmp` is given to it, the others are no part of it. /run and /var/tmp are. */
const OPEN = ['/tmp', '/dev', '/proc', '/sys'];

interface RootWrites {
  /** The first that is not in a place that stays open, nor in one that may be empty after a restart. */
  readonly stopped?: Write;
  /** Folders of caches, which the image leaves empty: a tmpfs there does. */
  readonly caches: readonly string[];
  /** No run is needed to know that there are no others: all that it starts was read, or it owns nothing it could write. */
  readonly isSettled: boolean;
  /** Its libraries unpack machine code below /tmp, which a tmpfs of Docker does not run (`noexec`). */
  readonly runsFromTmp: boolean;
}

/**
 * What a use of an image writes outside of what stays open; `undefined` where what it starts is not known.
 * @param isMounted whether something that can be written is mounted at or above a path.
 */
export function rootWrites(
  { doc, stage, use }: Pick<BuiltUse, 'doc' | 'stage' | 'use'>,
  image: BuiltImage,
  isMounted: (path: string) => boolean,
  context: Context,
): RootWrites | Stop | undefined {
  const { program } = use;
  if (program.started.length === 0 || program.compiles.length > 0) return undefined;
  const hidden = isMounted('/tmp') ? undefined : startsFromTmp(use);
  if (hidden !== undefined)
    return stop(
      'needs-decision',
      `it starts from ${hidden}, which a mount at /tmp would hide; move it elsewhere first`,
    );
  const manager = program.started
    .flatMap(({ name, through }) => [...through, name])
    .find((name) => programIs(name, 'startsOthers'));
  if (manager !== undefined)
    return stop(
      'needs-decision',
      `${manager} starts programs that its settings name, and what they write was not read; decide what they may write`,
    );
  const laid = isMounted('/tmp') ? undefined : takenFromTmp(doc, stage, image, context);
  if (laid !== undefined)
    return stop(
      'needs-decision',
      `its start script takes ${laid} of the image, which a mount at /tmp would hide; move it elsewhere first`,
    );
  const caches = new Set<string>();
  const keeper = program.started
    .flatMap(({ name, words: [called], through }) => [
      ...through,
      name,
      ...(called === undefined ? [] : [baseName(called)]),
    ])
    .find((name) => programIs(name, 'writesHome'));
  if (keeper !== undefined) {
    const folder = folderAtHome(keeper, image, use);
    if (folder === undefined || holdsFiles(image, folder, context))
      return stop('needs-decision', `${keeper} writes in the home of whoever starts it; mount a tmpfs there first`);
    if (!isMounted(folder)) caches.add(folder);
  }
  const source = imageSource(doc, stage, image.context, [use], context);
  if (source.facts.missing !== undefined) return undefined;
  const runsFromTmp = source.languages.some((each) => UNPACKS.has(each));
  for (const write of [...program.writes.known, ...source.facts.writes.known]) {
    if (isForAnother(write, use)) continue;
    const path = write.path.startsWith('/') ? write.path : absoluteIn(write.path, use.directory ?? '/');
    // What counts from a manifest at the root of the context lies where that is started, as frameworks have it.
    const isPlaced = write.base === undefined || parent(write.base) === image.context;
    if (path !== undefined && isPlaced) {
      const isOpen = write.base === undefined && OPEN.some((each) => isWithin(path, each));
      if (isOpen || (write.base === undefined && isMounted(path))) continue;
      const cache = temporaryFolder(path, write.folder);
      if (cache !== undefined && !holdsFiles(image, cache, context)) {
        caches.add(cache);
        continue;
      }
    }
    const places = besideItsFile(write, doc, stage, image, context);
    if (places.length > 0 && places.every(isMounted)) continue;
    const [place = write.path, ...others] = places;
    const stopped = others.length === 0 ? { ...write, path: place } : write;
    return { stopped, caches: [], isSettled: false, runsFromTmp };
  }
  const isPlain =
    program.unread.length === 0 &&
    program.writes.unread.length === 0 &&
    program.started.every(({ through }) => !through.some((each) => programIs(each, 'runner')));
  return { caches: [...caches], isSettled: isPlain && (isRead(source) || ownsNothing(stage, use, doc)), runsFromTmp };
}

/** A command of its framework writes there, which a build may run, and the start does not. */
function isForAnother({ by }: Write, { program: { started, unread } }: ImageUse): boolean {
  return by !== undefined && unread.length === 0 && !started.some(({ words }) => words.includes(by));
}

/** Where a path lies in the image that counts from the folder of a file of the source. */
function besideItsFile(
  { path, base }: Write,
  doc: DockerfileDoc,
  stage: Stage,
  image: BuiltImage,
  { evidence: { repository } }: Context,
): string[] {
  if (base === undefined || path.startsWith('/')) return [];
  return pathsInImage(doc, stage, base, image.context, repository).map((file) =>
    normalisePath(`${imageParent(file)}/${path}`),
  );
}

/** The working directory, or a word of the start, that lies below /tmp in the image. */
function startsFromTmp({ directory = '/', program }: ImageUse): string | undefined {
  return [directory, ...program.started.flatMap(({ words }) => words)].find(
    (path) => path.startsWith('/tmp/') || (path === directory && path === '/tmp'),
  );
}

/** What the image lays below /tmp and the script that starts it names. */
function takenFromTmp(doc: DockerfileDoc, stage: Stage, image: BuiltImage, context: Context): string | undefined {
  const laid = baseChain(stage)
    .flatMap(({ instructions }) => instructions.filter(isCopy))
    .flatMap((instruction) => copyTarget(doc, instruction) ?? [])
    .filter((target) => target.startsWith('/tmp/'));
  if (laid.length === 0) return undefined;
  const words = [image.entrypoint, image.command].flatMap((each) => each?.exec ?? each?.text.split(/\s+/) ?? []);
  const scripts = copiedPaths(doc, stage, image.context, context).flatMap(({ target, path }) =>
    path !== undefined && words.some((word) => baseName(word) === baseName(target))
      ? (filesAt(path, context.evidence.repository) ?? [])
      : [],
  );
  const texts = scripts.map((file) => context.evidence.repository.read(file) ?? '');
  return laid.find((target) => texts.some((text) => text.includes(target.replace(/\/$/, ''))));
}

const QUIET: ReadonlySet<SourceLanguage> = new Set(
  ECOSYSTEMS.flatMap(({ source }) => (source?.writesAsRead ? [source.language] : [])),
);

const UNPACKS: ReadonlySet<SourceLanguage> = new Set(
  ECOSYSTEMS.flatMap(({ source }) => (source?.unpacksToTmp ? [source.language] : [])),
);

function isRead({ languages, facts, strangers }: ImageSource): boolean {
  return (
    strangers.length === 0 &&
    languages.length > 0 &&
    languages.every((each) => QUIET.has(each)) &&
    facts.files > 0 &&
    facts.writes.unread.length === 0 &&
    facts.spawns.known.length === 0 &&
    facts.spawns.unread.length === 0
  );
}

/** install(1) as the program that is called, not the word of a package manager. */
const INSTALLS = /(?:^|[;&|(]\s{0,9})install\s/;
const OWNER = /\s(?:-o|--owner)\b/;
/** `-m 777`, `--mode=a+w`: others may write. */
const FOR_OTHERS =
  /\s(?:-[a-zA-Z]{0,5}m|--mode=?)\s{0,3}(?:[0-7]{0,3}[2367](?![0-7])|[ug]{0,2}[oa][ugoa]{0,3}[+][rxXst]{0,5}w)/;

function givesFiles(script: string): boolean {
  return (
    mentionsProgram(script, 'givesFiles') ||
    (INSTALLS.test(script) && OWNER.test(script)) ||
    FOR_OTHERS.test(script) ||
    // What it runs as somebody else makes files of theirs.
    mentionsProgram(script, 'dropsRoot')
  );
}

/** It runs as an account that has nothing in the image: it could write nowhere but in its home, if it has one. */
function ownsNothing(stage: Stage, use: ImageUse, doc: DockerfileDoc): boolean {
  const states = buildStates(doc);
  const last = stage.instructions.at(-1)!;
  const written = use.user ?? (last.keyword === 'USER' ? last.args.trim() : states[last.index]!.user);
  if (written === undefined || !/^[1-9]\d*(?::|$)/.test(written)) return false;
  // Images that run as somebody themselves have folders that belong to it, or to its group.
  if (imageProfile(stage.rootImage ?? '')?.defaultUser !== 'root') return false;
  return baseChain(stage).every(({ instructions }) =>
    instructions.every(
      (each) =>
        !(isCopy(each) && (each.flag('chown') !== undefined || each.flag('chmod') !== undefined)) &&
        !(each.keyword === 'RUN' && givesFiles(each.args)) &&
        // What is made below a USER belongs to that account, WORKDIR included.
        !(['RUN', 'WORKDIR'].includes(each.keyword) && !isRoot(states[each.index]!.user)),
    ),
  );
}

function isRoot(user: string | undefined): boolean {
  return user === undefined || /^(?:0|root)(?::|$)/.test(user);
}
