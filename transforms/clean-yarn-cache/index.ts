import type { Assumption, Context, Outcome, Proposal, Refusal, RefusalCode, Transform } from '../../src/model/index.js';
import {
  appendInStyle,
  hasOption,
  laterRuns,
  mountsOver,
  packageCommands,
  runPlace,
  seenIn,
  shellRuns,
  shippedStages,
  stepAt,
  targetsOf,
  type DockerfileDoc,
  type Instruction,
  type PackageCommand,
} from '../../src/dockerfile/index.js';
import { yarnVersion } from './version.js';

const ID = 'clean-yarn-cache';
const REMOVES_CACHE = /\brm\b[^;&|]{0,300}(?:yarn|\.cache|\/root\/\.\*|~\/\.\*)|\bcache clean\b/;
const FROM_CACHE = /\byarn\b[^;&|]{0,300}--(?:prefer-)?offline\b/;

const YARN_1: Assumption = {
  id: 'yarn-1',
  believes: 'This is Yarn 1 (Classic)',
  breaksIf: 'Yarn 2 or newer is used: its cache may be a part of the project, and is cleaned otherwise',
  checkBy: 'look for .yarnrc.yml, or packageManager in package.json',
};

interface Reason {
  readonly code: RefusalCode;
  readonly message: string;
}
const BERRY: Reason = {
  code: 'needs-decision',
  message:
    'the project uses Yarn 2 or newer, whose cache may be what it runs from; yarn cache clean --all is right where node_modules holds the packages',
};
const USED_LATER: Reason = {
  code: 'used-later',
  message: 'a later line installs offline from the cache that this one fills; clean it in that line',
};
const LEAVES_EARLY: Reason = {
  code: 'unsupported-syntax',
  message:
    'the RUN leaves early or ends in the background, so a command at its end may not run; put yarn cache clean behind the install',
};

export const transform: Transform<DockerfileDoc> = {
  meta: {
    id: ID,
    title: 'Remove the Yarn cache in the layer that filled it',
    summary: 'Appends `yarn cache clean` to the RUN that installs with Yarn 1, in stages that are shipped.',
    target: 'dockerfile',
    after: ['drop-sudo'],
    ceiling: 'review',
    rules: ['DL3060'],
    hints: ['yarn'],
    since: '0.1.0',
    references: [
      'https://github.com/hadolint/hadolint/wiki/DL3060',
      'https://classic.yarnpkg.com/lang/en/docs/cli/cache/',
    ],
  },
  propose(doc: DockerfileDoc, context: Context): Outcome {
    const proposals: Proposal[] = [];
    const refusals: Refusal[] = [];
    let shipped: ReturnType<typeof shippedStages> | undefined;
    for (const instruction of shellRuns(doc)) {
      const last = lastInstall(instruction);
      if (!last) continue;
      shipped ??= shippedStages(doc, targetsOf(doc, context));
      if (!shipped.has(doc.stages[instruction.stage]!)) continue;
      const step = stepAt(doc, instruction, ID);
      const version = yarnVersion(doc, instruction, last, context);
      const later = laterRuns(doc, instruction).some((other) => FROM_CACHE.test(other.args));
      const able = version !== 'berry' && !later;
      const edit = able ? appendInStyle(doc, instruction, `${last.sudo ? 'sudo ' : ''}yarn cache clean`) : undefined;
      if (!edit) {
        const reason = later ? USED_LATER : version === 'berry' ? BERRY : LEAVES_EARLY;
        if (!refusals.some(({ anchor, code }) => anchor === step.anchor && code === reason.code))
          refusals.push({ anchor: step.anchor, at: step.at, ...reason });
        continue;
      }
      const base = {
        ...step,
        title: 'Remove the Yarn cache in the layer that filled it',
        why: 'Yarn keeps an unpacked copy of every package beside node_modules. In a layer nobody reads it, and a later layer cannot take it away.',
        touches: [runPlace(doc, instruction)],
        evidence: [
          seenIn(doc, instruction, 'yarn installs without a cache mount, and the RUN ends without cleaning up'),
        ] as const,
        changes: [edit] as const,
      };
      proposals.push(
        version === 'classic'
          ? { ...base, safety: 'safe', assumptions: [] }
          : { ...base, safety: 'review', assumptions: [YARN_1] },
      );
    }
    return { proposals, refusals };
  },
};

/** The last yarn install of a RUN, when it runs whatever happens and nothing behind it empties the cache. */
function lastInstall(instruction: Instruction): PackageCommand | undefined {
  const calls = packageCommands(instruction).filter(
    (call) =>
      call.manager === 'yarn' &&
      ['', 'install', 'add', 'upgrade'].includes(call.verb) &&
      !hasOption(call, '--cache-folder', '--offline', '--version', '-v', '--help', '--immutable'),
  );
  const last = calls.at(-1);
  if (!last || !calls.some(({ command }) => command.place === 'chain' || command.place === 'pipe')) return undefined;
  if (mountsOver(instruction, /yarn|\.cache|^\/root$|^\/home\/[^/]+$|^\/usr\/local\/share$/)) return undefined;
  const behind = instruction.shellText.slice(last.command.end);
  if (
    REMOVES_CACHE.test(behind) ||
    /\b(?:del|remove|purge|uninstall)\b[^;&|]{0,300}\b(?:yarn|nodejs|node|npm|build\w*|deps|virtual)\b/.test(behind)
  )
    return undefined;
  return last;
}
