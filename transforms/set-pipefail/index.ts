import {
  type Assumption,
  type Context,
  type Edit,
  type Evidence,
  type Outcome,
  type Proposal,
  type Refusal,
  type Transform,
  isStop,
  type Stop,
  stop,
  refusalAt,
} from '../../src/model/index.js';
import { programIs } from '../../src/programs/index.js';
import {
  baseChain,
  buildStates,
  chainStyle,
  insertAfterWord,
  insertAt,
  runPlace,
  type DockerfileDoc,
  type Instruction,
} from '../../src/dockerfile/index.js';
import { commandName } from '../../src/shell/index.js';
import { seenIn, setsErrexit, shellRuns, stepAt } from '../../src/runs/index.js';
import { pipefailIn } from '../../src/knowledge/index.js';
import { decides, downloads, feedsShell, judge } from './pipes.js';

const ID = 'set-pipefail';

const ENDS_WELL: Assumption = {
  id: 'piped-commands-succeed',
  believes: 'Every command in front of a pipe in this RUN ends well today, and what it writes is read to its end',
  breaksIf: 'one of them fails and the build went on without, or is cut off by a reader that has enough',
  checkBy: 'build the image: it stops at this line if so',
};
const READ_WHOLE: Assumption = {
  id: 'script-is-read-to-its-end',
  believes: 'The script that is piped into the shell is read to its end',
  breaksIf: 'it is long and leaves early, so that the download cannot be written to the end and counts as failed',
  checkBy: 'build the image: it stops at this line if so',
};

const LEFT_OPEN = 'whether pipefail may end the build then is for you to say';

export const transform: Transform<DockerfileDoc> = {
  meta: {
    id: ID,
    title: 'Stop the build when a command in front of a pipe fails',
    summary: 'Sets `pipefail` in a RUN with a pipe, where the shell of the image has it.',
    target: 'dockerfile',
    // The others look at the first command of a RUN, or join RUNs.
    phase: 'packages',
    after: ['clean-apt-lists', 'drop-apk-cache-steps', 'drop-sudo', 'join-apt-update'],
    ceiling: 'review',
    rules: ['DL4006', 'KICS Shell Running A Pipe Without Pipefail Flag'],
    since: '0.1.0',
    references: [
      'https://docs.docker.com/build/building/best-practices/#using-pipes',
      'https://github.com/hadolint/hadolint/wiki/DL4006',
      'https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#set',
    ],
  },
  propose(doc: DockerfileDoc, _context: Context): Outcome {
    const proposals: Proposal[] = [];
    const refusals: Refusal[] = [];
    function refuse(instruction: Instruction, why: Stop): void {
      const step = stepAt(doc, instruction, ID);
      if (refusals.some(({ anchor, code }) => anchor === step.anchor && code === why.stop)) return;
      refusals.push(refusalAt(step, why));
    }
    for (const instruction of shellRuns(doc)) {
      const { pipelines, links } = instruction.shell;
      if (pipelines.length === 0 || instruction.heredocs.length > 0 || setsPipefail(doc, instruction)) continue;
      // Pipes in backticks are not seen, and a list in the background would take the option with it.
      if (instruction.shellText.includes('`') || links.some(({ operator }) => operator === '&')) continue;
      const errexit = setsErrexit(doc, instruction);
      const judged = pipelines.map((pipeline) => ({ pipeline, verdict: judge(pipeline) }));
      const deciding = judged.filter(({ pipeline }) => decides(instruction, pipeline, errexit));
      const shown = deciding.filter(({ verdict }) => verdict === 'shows-failures');
      if (shown.length === 0 && !deciding.some(({ pipeline }) => downloads(pipeline))) continue;
      const stuck = judged.find(({ verdict }) => typeof verdict === 'object')?.verdict;
      if (typeof stuck === 'object') {
        const way = shown.length > 0 ? 'put that into a RUN of its own, then pipefail can stand here' : LEFT_OPEN;
        refuse(instruction, stop('needs-decision', `${stuck.hazard}; ${way}`));
        continue;
      }
      if (shown.length === 0) continue;
      const shell = shellOf(doc, instruction);
      if (isStop(shell)) {
        refuse(instruction, shell);
        continue;
      }
      const edit = editOf(doc, instruction);
      if (!edit) continue;
      const pipes = shown.map(({ pipeline }) => pipeline);
      proposals.push({
        ...stepAt(doc, instruction, ID),
        title: 'Stop the build when a command in front of a pipe fails',
        why: 'A pipe ends as its last command does: without pipefail a download that fails in front of it goes unnoticed.',
        touches: [runPlace(doc, instruction)],
        safety: 'review',
        assumptions: [ENDS_WELL, ...(pipes.some(feedsShell) ? [READ_WHOLE] : [])],
        evidence: [
          seenIn(doc, instruction, 'the status of the pipe decides whether the build goes on'),
          shell.evidence,
        ],
        changes: [edit],
      });
    }
    return { proposals, refusals };
  },
};

function setsPipefail(doc: DockerfileDoc, instruction: Instruction): boolean {
  return (
    instruction.shellText.includes('pipefail') ||
    (buildStates(doc)[instruction.index]?.shell?.some((word) => word.includes('pipefail')) ?? false)
  );
}

type ShellFact = { readonly evidence: Evidence } | Stop;

/** The shell that runs the line, and how that is known. */
function shellOf(doc: DockerfileDoc, instruction: Instruction): ShellFact {
  const named = buildStates(doc)[instruction.index]?.shell?.[0];
  const program = named?.slice(named.lastIndexOf('/') + 1);
  if (program === 'bash') return { evidence: seenIn(doc, instruction, 'SHELL names bash, which has pipefail') };
  const stage = doc.stages[instruction.stage]!;
  const written = baseChain(stage).at(-1)!.from.image;
  const known = program === undefined || program === 'sh' || program === 'ash' ? pipefailIn(written) : undefined;
  const name = stage.rootImage ?? written;
  if (!known)
    return stop(
      'unknown-base',
      `whether the shell of ${name} has pipefail is not known; if it does, begin this RUN with set -o pipefail`,
    );
  if (!known.takesIt)
    return stop(
      'needs-shell',
      `/bin/sh of ${name} is ${known.name}, which has no pipefail; SHELL ["/bin/bash", "-o", "pipefail", "-c"] would have it, and also run every later RUN, CMD and ENTRYPOINT in shell form by bash`,
    );
  if (replacesShell(doc, instruction))
    return stop('conflicts', 'an earlier line puts another program in the place of /bin/sh');
  return {
    evidence: {
      says: `/bin/sh of ${name} is ${known.name}, which has pipefail`,
      from: { kind: 'knowledge', entry: known.entry, source: known.source },
    },
  };
}

function replacesShell(doc: DockerfileDoc, instruction: Instruction): boolean {
  return doc.instructions.some(
    (other) =>
      other.index < instruction.index &&
      other.keyword === 'RUN' &&
      other.shell.commands.some(
        (command) =>
          programIs(commandName(command), 'replacesPrograms') &&
          command.words.some(({ raw }) => /^(?:\/usr)?\/bin\/(?:da|a)?sh$|^dash$/.test(raw)),
      ),
  );
}

/** `set -ex` to `set -exo pipefail`; in front of anything else a command of its own, in the style of the RUN. */
function editOf(doc: DockerfileDoc, instruction: Instruction): Edit | undefined {
  const { commands, links } = instruction.shell;
  const [first, second] = [commands[0], links[1]];
  const option = first?.words[1];
  if (
    first?.place === 'chain' &&
    commandName(first) === 'set' &&
    first.words.length === 2 &&
    second !== undefined &&
    /^-[abCefhmnuvx]+$/.test(option?.raw ?? '')
  )
    return insertAfterWord(doc, instruction, option!, 'o pipefail');
  const start = links[0]?.start;
  if (start === undefined) return undefined;
  const style = chainStyle(doc, instruction);
  const lineBreak = style && ` ${doc.escape}${doc.eol}${style.indent}`;
  const joined = lineBreak === undefined ? ' && ' : style?.leading ? `${lineBreak}&& ` : ` &&${lineBreak}`;
  return insertAt(doc, instruction.shellSource.toSource(start), `set -o pipefail${joined}`);
}
