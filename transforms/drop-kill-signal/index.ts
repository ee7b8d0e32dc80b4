import { stop, type Assumption } from '../../src/model/index.js';
import { deleteInstruction } from '../../src/dockerfile/index.js';
import { instructions, rewriteDockerfile } from '../../src/rewrites/index.js';

const ENDS: Assumption = {
  id: 'ends-on-stop-signal',
  believes: 'The program ends when it gets SIGTERM, or the signal that the base image sets',
  breaksIf: 'it ignores the signal: docker stop then waits ten seconds before it kills',
  checkBy: 'docker stop a container and look at how long it takes and what the program logs',
};

export const transform = rewriteDockerfile({
  meta: {
    id: 'drop-kill-signal',
    title: 'Let docker stop ask the program to end',
    why: 'SIGKILL cannot be handled: every stop is a crash, with requests cut off and data that was not written. Docker kills by itself what has not ended after its grace period.',
    summary: 'Removes `STOPSIGNAL SIGKILL`, so that a stop begins with SIGTERM or the signal of the base image.',
    target: 'dockerfile',
    phase: 'runtime',
    ceiling: 'review',
    rules: [],
    hints: ['stopsignal'],
    since: '0.2.0',
    references: [
      'https://docs.docker.com/reference/dockerfile/#stopsignal',
      'https://docs.docker.com/reference/cli/docker/container/stop/',
    ],
  },
  on: instructions('STOPSIGNAL'),
  judge(instruction, { doc }) {
    if (!/^["']?(?:(?:SIG)?KILL|9)["']?$/i.test(instruction.args)) return undefined;
    const edit = deleteInstruction(doc, instruction);
    if (!edit) return stop('needs-decision', 'a comment may say why a stop has to kill; take both out, or keep both');
    return {
      edits: [edit],
      seen: 'the signal of docker stop is one that no program can handle',
      assumptions: [ENDS],
    };
  },
});
