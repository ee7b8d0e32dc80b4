// Calls of apk that leave its index, who reads that, and what to write instead.
import type { Edit } from '../../src/model/index.js';
import {
  apkCacheMounted,
  failsOnEmptyApkCache,
  hasOption,
  laterEmptyCacheFails,
  laterIndexUse,
  packageCommands,
  removeLink,
  removesApkCacheOnly,
  type IndexUse,
  type PackageCommand,
  type ScriptReader,
} from '../../src/runs/index.js';
import { insertAfterWord, replaceWord, type DockerfileDoc, type Instruction } from '../../src/dockerfile/index.js';

const UPDATES = ['-U', '--update', '--update-cache'];

const REMOVES_CACHE = /\brm\b[^;&|]{0,300}\/var\/cache\/(?:apk|\*)/;

/** The `apk add` calls of a RUN that leave the index in its layer, and the upgrades that fetch one or read what an earlier RUN left. */
export function callsOf(doc: DockerfileDoc, instruction: Instruction): PackageCommand[] {
  if (apkCacheMounted(instruction) || instruction.args.includes('/etc/apk/cache')) return [];
  return packageCommands(instruction).filter(
    (call) =>
      call.manager === 'apk' &&
      (call.verb === 'add' || (call.verb === 'upgrade' && upgradesWithIndex(doc, instruction, call))) &&
      !hasOption(call, '--no-cache', '--cache-dir', '--no-network', '--help', '-s', '--simulate'),
  );
}

/** Without an index, `apk upgrade` does nothing; one that the same RUN fetched is for the step that drops `apk update`. */
function upgradesWithIndex(doc: DockerfileDoc, instruction: Instruction, call: PackageCommand): boolean {
  if (hasOption(call, ...UPDATES)) return true;
  const updates = (run: Instruction): boolean =>
    packageCommands(run).some(
      ({ manager, verb, command }) => manager === 'apk' && verb === 'update' && command.place === 'chain',
    );
  if (updates(instruction)) return false;
  const earlier = doc.stages[instruction.stage]!.instructions.filter(
    ({ index, keyword }) => index < instruction.index && keyword === 'RUN',
  );
  return earlier.some((run) => updates(run) && !REMOVES_CACHE.test(run.shellText) && !apkCacheMounted(run));
}

/** Only a call that fetches the index on purpose leaves one that a later line may count on. */
export function indexUse(
  doc: DockerfileDoc,
  instruction: Instruction,
  calls: readonly PackageCommand[],
  read: ScriptReader,
): IndexUse {
  const first = calls.find((call) => hasOption(call, ...UPDATES));
  if (!first || REMOVES_CACHE.test(instruction.shellText.slice(first.command.end))) return undefined;
  return laterIndexUse(doc, instruction, first.command.start, read);
}

/** `undefined` when an `rm` without -f, which fails once the cache is empty, cannot be taken out in the same step. */
export function editsOf(
  doc: DockerfileDoc,
  instruction: Instruction,
  calls: readonly PackageCommand[],
): Edit[] | undefined {
  if (laterEmptyCacheFails(doc, instruction)) return undefined;
  const edits = calls.map((call) => editOf(doc, instruction, call));
  for (const command of instruction.shell.commands) {
    if (!failsOnEmptyApkCache(command)) continue;
    const simple = removesApkCacheOnly(command) && instruction.shell.links[command.link]!.kind === 'command';
    const edit = simple ? removeLink(doc, instruction, command.link) : undefined;
    if (!edit) return undefined;
    edits.push(edit);
  }
  return edits;
}

function editOf(doc: DockerfileDoc, instruction: Instruction, call: PackageCommand): Edit {
  const update = call.options.find(({ raw }) => UPDATES.includes(raw));
  const replaced = update && replaceWord(doc, instruction, update, '--no-cache');
  return replaced ?? insertAfterWord(doc, instruction, call.verbWord!, ' --no-cache');
}
