// Who owns what: which copies name the account, which folders are made for it, what the build made and has to be handed over.
import { type Context, type Folder, wordPattern, type Stop, stop, child, isWithin } from '../../src/model/index.js';
import { mentionsProgram } from '../../src/programs/index.js';
import {
  baseChain,
  copyArguments,
  imageParent,
  isDockerignored,
  parseDockerignore,
  type DockerfileDoc,
  type Instruction,
  type Stage,
  isCopy,
} from '../../src/dockerfile/index.js';
import { pathInRepository, placementsOf } from '../../src/runs/index.js';
import type { Account } from './account.js';
import { broughtTo, foldersMadeIn, isFilled, runsOf } from './brought.js';
import type { Written } from './written.js';

/** They ask git for the version of what they build. Source: https://go.dev/doc/go1.18#go-version */
const ASKS_GIT =
  /\b(?:git|go\s+(?:build|install|run|generate)|make|cargo|gradlew?|mvnw?|nx|lerna)\b|\bpip[\d.]*\s+install\b[^&;|]{0,300}\s(?:\.|-e)(?:\s|$|\[)/;
/** They fill a database. */
const SEEDS = wordPattern(
  `
  migrate loaddata createsuperuser db:create db:migrate db:seed db:setup alembic initdb init_db createdb create_db
  seeddb seed_db`,
  { also: [/flask\s+(?:db|init)/, /prisma\s+db/] },
);
/** They stumble over a folder that is there already, or fill a new one with a project. */
const AND_MORE = {
  after: /\s/,
  also: [
    /startproject/,
    /git\s+clone/,
    /mkdir(?!\s+(?:-\S+\s+){0,3}-\S*p)/,
    /(?:rails|ng)\s+new/,
    /create-[\w-]+/,
    /n(?:px|pm)\s+(?:init|create)/,
    /cargo\s+(?:new|init)/,
    /composer\s+create-project/,
  ],
};

export interface Plan {
  readonly copies: readonly Instruction[];
  readonly early: readonly string[];
  readonly late: readonly string[];
}

/** Where the plan is made: a stage, what is known around it, and whom things are given to. */
interface Site {
  readonly doc: DockerfileDoc;
  readonly stage: Stage;
  readonly account: Account;
  readonly folder: Folder;
  readonly context: Context;
  /** Of the stage and those it stands on. */
  readonly runs: readonly Instruction[];
}

/** What is given away, and how. */
interface Given {
  /** They name the account themselves. */
  readonly copies: Set<Instruction>;
  /** Folders that are made for it. */
  readonly plain: string[];
  /** Folders with what the build put there, which changes hands behind it. */
  readonly filled: string[];
  /** Folders that the build may or may not have made. */
  readonly built: string[];
  /** Files of the repository that are written, and folders that the build makes in those that are. */
  readonly owned: string[];
}

export function planOwnership(
  doc: DockerfileDoc,
  stage: Stage,
  account: Account,
  written: Written,
  folder: Folder,
  context: Context,
): Plan | Stop {
  const runs = runsOf(stage);
  const site: Site = { doc, stage, account, folder, context, runs };
  const given: Given = { copies: new Set(), plain: [], filled: [], built: [], owned: [] };
  giveFolders(site, written, given);
  const seeds = giveFiles(site, written.files, given);
  if (seeds) return seeds;
  giveWorkingDirectories(site, written.own, given);
  for (const each of stage.instructions) if (isDownload(each)) given.copies.add(each);
  return taken(site, given.copies) ?? linesFor(site, given, written.own.size > 0);
}

/** Folders the program writes to: made for it, copied for it, or handed over. */
function giveFolders(
  site: Site,
  { folders, whole, mounted }: Written,
  { copies, plain, filled, built, owned }: Given,
): void {
  const { doc, stage, account, folder, context, runs } = site;
  for (const path of outermost(folders, mounted)) {
    if (isGiven(runs, account, path)) continue;
    const own = copiesInto(doc, stage, path, folder, context);
    const brought = own.length > 0 ? undefined : broughtTo(doc, stage, path, folder, context);
    for (const copy of own) copies.add(copy);
    const isMade = isFilled(stage, runs, path);
    const isWhole = brought !== undefined && [...whole].some((each) => isWithin(each, path));
    if (isMade || isWhole || brought === 'files' || brought === 'perhaps') filled.push(path);
    if (!filled.includes(path)) owned.push(...foldersMadeIn(doc, runs, path));
    // Whatever the build puts there, the folder itself may be missing.
    if (isMade === 'perhaps' || brought === 'folder' || brought === 'perhaps') built.push(path);
    else if (!filled.includes(path)) plain.push(...withHidden(site, path));
  }
}

/**
 * What a tool keeps below a hidden folder (`.next/cache`) it keeps in a folder of its own: where the build has not made
 * that, the program makes it, with more in it than this.
 */
function withHidden({ doc, stage, folder, context, runs }: Site, path: string): string[] {
  const above = imageParent(path);
  if (!/\/\.[^/]+$/.test(above)) return [path];
  const isThere = isFilled(stage, runs, above) !== false || broughtTo(doc, stage, above, folder, context) !== undefined;
  return isThere ? [path] : [above, path];
}

/** Files the program writes in its working directory. */
function giveFiles(site: Site, files: ReadonlySet<string>, { owned }: Given): Stop | undefined {
  const { doc, stage, folder, context, runs } = site;
  const seeds = runs.find(({ args }) => SEEDS.test(args));
  for (const path of files) {
    if (pathInRepository(doc, stage, path, folder, context.evidence.repository)) owned.push(path);
    if (seeds)
      return stop(
        'used-later',
        `line ${seeds.lineMark} may make ${path} in the build, as root; let it be made when the program starts`,
      );
  }
  return undefined;
}

/** Working directories: the folder itself, and what is copied into it where the program may change that. */
function giveWorkingDirectories(
  site: Site,
  directories: ReadonlyMap<string, boolean>,
  { copies, plain, filled }: Given,
): void {
  const { doc, stage, account, folder, context, runs } = site;
  for (const [path, deep] of directories) {
    if (isGiven(runs, account, path)) continue;
    if (deep) {
      const inside = copiesInto(doc, stage, path, folder, context);
      const elsewhere = baseChain(stage)
        .slice(1)
        .flatMap((each) => copiesInto(doc, each, path, folder, context));
      if (elsewhere.length > 0 || inside.some((copy) => asksGit(doc, stage, copy, folder, context))) {
        filled.push(path);
        continue;
      }
      for (const copy of inside) copies.add(copy);
    }
    plain.unshift(path);
  }
}

/** What ADD downloads only its owner can read. */
function isDownload(each: Instruction): boolean {
  if (each.keyword !== 'ADD' || each.flag('chmod')) return false;
  return copyArguments(each)?.sources.some((source) => /^https?:/.test(source)) ?? false;
}

/** A copy that cannot be given to the account: it is somebody's already, or the account is made too late. */
function taken({ account }: Site, copies: ReadonlySet<Instruction>): Stop | undefined {
  for (const copy of copies) {
    const owner = copy.flag('chown')?.value;
    if (owner !== undefined && !isOwner(owner, account))
      return stop(
        'conflicts',
        `line ${copy.lineMark} gives its files to ${owner}, and the program would run as ${account.name}; decide for one of them`,
      );
  }
  const unmade = [...copies].find(
    (copy) => account.made && account.made.index > copy.index && !/^\d/.test(account.user),
  );
  return unmade
    ? stop(
        'needs-decision',
        `line ${unmade.lineMark} copies before ${account.name} is made; make the account first, then --chown can name it`,
      )
    : undefined;
}

/** The commands, and which of them can stand at the beginning of the stage. */
function linesFor({ stage, account }: Site, given: Given, isInside: boolean): Plan {
  const { plain, filled, built, owned } = given;
  const copies = [...given.copies].filter((copy) => !copy.flag('chown'));
  const [user, group] = account.owner.split(':');
  const install = `install -d -o ${user}${group ? ` -g ${group}` : ''}`;
  const late: string[] = [];
  if (built.length > 0) late.push(`${install} ${built.map(quoted).join(' ')}`);
  if (filled.length > 0) late.push(`chown -R ${account.owner} ${filled.map(quoted).join(' ')}`);
  if (owned.length > 0) late.push(`chown ${account.owner} ${owned.map(quoted).join(' ')}`);
  if (plain.length === 0) return { copies, early: [], late };
  const make = `${install} ${plain.map(quoted).join(' ')}`;
  const waits =
    account.made !== undefined ||
    stage.instructions.some((each) => {
      if (each.keyword !== 'RUN') return false;
      return (
        (isInside && mentionsProgram(each.args, 'mindsOwner')) || mentionsProgram(each.args, 'mindsFolder', AND_MORE)
      );
    });
  return waits ? { copies, early: [], late: [make, ...late] } : { copies, early: [make], late };
}

/** A line behind the copy runs git, or something that asks it, in a checkout that would belong to somebody else. */
function asksGit(doc: DockerfileDoc, stage: Stage, copy: Instruction, folder: Folder, { evidence }: Context): boolean {
  if (folder !== '') return false;
  const text = evidence.repository.read(child('', '.dockerignore'));
  if (text !== undefined && isDockerignored(parseDockerignore(text), '.git')) return false;
  if (!placementsOf(doc, copy, folder, evidence.repository).some(({ source }) => source === '')) return false;
  return stage.instructions.some(
    (each) => each.index > copy.index && each.keyword === 'RUN' && ASKS_GIT.test(each.args),
  );
}

/** Folders that lie in none of the others, and those that something is mounted at: the engine makes what is missing there, for root. */
function outermost(folders: ReadonlySet<string>, mounted: ReadonlySet<string> | undefined): string[] {
  const isInside = (path: string): boolean => [...folders].some((other) => other !== path && isWithin(path, other));
  return [...folders].filter((path) => mounted?.has(path) === true || !isInside(path)).sort();
}

/** The COPY and ADD of the stage that put everything they bring into the folder. */
function copiesInto(
  doc: DockerfileDoc,
  stage: Stage,
  path: string,
  folder: Folder,
  { evidence }: Context,
): Instruction[] {
  return stage.instructions.filter((instruction) => {
    if (!isCopy(instruction)) return false;
    const placed = placementsOf(doc, instruction, folder, evidence.repository);
    return placed.length > 0 && placed.every(({ target }) => isWithin(target, path));
  });
}

/** The file gives the folder to the account already. */
function isGiven(runs: readonly Instruction[], { name, user }: Account, path: string): boolean {
  return runs.some(({ shell }) =>
    shell.commands.some(({ words }) => {
      const texts = words.map(({ value, raw }) => (value ?? raw).replace(/(?<=[^/]|^\/)\/+$/, ''));
      const at = texts.findIndex((text) => /(?:^|\/)chown$/.test(text));
      if (at === -1) return false;
      const owner = (texts.slice(at + 1).find((text) => !text.startsWith('-')) ?? '').split(':')[0];
      if (owner !== name && owner !== user.split(':')[0]) return false;
      const recursive = texts.some((text) => /^-\w*R|^--recursive$/.test(text));
      return texts
        .slice(at + 2)
        .some((text) => text === path || (recursive && text.startsWith('/') && isWithin(path, text)));
    }),
  );
}

function isOwner(chown: string, { name, user }: Account): boolean {
  const owner = chown.replace(/^["']|["']$/g, '').split(':')[0];
  return owner === name || owner === user.split(':')[0];
}

function quoted(path: string): string {
  return /^[\w./@%+-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}
