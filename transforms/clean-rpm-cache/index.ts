import { type Context, type Outcome, type Transform, baseName, stop, type Stop, anyOf } from '../../src/model/index.js';
import {
  family,
  hasOption,
  packageCommands,
  type PackageCommand,
  cleanCaches,
  type Cleaning,
} from '../../src/runs/index.js';
import { type DockerfileDoc, type Instruction, mountsOver } from '../../src/dockerfile/index.js';
import type { ShellCommand } from '../../src/shell/index.js';

const ID = 'clean-rpm-cache';
const FILLS = new Set(['install', 'upgrade', 'update']);
const REMOVES_CACHE = /\brm\b[^;&|]{0,300}\/var\/cache\b|\bfind\b[^;&|]{0,200}\/var\/cache\b/;
/** What leaves no enabled repository, or no package manager: `clean all` then fails. */
const TAKES_REPOS_AWAY = anyOf(
  /\b(?:rm|mv)\b[^;&|]{0,300}yum\.repos\.d/,
  /config-manager[^;&|]{0,200}--(?:set-)?disable/,
  /subscription-manager/,
  /(?:remove|erase|-e)\s[^;&|]{0,300}\b(?:yum|dnf|microdnf|tdnf)\b/,
);

export const transform: Transform<DockerfileDoc> = {
  meta: {
    id: ID,
    title: 'Remove the package cache in the layer that filled it',
    summary: 'Appends `yum clean all` (dnf, microdnf, tdnf) to the RUN that installs.',
    target: 'dockerfile',
    phase: 'packages',
    after: ['drop-sudo', 'rpm-yes'],
    ceiling: 'safe',
    rules: [
      'DL3032',
      'DL3040',
      'DS-0015',
      'DS-0019',
      'DS-0027',
      'KICS Yum Clean All Missing',
      'KICS Missing Dnf Clean All',
    ],
    hints: ['yum', 'dnf'],
    since: '0.1.0',
    references: [
      'https://github.com/hadolint/hadolint/wiki/DL3032',
      'https://github.com/hadolint/hadolint/wiki/DL3040',
    ],
  },
  propose(doc: DockerfileDoc, context: Context): Outcome {
    return cleanCaches(doc, context, {
      id: ID,
      title: 'Remove the package cache in the layer that filled it',
      why: 'yum and dnf keep repository metadata, and downloaded packages where keepcache is on: 50 to 300 MB that no running container reads. Removing it in a later layer frees nothing.',
      says: 'the RUN installs and ends without cleaning up',
      clean(instruction) {
        const calls = uncleanedCalls(instruction);
        return calls.length === 0 ? undefined : cleaningOf(instruction, calls);
      },
    });
  },
};

/** The calls that fill the cache, when nothing behind the last of them empties it. */
function uncleanedCalls(instruction: Instruction): PackageCommand[] {
  const all = packageCommands(instruction).filter(({ manager }) => family(manager) === 'yum');
  const calls = all.filter((call) => FILLS.has(call.action) && !hasOption(call, '--help', '--downloadonly'));
  const last = calls.findLast(({ action }) => action !== 'update');
  if (!last || mountsOver(instruction, /yum|dnf|rpm|^\/var(?:\/(?:cache|lib))?$/)) return [];
  if (all.some((call) => call.action === 'clean' && call.command.start > last.command.start)) return [];
  const behind = instruction.shellText.slice(last.command.end);
  // `; #yum clean all` is off on purpose, and /cleanup.sh says what it does.
  const cleans =
    REMOVES_CACHE.test(behind) ||
    behind.includes('clean all') ||
    instruction.shell.commands.some((command) => isCleaner(command, last));
  return cleans ? [] : calls;
}

function isCleaner({ start, words }: ShellCommand, last: PackageCommand): boolean {
  return start > last.command.start && /(?:^|\/)[\w.-]*clean[\w.-]*$/.test(words[0]?.value ?? '');
}

function cleaningOf(instruction: Instruction, calls: readonly PackageCommand[]): Cleaning {
  const last = calls.findLast(({ command }) => command.place === 'chain' || command.place === 'pipe');
  if (!last) {
    return stop(
      'inside-construct',
      'the install stands inside `if`, `||`, a subshell or a function, so the package manager may not be there otherwise; add its `clean all` in that branch',
    );
  }
  if (TAKES_REPOS_AWAY.test(instruction.shellText.slice(last.command.end))) {
    return stop(
      'ambiguous',
      'a later command of this RUN takes repositories or the package manager away, after which `clean all` fails; put `clean all` before it',
    );
  }
  const name = baseName(last.tool.value!);
  const otherwise: Stop = stop(
    'unsupported-syntax',
    'the RUN ends in the background or leaves early, so a command at its end would not run; put `clean all` before that',
  );
  return { command: `${last.sudo ? 'sudo ' : ''}${name} clean all`, assumptions: [], otherwise };
}
