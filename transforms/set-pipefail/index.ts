import { type Assumption, type Edit, isStop } from '../../src/model/index.js';
import {
  chainStyle,
  insertAfterWord,
  insertAt,
  type DockerfileDoc,
  type Instruction,
} from '../../src/dockerfile/index.js';
import { rewriteDockerfile, runs } from '../../src/rewrites/index.js';
import { commandName } from '../../src/shell/index.js';
import { bashFor } from './bash.js';
import { pipesInNeed } from './need.js';
import { feedsShell } from './pipes.js';
import { shellOf } from './shells.js';

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

const SAME_TO_BASH: Assumption = {
  id: 'bash-reads-the-same',
  believes:
    'The commands below mean the same to bash as to dash, their pipes end well too, and so it is in images that are built on this one',
  breaksIf:
    'one of them relies on what only dash does, or a file elsewhere that builds on the image has a pipe that may fail',
  checkBy: 'build the image, and what is built on it',
};

export const transform = rewriteDockerfile({
  meta: {
    id: 'set-pipefail',
    title: 'Stop the build when a command in front of a pipe fails',
    why: 'A pipe ends as its last command does: without pipefail a download that fails in front of it goes unnoticed.',
    summary:
      'Sets `pipefail` for a RUN with a pipe: in the RUN where the shell of the image has it, and by a `SHELL` with bash on Debian and Ubuntu.',
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
    const pipes = pipesInNeed(doc, run);
    if (pipes === undefined || isStop(pipes)) return pipes;
    const shell = shellOf(doc, run);
    if (isStop(shell)) return shell;
    const assumptions = [ENDS_WELL, ...(pipes.some((pipeline) => feedsShell(pipeline)) ? [READ_WHOLE] : [])];
    const seen = 'the status of the pipe decides whether the build goes on';
    const { evidence } = shell;
    if (!shell.takesIt) {
      const bash = bashFor(doc, run);
      return (
        bash &&
        (isStop(bash) ? bash : { ...bash, seen, evidence: [evidence], assumptions: [...assumptions, SAME_TO_BASH] })
      );
    }
    const edit = editOf(doc, run);
    return edit && { edits: [edit], seen, evidence: [evidence], assumptions };
  },
  refusesOnce: true,
});

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
