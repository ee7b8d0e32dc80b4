import { type Assumption, type Edit, type NonEmpty, nonEmpty } from '../../src/model/index.js';
import { programIs } from '../../src/programs/index.js';
import {
  apkCacheMounted,
  failsOnEmptyApkCache,
  hasOption,
  laterEmptyCacheFails,
  laterIndexUse,
  packageCommand,
  packageCommands,
  removeLink,
  removesApkCacheOnly,
  shellRuns,
  type PackageCommand,
  type ScriptReader,
} from '../../src/runs/index.js';
import {
  deleteInstruction,
  insertAfterWord,
  runPlace,
  type DockerfileDoc,
  type Instruction,
  anchorOf,
} from '../../src/dockerfile/index.js';
import { commandName, type ShellCommand } from '../../src/shell/index.js';
import { rewriteDockerfile, runs } from '../../src/rewrites/index.js';

const UNUSED: Assumption = {
  id: 'apk-index-unused',
  believes: 'Nothing run from this image counts on the package index that apk update left in it',
  breaksIf:
    'a script, a child image or a person calls apk add without --no-cache, --update or apk update, on an apk that does not fetch by itself',
  checkBy: 'search the scripts and the images built on this one for apk',
};

interface Removal {
  readonly edits: NonEmpty<Edit>;
  /** True when no index was left before either, and nothing in between could read one. */
  readonly proven: boolean;
  readonly whole: boolean;
}

export const transform = rewriteDockerfile({
  meta: {
    id: 'drop-apk-cache-steps',
    title: 'Drop apk update and cache removal beside apk add --no-cache',
    why: 'apk add --no-cache fetches the index itself and leaves nothing behind. A second index from apk update only stays in the layer, and there is nothing to remove afterwards.',
    summary: 'Drops `apk update` before, and `rm -rf /var/cache/apk/*` after, calls that have `--no-cache`.',
    target: 'dockerfile',
    phase: 'packages',
    after: ['apk-no-cache'],
    ceiling: 'review',
    neverRefuses: 'a step that something may rely on is not seen as one that does nothing',
    rules: ['DS-0017', 'CKV_DOCKER_5', 'KICS Update Instruction Alone', 'CIS 4.7', 'CIS-DI-0007'],
    hints: ['apk'],
    since: '0.1.0',
    references: [
      'https://wiki.alpinelinux.org/wiki/Alpine_Package_Keeper',
      'https://github.com/goodwithtech/dockle/blob/master/CHECKPOINT.md#dkl-di-0004',
    ],
  },
  on: runs,
  judge(run, { doc, readScript }) {
    const removal = apkCacheMounted(run) ? undefined : removalOf(doc, run, readScript);
    return (
      removal && {
        edits: removal.edits,
        touches: [removal.whole ? anchorOf(doc, run) : runPlace(doc, run)],
        seen: 'every apk add that follows has --no-cache',
        assumptions: removal.proven ? [] : [UNUSED],
      }
    );
  },
});

function removalOf(doc: DockerfileDoc, instruction: Instruction, read: ScriptReader): Removal | undefined {
  const calls = packageCommands(instruction).filter(({ manager }) => manager === 'apk');
  const updates = calls.filter(
    (call) => call.verb === 'update' && call.packages.length === 0 && call.command.place === 'chain',
  );
  const update = updates[0];
  const installs = calls.filter((call) => call.verb === 'add' || call.verb === 'upgrade');
  const others = calls.some((call) => !updates.includes(call) && !installs.includes(call) && call.verb !== 'del');
  if (others || installs.some((call) => call.verb === 'add' && !hasOption(call, '--no-cache'))) return undefined;
  if (installs.length === 0) return update ? loneUpdate(doc, instruction, update, read) : undefined;
  if (!update && installs.some((call) => !hasOption(call, '--no-cache'))) return undefined;
  if (update && !fetchesForItself(doc, instruction, update, installs, read)) return undefined;
  const cleanups = instruction.shell.commands.filter(
    (command) => removesApkCacheOnly(command) && command.place === 'chain',
  );
  const edits = new Map<ShellCommand, Edit>();
  for (const command of [...updates.map((call) => call.command), ...cleanups]) {
    const edit =
      instruction.shell.links[command.link]?.kind === 'command' && removeLink(doc, instruction, command.link);
    if (edit) edits.set(command, edit);
  }
  const removals = nonEmpty([...edits.values()]);
  if (!removals || overlap(removals) || (update && !edits.has(update.command))) return undefined;
  if (instruction.shell.commands.some((command) => failsOnEmptyApkCache(command) && !edits.has(command)))
    return undefined;
  const flags = installs
    .filter((call) => !hasOption(call, '--no-cache'))
    .map((call) => insertAfterWord(doc, instruction, call.verbWord!, ' --no-cache'));
  const gone = !update || (cleanups.length > 0 && instruction.shell.commands.every(isHarmless));
  return { edits: [...removals, ...flags], proven: gone && !indexLeftBefore(doc, instruction), whole: false };
}

/** True when what stands behind `apk update`, here and in later lines, needs no index of another command. */
function fetchesForItself(
  doc: DockerfileDoc,
  instruction: Instruction,
  update: PackageCommand,
  installs: readonly PackageCommand[],
  read: ScriptReader,
): boolean {
  if (installs.some((call) => call.command.start < update.command.start)) return false;
  if (laterEmptyCacheFails(doc, instruction)) return false;
  // `apk upgrade` of this RUN reads the index too, and gets the flag in the same step.
  const upgrades = installs.filter((call) => call.verb === 'upgrade');
  const from = upgrades.at(-1)?.command.start ?? update.command.start;
  return laterIndexUse(doc, instruction, from, read) !== 'need';
}

function overlap(edits: readonly Edit[]): boolean {
  const sorted = [...edits].sort((a, b) => a.span.start - b.span.start);
  return sorted.some((edit, at) => at > 0 && edit.span.start < sorted[at - 1]!.span.end);
}

/** `RUN apk update` alone: gone when every later install of the stage fetches for itself. */
function loneUpdate(
  doc: DockerfileDoc,
  instruction: Instruction,
  update: PackageCommand,
  read: ScriptReader,
): Removal | undefined {
  if (laterEmptyCacheFails(doc, instruction)) return undefined;
  if (instruction.shell.links.length !== 1 || laterIndexUse(doc, instruction, update.command.start, read) === 'need')
    return undefined;
  const later = shellRuns(doc).filter((other) => other.index > instruction.index);
  const adds = later
    .flatMap((other) => packageCommands(other))
    .filter((call) => call.manager === 'apk' && call.verb === 'add');
  if (adds.length === 0 || adds.some((call) => !hasOption(call, '--no-cache'))) return undefined;
  const edit = deleteInstruction(doc, instruction);
  return edit && { edits: [edit], proven: false, whole: true };
}

/** True when an earlier RUN of the stage may have left an index, which this RUN's removal hides. */
function indexLeftBefore(doc: DockerfileDoc, instruction: Instruction): boolean {
  for (let stage = doc.stages[instruction.stage]; stage; stage = stage.base) {
    for (const other of stage.instructions) {
      if (other.index >= instruction.index || other.keyword !== 'RUN') continue;
      if (!other.shell.ok) return true;
      if (
        packageCommands(other).some(
          (call) => call.manager === 'apk' && call.verb !== 'del' && !hasOption(call, '--no-cache'),
        )
      )
        return true;
    }
  }
  return false;
}

/** It neither reads apk's index nor runs anything that could. */
function isHarmless(command: ShellCommand): boolean {
  return packageCommand(command)?.manager === 'apk' || programIs(commandName(command), 'runsNothing');
}
