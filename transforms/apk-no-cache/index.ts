import { type Assumption, type Edit, stop } from '../../src/model/index.js';
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
import { takesOption } from '../../src/knowledge/index.js';
import { rewriteDockerfile, runs } from '../../src/rewrites/index.js';

const UPDATES = ['-U', '--update', '--update-cache'];
const REMOVES_CACHE = /\brm\b[^;&|]{0,300}\/var\/cache\/(?:apk|\*)/;

const APK_TOOLS: Assumption = {
  id: 'apk-tools-2-6-4-or-newer',
  believes: 'The base image stands on Alpine 3.3 (December 2015) or newer',
  breaksIf: 'its apk is older than 2.6.4 and stops at an option it does not know',
  checkBy: 'run apk --version in the base image',
};
const SCRIPTS: Assumption = {
  id: 'scripts-fetch-index',
  believes: 'The scripts that later lines run call no apk, or let it fetch the package index itself',
  breaksIf: 'one of them calls apk add and counts on the index this line left',
  checkBy: 'search those scripts for apk, or build the image',
};

const TOO_OLD = stop(
  'conflicts',
  'apk of this Alpine release is older than 2.6.4 and stops at --no-cache; a newer base image makes room for it',
);
const INDEX_READ = stop(
  'used-later',
  'a later line reads the package index that --update leaves here; let it fetch its own, then --no-cache can stand here',
);
const CACHE_EXPECTED = stop(
  'used-later',
  'rm without -f fails once /var/cache/apk is empty; drop that rm, or give it -f, then --no-cache can stand here',
);

export const transform = rewriteDockerfile({
  meta: {
    id: 'apk-no-cache',
    title: 'Keep the apk package index out of the image',
    why: 'With --no-cache apk fetches a fresh index and writes none, so the layer holds the packages only and a cached layer never installs from a stale index.',
    summary: 'Adds `--no-cache` to `apk add`, in place of `--update`.',
    target: 'dockerfile',
    phase: 'packages',
    ceiling: 'review',
    rules: ['DL3019', 'DS-0025', 'DKL-DI-0004', 'KICS Apk Add Using Local Cache Path'],
    hints: ['apk'],
    since: '0.1.0',
    references: [
      'https://github.com/hadolint/hadolint/wiki/DL3019',
      'https://wiki.alpinelinux.org/wiki/Alpine_Package_Keeper',
    ],
  },
  on: runs,
  judge(run, { doc, readScript }) {
    const calls = callsOf(run);
    if (calls.length === 0) return undefined;
    const known = takesOption(doc.stages[run.stage]!.rootImage, 'apk --no-cache');
    if (known === false) return TOO_OLD;
    const edits = editsOf(doc, run, calls);
    if (!edits) return CACHE_EXPECTED;
    const use = indexUse(doc, run, calls, readScript);
    if (use === 'need') return INDEX_READ;
    return {
      edits,
      seen: 'apk add without --no-cache and without a cache mount',
      assumptions: [...(known ? [] : [APK_TOOLS]), ...(use ? [SCRIPTS] : [])],
    };
  },
  refusesOnce: true,
});

function callsOf(instruction: Instruction): PackageCommand[] {
  if (apkCacheMounted(instruction) || instruction.args.includes('/etc/apk/cache')) return [];
  return packageCommands(instruction).filter(
    (call) =>
      call.manager === 'apk' &&
      call.verb === 'add' &&
      !hasOption(call, '--no-cache', '--cache-dir', '--no-network', '--help', '-s', '--simulate'),
  );
}

/** Only a call that fetches the index on purpose leaves one that a later line may count on. */
function indexUse(
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
function editsOf(doc: DockerfileDoc, instruction: Instruction, calls: readonly PackageCommand[]): Edit[] | undefined {
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
