// What the build puts into a folder: from the repository, from another stage, or by a command.
import { type Context, type Folder, baseName, child, isWithin, splitPath, wordPattern } from '../../src/model/index.js';
import { mentionsProgram, programIs } from '../../src/programs/index.js';
import {
  absoluteIn,
  baseChain,
  buildStates,
  type DockerfileDoc,
  imagePathFrom,
  type Instruction,
  isCopy,
  normalisePath,
  type Stage,
} from '../../src/dockerfile/index.js';
import { isFirstLook, placementsIn } from '../../src/runs/index.js';

/** Files, perhaps files, or a folder alone, which may be missing like the second. */
type Brought = 'files' | 'perhaps' | 'folder';

/**
 * What the build brings to a folder from the repository or from another stage: files, or the folder alone with what keeps it
 * in git. Either gives it to root, whoever owned a folder that was there: COPY sets the owner of each folder below its
 * destination anew.
 */
export function broughtTo(
  doc: DockerfileDoc,
  stage: Stage,
  path: string,
  folder: Folder,
  context: Context,
  seen: Set<string> = new Set(),
): Brought | undefined {
  if (!isFirstLook(stage, path, seen)) return undefined;
  const found = placedIn(doc, stage, path, folder, context, seen);
  return found === 'files' && isTakenAway(doc, stage, path) ? 'perhaps' : found;
}

/** As the copies bring it, whatever is done with it behind them. */
function placedIn(
  doc: DockerfileDoc,
  stage: Stage,
  path: string,
  folder: Folder,
  context: Context,
  seen: Set<string>,
): Brought | undefined {
  const { repository } = context.evidence;
  let found: Brought | undefined;
  for (const { source, target, kind, stage: from } of placementsIn(doc, stage, folder, repository)) {
    if (isWithin(target, path)) return 'files';
    const inside = imagePathFrom(target, path);
    if (!inside) continue;
    if (from) {
      const there = normalisePath(`${source}/${inside}`);
      const brought = broughtTo(doc, from, there, folder, context, seen);
      const made = isFilled(from, runsOf(from), there);
      if (brought === 'files' || made === true) return 'files';
      // Whatever the stage made of it is copied with it.
      found = made || brought === 'perhaps' ? 'perhaps' : (found ?? 'folder');
      continue;
    }
    const own = child(source, inside);
    if (kind !== 'directory' || repository.kind(own) !== 'directory') continue;
    if (repository.list(own).some((name) => !/^\.git(?:keep|ignore)$|^\.keep$/.test(name))) return 'files';
    found ??= 'folder';
  }
  return found;
}

/** A RUN removes or moves the folder, what it lies in, or something in it: it need not be there any more. */
function isTakenAway(doc: DockerfileDoc, stage: Stage, path: string): boolean {
  return runsOf(stage).some((run) => {
    if (!run.shell.ok) return mentionsProgram(run.args, 'mindsFolder');
    const { workdir } = buildStates(doc)[run.index]!;
    const enters = run.shell.commands.some(({ words }) => words[0]?.value === 'cd');
    return run.shell.commands.some(({ words }) => {
      const [first, ...operands] = words.map(({ value, raw }) => value ?? raw);
      if (first === undefined || !programIs(baseName(first), 'mindsFolder')) return false;
      return operands.some((each) => {
        if (each.startsWith('-')) return false;
        // Up to the name that is not written out.
        const [plain = ''] = /^[^*?[{$]*/.exec(each) ?? [];
        const known = plain === each ? each : splitPath(plain).folder;
        const gone = absoluteIn(known === '' ? '.' : known, workdir);
        if (gone === undefined || (enters && !each.startsWith('/'))) return true;
        return isWithin(path, gone) || isWithin(gone, path);
      });
    });
  });
}

/** The RUNs of a stage and of those it stands on. */
export function runsOf(stage: Stage): Instruction[] {
  return baseChain(stage).flatMap(({ instructions }) => instructions.filter(({ keyword }) => keyword === 'RUN'));
}

/** A RUN puts something there: by its name, or perhaps, since it works on the source that the folder lies in. */
export function isFilled(stage: Stage, runs: readonly Instruction[], path: string): true | 'perhaps' | false {
  const isNamed = runs.some(({ shell, args }) => {
    if (!args.includes(path)) return false;
    if (!shell.ok) return true;
    return shell.commands.some(({ words }) => {
      const texts = words.map(({ value, raw }) => value ?? raw);
      if (!texts.some((text) => text.startsWith(path))) return false;
      return !programIs(baseName(texts[0] ?? ''), 'fillsNothing');
    });
  });
  if (isNamed) return true;
  const first = stage.instructions.findIndex(isCopy);
  const later = first === -1 ? [] : stage.instructions.slice(first);
  return later.some(({ keyword, args }) => keyword === 'RUN' && runsCopied(args)) ? 'perhaps' : false;
}

/** Folders that the build makes in one that is written: they are root's, whoever owns what lies around and in them. */
export function foldersMadeIn(doc: DockerfileDoc, runs: readonly Instruction[], path: string): string[] {
  const found = new Set<string>();
  for (const run of runs) {
    const { workdir } = buildStates(doc)[run.index]!;
    for (const { words } of run.shell.commands) {
      const [first, ...operands] = words.map(({ value, raw }) => value ?? raw);
      if (baseName(first ?? '') !== 'mkdir') continue;
      for (const each of operands) {
        const made = /^-|[$*?[{]/.test(each) ? undefined : absoluteIn(each, workdir);
        if (made !== undefined && made !== path && isWithin(made, path)) found.add(made);
      }
    }
  }
  return [...found];
}

/** Runs what was copied, which may leave caches and logs where it is. */
function runsCopied(text: string): boolean {
  return mentionsProgram(text, 'leavesTraces') || RUNS_SCRIPTS.test(text) || RUNS_BY_PATH.test(text);
}

/** A script of the repository by its path: `bin/setup`, `./install.sh`. */
const RUNS_BY_PATH = /(?<![^\s;&|])(?:(?:\.\/)?(?:bin|scripts?)\/[\w.-]+|\.\/[\w.-]+\.(?:sh|bash|rb|js))(?![^\s;&|])/;

const RUNS_SCRIPTS = wordPattern('', {
  also: [
    /npm\s+run/,
    /yarn\s+(?!install\b)\w+/,
    /pnpm\s+(?!i\b|install\b)\w+/,
    /next\s+build/,
    /python[\d.]*\s+\S+\.py/,
  ],
});
