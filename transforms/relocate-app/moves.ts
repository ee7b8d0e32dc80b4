// Which names below the root move, and from which line on.
import { baseName, child, isStop, type Stop, stop } from '../../src/model/index.js';
import { ECOSYSTEMS } from '../../src/ecosystems/index.js';
import { programIs } from '../../src/programs/index.js';
import { commandName } from '../../src/shell/index.js';
import { isCopy, type Instruction } from '../../src/dockerfile/index.js';
import { sourcesOf } from '../../src/runs/index.js';
import type { Moves } from './lines.js';
import { firstName, isOfSystem, pathsIn } from './names.js';
import { mountedIn } from './pods.js';
import type { Place } from './program.js';
import { type Brought, madeByRun } from './root.js';
import { mountedNames, obstacleIn, variableFiles } from './services.js';
import { saidOf, type Said, toldOf } from './sources.js';

export interface Planned extends Moves {
  /** The first line that works in the folder. */
  readonly first: Instruction;
  /** Lines that bring something which stays where it is. */
  readonly staying: ReadonlySet<Instruction>;
}

const TOOLS = ECOSYSTEMS.flatMap(({ tools = [] }) => tools);
const TARGETS = ['/app', '/srv/app'];

/** What moves where; a reason where something that is seen of the program stands against it. */
export function movesOf(place: Place): Planned | Stop<Instruction> {
  const { folder, services } = place;
  for (const each of services) {
    const obstacle = obstacleIn(each, folder);
    if (obstacle) return obstacle;
  }
  const staying = place.brought.filter((each) => isOwnScript(each, place));
  const moving = place.brought.filter((each) => !staying.includes(each));
  const set = namesOf(place, moving);
  if (isStop(set)) return set;
  const target = targetFor(place, set);
  if (isStop(target)) return target;
  const unseen = unseenStart(place, set, staying);
  if (unseen) return unseen;
  const first = place.lines.find((each) => usesFolder(each, moving, set))!;
  return { target, names: set, first, staying: new Set(staying.map(({ instruction }) => instruction)) };
}

/** A shell script that is copied by itself to an absolute path, and named by that alone: it is no part of the program. */
function isOwnScript({ instruction, names, files, absolute }: Brought, place: Place): boolean {
  const { lines, brought, services, context } = place;
  const [name] = names;
  if (!absolute || names.length !== 1 || files.length !== 1 || !/\.(?:sh|bash)$|entrypoint$/.test(baseName(files[0]!)))
    return false;
  if (brought.some((each) => each.instruction !== instruction && each.names.includes(name!))) return false;
  // It looks for others from where it lies itself.
  if (/\$\{?0|BASH_SOURCE|dirname/.test(files.map((file) => context.evidence.repository.read(file) ?? '').join('')))
    return false;
  const texts = [
    ...lines.filter((each) => each !== instruction).map(({ body }) => body.text),
    ...services.map(({ doc, service }) => doc.text.slice(service.span.start, service.span.end)),
  ];
  return !texts.some((text) => namedFromFolder(text, name!));
}

function namedFromFolder(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + 1)) {
    const before = text.slice(Math.max(0, at - 2), at);
    if (!/[\w-]$/.test(before) && (!before.endsWith('/') || before === './')) return true;
  }
  return false;
}

/** The names that move; a reason where one is named by its absolute path as well. */
function namesOf(place: Place, moving: readonly Brought[]): ReadonlySet<string> | Stop<Instruction> {
  const { doc, stage, lines, folder, services, containers, context } = place;
  const { repository } = context.evidence;
  const apart = new Set(moving.filter((each) => each.apart).flatMap(({ names }) => names));
  const own = new Set(moving.filter((each) => !each.apart).flatMap(({ names }) => names));
  for (const name of madeByBuild(place, moving)) if (!apart.has(name)) own.add(name);
  const alone = lines.flatMap(namedAlone);
  const mounted = [...services.flatMap(mountedNames), ...containers.flatMap(mountedIn)];
  const kinds = new Map<string, 'file' | 'folder'>();
  for (const name of [...own, ...apart, ...alone, ...mounted]) if (!isOfSystem(name)) kinds.set(name, 'folder');
  for (const { files, contents, names } of moving) {
    for (const name of names) {
      const isFile =
        files.some((file) => baseName(file) === name) ||
        contents.some((at) => repository.kind(child(at, name)) === 'file');
      if (isFile) kinds.set(name, 'file');
    }
  }
  const { compose, kubernetes } = context.group;
  const from = [...sourcesOf(doc, stage, folder, repository), ...services.flatMap(variableFiles)];
  const others = new Set([...compose, ...kubernetes]);
  const said = saidOf(from, kinds, repository, others);
  if (said.root !== undefined)
    return stop('used-later', `${said.root} counts on a program that runs in /; let it count from its own folder`);
  const set = new Set<string>();
  for (const name of kinds.keys()) {
    const moves = movesName(name, own.has(name), apart.has(name), said);
    if (isStop(moves)) return moves;
    if (moves) set.add(name);
  }
  const told = toldOf(set, repository, others);
  if (told !== undefined)
    return stop('used-later', `${told} runs the image and names a path that would move; change both`);
  return set;
}

function movesName(name: string, isOwn: boolean, isApart: boolean, { absolute, relative }: Said): boolean | Stop {
  const by = absolute.get(name);
  if (by === undefined) return isOwn || isApart || relative.has(name);
  if (!isOwn && !relative.has(name)) return false;
  return stop('used-later', `${by} names /${name}, which would move; let it count from the folder of the program`);
}

/** Names below the root that a line makes, mounts or works on by an absolute path. */
function namedAlone({ keyword, args, execForm }: Instruction): string[] {
  if (keyword === 'RUN') return pathsIn(args).map(({ name }) => name);
  return keyword === 'VOLUME' ? (execForm ?? args.split(/\s+/)).map(firstName) : [];
}

/** What RUNs leave in the working directory: what is named there, and what builds and installs are known to leave. */
function madeByBuild({ lines, folder, context }: Place, moving: readonly Brought[]): string[] {
  const runs = lines.filter(({ keyword }) => keyword === 'RUN');
  const named = runs.flatMap(madeByRun);
  const builds = runs.some(({ shell }) =>
    shell.commands.some((command) => {
      const name = commandName(command) ?? '';
      return TOOLS.some(({ programs }) => programs.test(name)) || programIs(name, 'buildTool');
    }),
  );
  if (!builds) return named;
  const beside = [...context.evidence.repository.list(folder), ...moving.flatMap(({ names }) => names)];
  const left = ECOSYSTEMS.flatMap(({ leftovers = [] }) => leftovers).filter(
    ({ theme, beside: sign }) => theme === 'made' && sign !== undefined && beside.some((name) => sign.test(name)),
  );
  return [...named, ...left.map(({ name }) => name)];
}

function targetFor({ lines, services }: Place, names: ReadonlySet<string>): string | Stop {
  const texts = [
    ...lines.map(({ body }) => body.text),
    ...services.map(({ doc, service }) => doc.text.slice(service.span.start, service.span.end)),
  ];
  if (!texts.some((text) => pathsIn(text).some(({ name }) => name === 'app'))) return TARGETS[0]!;
  if (names.has('srv') || texts.some((text) => text.includes(TARGETS[1]!)))
    return stop('ambiguous', `${TARGETS.join(' and ')} are in use; say with WORKDIR where the program is meant to lie`);
  return TARGETS[1]!;
}

/** A word of the start that begins with the root, and that no line is seen to bring. */
function unseenStart(
  { lines }: Place,
  names: ReadonlySet<string>,
  staying: readonly Brought[],
): Stop<Instruction> | undefined {
  const known = new Set([...names, ...staying.flatMap((each) => each.names)]);
  const isStart = ({ keyword }: Instruction): boolean => keyword === 'CMD' || keyword === 'ENTRYPOINT';
  for (const each of lines) if (!isStart(each)) for (const { name } of pathsIn(each.args)) known.add(name);
  for (const each of lines.filter(isStart)) {
    const unseen = pathsIn(each.args).find(
      ({ at, name }) =>
        !isOfSystem(name) &&
        !known.has(name) &&
        !/-[\w-]{0,40}["',=\s]{1,5}$/.test(each.args.slice(Math.max(0, at - 40), at)),
    );
    if (unseen && !/entrypoint/.test(unseen.name))
      return stop(
        'needs-evidence',
        `line ${each.lineMark} starts with /${unseen.name}, and no line shows where that comes from`,
        each,
      );
  }
  return undefined;
}

function usesFolder(each: Instruction, moving: readonly Brought[], names: ReadonlySet<string>): boolean {
  if (isCopy(each))
    return moving.some((brought) => brought.instruction === each && brought.names.some((name) => names.has(name)));
  if (each.keyword !== 'RUN') return false;
  return pathsIn(each.args).some(({ name }) => names.has(name)) || worksThere(each);
}

/** It makes something in the working directory, or runs something of it. */
function worksThere(run: Instruction): boolean {
  if (madeByRun(run).length > 0) return true;
  const { commands } = run.shell;
  if (commands.some((command) => commandName(command) === 'rm')) return false;
  return commands.some((command) => {
    const name = commandName(command) ?? '';
    return (
      command.place === 'chain' &&
      (programIs(name, 'downloads') || programIs(name, 'fetchesSources')) &&
      !command.words.slice(1).some(({ value }) => value === undefined || value.startsWith('/'))
    );
  });
}
