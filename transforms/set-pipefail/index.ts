import { type Assumption, type Edit, type Evidence, isStop, type Stop, stop, baseName } from '../../src/model/index.js';
import { programIs } from '../../src/programs/index.js';
import {
  baseChain,
  buildStates,
  chainStyle,
  insertAfterWord,
  insertAt,
  type DockerfileDoc,
  type Instruction,
} from '../../src/dockerfile/index.js';
import { commandName } from '../../src/shell/index.js';
import { instructionEvidence, setsErrexit } from '../../src/runs/index.js';
import { pipefailIn } from '../../src/knowledge/index.js';
import { decidesTheBuild, downloads, feedsShell, judge } from './pipes.js';
import { rewriteDockerfile, runs } from '../../src/rewrites/index.js';

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

export const transform = rewriteDockerfile({
  meta: {
    id: 'set-pipefail',
    title: 'Stop the build when a command in front of a pipe fails',
    why: 'A pipe ends as its last command does: without pipefail a download that fails in front of it goes unnoticed.',
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
  on: runs,
  judge(run, { doc }) {
    const { pipelines, links } = run.shell;
    if (pipelines.length === 0 || run.heredocs.length > 0 || setsPipefail(doc, run)) return undefined;
    // Pipes in backticks are not seen, and a list in the background would take the option with it.
    if (run.shellText.includes('`') || links.some(({ operator }) => operator === '&')) return undefined;
    const errexit = setsErrexit(doc, run);
    const judged = pipelines.map((pipeline) => ({ pipeline, verdict: judge(pipeline) }));
    const deciding = judged.filter(({ pipeline }) => decidesTheBuild(run, pipeline, errexit));
    const shown = deciding.filter(({ verdict }) => verdict === 'shows-failures');
    if (shown.length === 0 && !deciding.some(({ pipeline }) => downloads(pipeline))) return undefined;
    const stuck = judged.find(({ verdict }) => typeof verdict === 'object')?.verdict;
    if (typeof stuck === 'object') {
      const way = shown.length > 0 ? 'put that into a RUN of its own, then pipefail can stand here' : LEFT_OPEN;
      return stop('needs-decision', `${stuck.hazard}; ${way}`);
    }
    if (shown.length === 0) return undefined;
    const shell = shellOf(doc, run);
    if (isStop(shell)) return shell;
    const edit = editOf(doc, run);
    return (
      edit && {
        edits: [edit],
        seen: 'the status of the pipe decides whether the build goes on',
        evidence: [shell.evidence],
        assumptions: [ENDS_WELL, ...(shown.some(({ pipeline }) => feedsShell(pipeline)) ? [READ_WHOLE] : [])],
      }
    );
  },
  refusesOnce: true,
});

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
  const program = named === undefined ? undefined : baseName(named);
  if (program === 'bash')
    return { evidence: instructionEvidence(doc, instruction, 'SHELL names bash, which has pipefail') };
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
