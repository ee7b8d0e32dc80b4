// What lies at a path before COPYs bring files there: a `chown -R` gives that away as well, and `--chown` does not.
import {
  baseName,
  child,
  type Context,
  descendant,
  isWithin,
  type Stop,
  stop,
  wordList,
} from '../../src/model/index.js';
import { behindWrappers, programIs } from '../../src/programs/index.js';
import {
  baseChain,
  buildStates,
  type DockerfileDoc,
  imageParent,
  expandArgs,
  imagePathFrom,
  type Instruction,
  isCopy,
  normalisePath,
  resolveWorkdir,
} from '../../src/dockerfile/index.js';
import { copyTarget, directoryAt, placementsOf } from '../../src/runs/index.js';
import { commandName, type ShellCommand, textsOf } from '../../src/shell/index.js';
import { imageProfile } from '../../src/knowledge/index.js';

export interface Given {
  readonly run: Instruction;
  readonly path: string;
  readonly copies: readonly Instruction[];
  readonly isFile: boolean;
}

/** Folders that systems have, and what they keep in them. */
const OF_SYSTEMS = new Set(
  wordList('/ /bin /boot /dev /etc /home /lib /lib64 /media /mnt /opt /proc /root /run /sbin /srv /sys /tmp /usr /var'),
);
/** Below these lies only what somebody puts there. */
const FOR_OTHERS = wordList('/opt /srv /mnt /media /usr/src /usr/local/src /var/www');

/** `nothing`; `folder` where an empty one stands there, or may; a stop where something lies there; `undefined` where that is not seen. */
export function standsBefore(
  doc: DockerfileDoc,
  given: Given,
  context: Context,
): 'nothing' | 'folder' | Stop | undefined {
  const { run, path, copies, isFile } = given;
  const chain = baseChain(doc.stages[run.stage]!).reverse();
  const earlier = chain.flatMap(({ instructions }) => instructions).filter(({ index }) => index < run.index);
  const others = earlier.filter((each) => !copies.includes(each));
  if (isFile) return madeAbove(doc, imageParent(path), others) ? 'nothing' : undefined;
  const image = doc.stages[run.stage]!.rootImage;
  if (!isForOthers(path) || image === undefined) return undefined;
  // Of an image that nobody described a folder may be there already, and more where it bears the name of the image.
  const profile = imageProfile(image);
  const isPlain = profile !== undefined && (profile.language !== undefined || profile.image === profile.family);
  if (!isPlain && (path.startsWith('/home/') || path.split('/').some((part) => part !== '' && image.includes(part))))
    return undefined;
  let isThere = !isPlain || copies.some((copy) => copyTarget(doc, copy) !== path);
  for (const each of others) {
    const does = doesTo(doc, each, given, context);
    if (does === 'unseen') return undefined;
    if (does === 'fills')
      return stop(
        'needs-decision',
        `${each.keyword} on line ${each.lineMark} may put something into ${path}, and the chown gives that away as well; copy with --chown, and give the rest away where it is made`,
      );
    isThere ||= does === 'makes';
  }
  if (isThere) return 'folder';
  return madeAbove(doc, imageParent(path), others) ? 'nothing' : undefined;
}

function isForOthers(path: string): boolean {
  if (FOR_OTHERS.some((folder) => path !== folder && isWithin(path, folder))) return path !== '/var/www/html';
  const top = `/${path.split('/')[1]}`;
  return !OF_SYSTEMS.has(top) || /^\/home\/[^/]+\/./.test(path);
}

/** True where the folder is there for certain: a COPY that makes it would make it with the owner of its files. */
function madeAbove(doc: DockerfileDoc, folder: string, others: readonly Instruction[]): boolean {
  if (OF_SYSTEMS.has(folder) || /^\/(?:usr\/local|usr\/bin|etc)(?:\/s?bin)?$/.test(folder)) return true;
  return others.some((each) => {
    if (each.keyword === 'WORKDIR') {
      const workdir = resolveWorkdir(buildStates(doc)[each.index]!, each);
      return workdir !== undefined && isWithin(workdir, folder);
    }
    const target = isCopy(each) ? copyTarget(doc, each) : undefined;
    return target !== undefined && isWithin(target, folder) && target !== folder;
  });
}

type Does = 'nothing' | 'makes' | 'fills' | 'unseen';

function doesTo(doc: DockerfileDoc, each: Instruction, given: Given, context: Context): Does {
  const { path, copies } = given;
  if (each.keyword === 'WORKDIR') {
    const folder = resolveWorkdir(buildStates(doc)[each.index]!, each);
    if (folder === undefined) return 'unseen';
    if (folder === path) return each.index > copies[0]!.index ? 'nothing' : 'makes';
    return isWithin(folder, path) ? 'fills' : 'nothing';
  }
  if (each.keyword === 'VOLUME') return /\S/.test(each.args) ? 'unseen' : 'nothing';
  if (isCopy(each)) {
    const target = copyTarget(doc, each);
    if (target === undefined) return 'unseen';
    if (isWithin(target, path)) return isCopiedAgain(doc, each, given, context) ? 'makes' : 'fills';
    return isWithin(path, target) ? holdsFolder(doc, each, target, path, context) : 'nothing';
  }
  return each.keyword === 'RUN' ? runDoes(doc, each, given, context) : 'nothing';
}

/** A folder that is copied to a place above the path. */
function holdsFolder(doc: DockerfileDoc, copy: Instruction, target: string, path: string, context: Context): Does {
  const { evidence } = context;
  const placed = evidence.contexts(doc.file).flatMap((folder) => placementsOf(doc, copy, folder, evidence.repository));
  const rest = imagePathFrom(target, path)!;
  if (placed.length === 0) return 'unseen';
  for (const { source, kind } of placed) {
    if (kind === undefined) return 'unseen';
    if (kind === 'directory' && evidence.repository.kind(child(source, rest)) !== undefined) return 'fills';
  }
  return 'nothing';
}

/** A COPY of files that one of the COPYs brings once more, to the same place: those have the last word. */
function isCopiedAgain(doc: DockerfileDoc, copy: Instruction, { copies }: Given, context: Context): boolean {
  const { evidence } = context;
  return evidence.contexts(doc.file).every((folder) => {
    const placed = placementsOf(doc, copy, folder, evidence.repository);
    const again = copies.flatMap((each) => placementsOf(doc, each, folder, evidence.repository));
    return (
      placed.length > 0 &&
      placed.every(({ source, target, kind }) =>
        again.some((other) => {
          if (kind === undefined || other.kind !== 'directory' || !isWithin(target, other.target)) return false;
          const rest = imagePathFrom(other.target, target)!;
          const own = descendant(other.source, rest);
          return source === own || (kind === 'file' && source === child(own, baseName(source)));
        }),
      )
    );
  });
}

/** What a RUN may do at the path. */
function runDoes(doc: DockerfileDoc, run: Instruction, given: Given, context: Context): Does {
  const { path } = given;
  const { variables, workdir = '/' } = buildStates(doc)[run.index]!;
  if (run.execForm || !run.shell.ok || run.heredocs.length > 0) {
    const text = doc.text.slice(run.span.start, run.span.end);
    const named = [...text.matchAll(/\$\{?(\w{1,100})/g)].some(([, name]) =>
      mentions(variables.get(name!) ?? '', path),
    );
    return named || mentions(text, path) || isWithin(workdir, path) ? 'fills' : 'nothing';
  }
  let makes = false;
  for (const command of run.shell.commands) {
    const does = commandDoes(doc, run, command, given, context);
    if (does === 'fills') return does;
    makes ||= does === 'makes';
  }
  return makes ? 'makes' : 'nothing';
}

function commandDoes(
  doc: DockerfileDoc,
  run: Instruction,
  command: ShellCommand,
  { path, copies }: Given,
  context: Context,
): Does {
  const name = commandName(command);
  const { variables } = buildStates(doc)[run.index]!;
  const words = textsOf(command.words).map((text) => expandArgs(text, variables) ?? text);
  const folder = directoryAt(doc, run, command);
  if (name === 'cd' || name === 'rm') return 'nothing';
  const named = words.filter((word) => mentions(word, path));
  if (programIs(name, 'changesAccounts') && words.some((word) => /^(?:-M|-H|--no-create-home)$/.test(word)))
    return 'nothing';
  if (named.length > 0) {
    const isOnly = named.every((word) => normalisePath(word) === path);
    return isOnly && makesOnly(name, words) ? 'makes' : 'fills';
  }
  const program = words[behindWrappers(words, 'prefix', 'sudo')] ?? '';
  if (programIs(program, 'systemPackages')) return 'nothing';
  if (isOwn(program)) return 'fills';
  if (programIs(name, 'neutral') || programIs(name, 'changesAccounts')) return command.redirected ? 'fills' : 'nothing';
  if (folder === undefined) return 'fills';
  if (isWithin(folder, path)) return installsElsewhere(doc, words, folder, copies, context) ? 'nothing' : 'fills';
  const first = imagePathFrom(folder, path)?.split('/')[0];
  const isReached = words.some((word) =>
    word.startsWith('/')
      ? isWithin(path, normalisePath(word)) && isForOthers(normalisePath(word)) && !makesOnly(name, words)
      : first !== undefined && word.split('/').includes(first),
  );
  return isReached ? 'fills' : 'nothing';
}

/** A script or program of the image's own, which may write anywhere: `./install.sh`, `sh /setup`. */
function isOwn(program: string): boolean {
  if (program.includes('$')) return true;
  if (program.includes('/')) return !/^\/(?:usr\/(?:local\/)?)?s?bin\/[^/]+$/.test(program);
  return programIs(program, 'shell') || program === '.' || program === 'source';
}

/** Makes a folder, or changes whose it is: `install` copies into it unless it is told to make it. */
function makesOnly(name: string | undefined, words: readonly string[]): boolean {
  return programIs(name, 'fillsNothing') && (name !== 'install' || words.includes('-d'));
}

/** An install that fills no folder of the project: its manifests lie where the source comes from. */
function installsElsewhere(
  doc: DockerfileDoc,
  words: readonly string[],
  folder: string,
  copies: readonly Instruction[],
  { evidence }: Context,
): boolean {
  return evidence.contexts(doc.file).every((context) =>
    copies
      .flatMap((copy) => placementsOf(doc, copy, context, evidence.repository))
      .some((each) => {
        const rest = each.kind === 'directory' ? imagePathFrom(each.target, folder) : undefined;
        if (rest === undefined || each.stage) return false;
        const read = evidence.installInputs(words, descendant(each.source, rest));
        return read.told && read.writes.length === 0;
      }),
  );
}

/** True where the text has the path, or one below it. */
function mentions(text: string, path: string): boolean {
  for (let at = text.indexOf(path); at !== -1; at = text.indexOf(path, at + 1)) {
    if (!/[\w.-]/.test(text[at + path.length] ?? '') && !/[\w./-]/.test(text[at - 1] ?? '')) return true;
  }
  return false;
}
