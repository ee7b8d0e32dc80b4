// A `chown` right behind the COPYs whose files it gives away: nothing stands between, so the account is there when they copy.
import { baseName, type Context, isStop, isWithin, type Stop, wordList } from '../../src/model/index.js';
import { commandName, type ShellCommand } from '../../src/shell/index.js';
import {
  absoluteIn,
  buildStates,
  copyArguments,
  expandArgs,
  imageChild,
  type DockerfileDoc,
  type Instruction,
  resolveWorkdir,
} from '../../src/dockerfile/index.js';
import { copyTarget, directoryAt, placementsOf } from '../../src/runs/index.js';
import { imageProfile } from '../../src/knowledge/index.js';
import { standsBefore } from './before.js';

export interface GivenAway {
  readonly command: ShellCommand;
  /** As `--chown` takes it. */
  readonly owner: string;
  readonly paths: readonly string[];
  /** The COPYs in front that bring files to the paths, in the order of the file. */
  readonly copies: readonly Instruction[];
  /** The option that gives what lies below as well, where a folder was there before: the COPY does not change that one. */
  readonly kept: { readonly start: number; readonly end: number } | undefined;
}

/** Over these a `chown` looks upwards as well. */
const MOVES = new Set(['COPY', 'WORKDIR']);
const NEUTRAL = new Set(wordList('ENV ARG LABEL EXPOSE MAINTAINER STOPSIGNAL CMD ENTRYPOINT HEALTHCHECK'));

interface Chown {
  readonly command: ShellCommand;
  readonly user: string;
  readonly group: string | undefined;
  readonly paths: readonly string[];
  readonly isRelative: boolean;
  readonly deep: { readonly start: number; readonly end: number } | undefined;
}

/** What the first command of a RUN gives away that was copied right before. */
export function givenAway(doc: DockerfileDoc, run: Instruction, context: Context): GivenAway | Stop | undefined {
  const chown = readChown(doc, run);
  if (!chown) return undefined;
  const copies = copiesBefore(doc, run, chown, context);
  // A relative path counts from the folder of a base image that nobody described.
  if (chown.isRelative || copies?.some((copy) => !/^[/$]/.test(copyArguments(copy)?.destination ?? ''))) {
    if (!knowsFolder(doc, run)) return undefined;
  }
  const owner = copies && ownerOf(chown, copies);
  if (!copies || owner === undefined) return undefined;
  let isThere = false;
  for (const path of chown.paths) {
    const before = standsBefore(doc, { run, path, copies, isFile: !chown.deep }, context);
    if (before === undefined || isStop(before)) return before;
    isThere ||= before === 'folder';
  }
  const { command, paths } = chown;
  return { command, owner, paths, copies, kept: isThere ? chown.deep : undefined };
}

const OWNER = /^([a-z_][\w-]{0,60}|\d{1,9})(?::([a-z_][\w-]{0,60}|\d{1,9}))?$/i;

function readChown(doc: DockerfileDoc, run: Instruction): Chown | undefined {
  const [command] = run.shell.commands;
  if (!command || commandName(command) !== 'chown' || command.place !== 'chain' || command.redirected) return undefined;
  // Where its failure is none, the account may be missing.
  const next = run.shell.links[1];
  if (next && next.operator !== '&&') return undefined;
  // A mode for all of it stores every file once more anyway.
  const modes = run.shell.commands.filter((each) => commandName(each) === 'chmod');
  if (modes.some(({ words }) => words.some(({ raw }) => /^-(?:-recursive|[cfv]{0,3}R)/.test(raw)))) return undefined;
  if (run.flags.length > 0 || run.heredocs.length > 0 || command.assignments.length > 0) return undefined;
  const { user = 'root', variables } = buildStates(doc)[run.index]!;
  if (!/^(?:root|0)(?::|$)/.test(user)) return undefined;
  const [, ...given] = command.words;
  const options = given.filter(({ raw }) => raw.startsWith('-'));
  if (options.some(({ raw }) => !/^(?:-[Rcfv]{1,4}|--recursive|--verbose|--changes|--silent|--quiet)$/.test(raw)))
    return undefined;
  const deep = options.filter(({ raw }) => raw.includes('R') || raw === '--recursive');
  const [owner, ...words] = given.filter(({ raw }) => !raw.startsWith('-'));
  const [, name, group] = OWNER.exec(owner?.value ?? '') ?? [];
  const folder = directoryAt(doc, run, command);
  const paths = words.map(({ raw, value }) => {
    const text = value ?? expandArgs(raw.replace(/^"(.*)"$/, '$1'), variables);
    return text === undefined || /[*?[~{]/.test(text) ? undefined : absoluteIn(text, folder);
  });
  if (name === undefined || paths.length === 0 || deep.length > 1 || !paths.every((path) => path !== undefined))
    return undefined;
  // With other letters in one word the option cannot go alone.
  if (deep.some(({ raw }) => /^-\w{2}/.test(raw))) return undefined;
  const isRelative = words.some(({ raw }) => !/^"?[/$]/.test(raw));
  return { command, user: name, group, paths, isRelative, deep: deep[0] };
}

/** True where the file says where relative paths start, or the base image is known to say nothing else. */
function knowsFolder(doc: DockerfileDoc, run: Instruction): boolean {
  if (buildStates(doc)[run.index]!.workdir?.startsWith('/')) return true;
  const image = doc.stages[run.stage]!.rootImage;
  return image !== undefined && imageProfile(image)?.workdir === '/';
}

/** The COPYs between the RUN and what else stands above it that bring something to the paths; `undefined` where one brings other things too. */
function copiesBefore(
  doc: DockerfileDoc,
  run: Instruction,
  { paths, deep }: Chown,
  context: Context,
): readonly Instruction[] | undefined {
  const found: Instruction[] = [];
  for (let at = run.index - 1; doc.instructions[at]?.stage === run.stage; at--) {
    const each = doc.instructions[at]!;
    if (NEUTRAL.has(each.keyword) || isWorkdirOf(doc, each, paths)) continue;
    if (each.keyword !== 'COPY') break;
    const brings = broughtBy(doc, each, paths, deep === undefined, context);
    if (brings === 'more') return undefined;
    if (brings === 'nothing') continue;
    if (each.heredocs.length > 0 || each.flag('parents')) return undefined;
    found.unshift(each);
  }
  const reached = (path: string): boolean =>
    found.some((copy) => broughtBy(doc, copy, [path], deep === undefined, context) !== 'nothing');
  return found.length > 0 && paths.every(reached) ? found : undefined;
}

/** True where another `chown` of the same would stand behind the COPYs once this RUN is gone: which of the two holds is not looked into. */
export function standsBeforeAnother(doc: DockerfileDoc, run: Instruction, paths: readonly string[]): boolean {
  const next = doc.instructions
    .slice(run.index + 1)
    .find(({ keyword }) => !NEUTRAL.has(keyword) && !MOVES.has(keyword));
  if (!next || next.stage !== run.stage || next.keyword !== 'RUN') return false;
  const other = readChown(doc, next)?.paths ?? [];
  return other.some((path) => paths.some((own) => isWithin(path, own) || isWithin(own, path)));
}

/** The folder itself, or one that has nothing to do with what is given away. */
function isWorkdirOf(doc: DockerfileDoc, instruction: Instruction, paths: readonly string[]): boolean {
  if (instruction.keyword !== 'WORKDIR') return false;
  const folder = resolveWorkdir(buildStates(doc)[instruction.index]!, instruction);
  return folder !== undefined && paths.every((path) => folder === path || !isWithin(folder, path));
}

/** Whether all that a COPY brings lies at one of the paths. */
function broughtBy(
  doc: DockerfileDoc,
  copy: Instruction,
  paths: readonly string[],
  isFile: boolean,
  context: Context,
): 'all' | 'more' | 'nothing' {
  const target = copyTarget(doc, copy);
  if (target === undefined) return 'more';
  if (!isFile && paths.some((path) => isWithin(target, path))) return 'all';
  const { evidence } = context;
  const placed = evidence.contexts(doc.file).flatMap((folder) => placementsOf(doc, copy, folder, evidence.repository));
  const inFolder = /(?:^|\/)\.?$/.test(copyArguments(copy)?.destination ?? '/');
  const files = placed.map(({ source, kind }) =>
    kind === 'file' ? (inFolder ? imageChild(target, baseName(source)) : target) : undefined,
  );
  if (files.length > 0 && files.every((file) => file !== undefined)) {
    const own = files.filter((file) => paths.some((path) => file === path || (!isFile && isWithin(file, path))));
    return own.length === 0 ? 'nothing' : own.length === files.length ? 'all' : 'more';
  }
  return paths.some((path) => isWithin(path, target) || isWithin(target, path)) ? 'more' : 'nothing';
}

/**
 * The owner for `--chown`, where none of the COPYs says another. Without a group `chown` leaves that of the file, which is
 * root's in what comes from the build context, and COPY would take the account's own.
 */
function ownerOf({ user, group }: Chown, copies: readonly Instruction[]): string | undefined {
  if (group === undefined && copies.some((copy) => copy.flag('from'))) return undefined;
  const owner = `${user}:${group ?? (/^\d/.test(user) ? '0' : 'root')}`;
  for (const copy of copies) {
    const own = copy.flag('chown')?.value;
    if (own !== undefined && own !== owner) return undefined;
    // What is copied apart from the image finds no account there by its name.
    if (copy.flag('link') && !/^\d+:\d+$/.test(owner)) return undefined;
  }
  return owner;
}
