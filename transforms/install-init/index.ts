import { isStop, type Assumption, type Edit } from '../../src/model/index.js';
import {
  inCaseOf,
  insertAt,
  insertLinesAbove,
  stagePlace,
  type DockerfileDoc,
  type Instruction,
} from '../../src/dockerfile/index.js';
import {
  rewriteDockerfile,
  startedImages,
  type DockerfileContext,
  type DockerfileVerdict,
  type StartedStage,
} from '../../src/rewrites/index.js';
import { installOf } from './install.js';
import { ignoresStop } from './need.js';

export const transform = rewriteDockerfile({
  meta: {
    id: 'install-init',
    title: 'Put an init before a program that a stop does not end',
    why: 'The kernel ignores SIGTERM for a first process that does not handle it: a stop waits ten seconds, thirty in Kubernetes, and ends with a kill. Below an init the program ends at once, and its orphans are collected.',
    summary:
      "Installs `tini` of the distribution and starts it first, in images whose program ignores SIGTERM and that Compose's `init: true` does not reach.",
    target: 'dockerfile',
    phase: 'runtime',
    after: ['exec-form', 'start-node-directly'],
    ceiling: 'review',
    rules: ['HF1003'],
    hints: ['cmd', 'entrypoint'],
    since: '0.2.0',
    references: [
      'https://github.com/krallin/tini#using-tini',
      'https://man7.org/linux/man-pages/man7/pid_namespaces.7.html',
      'https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination',
    ],
  },
  on: startedImages,
  judge,
});

const MAY_BE_SECOND: Assumption = {
  id: 'may-end-at-once',
  believes: 'The program may end at once when it is told to, and does not insist on being process 1',
  breaksIf: 'work that it is in the middle of counted on the ten seconds: then it has to handle SIGTERM itself',
  checkBy: 'start the image, send requests, and run docker stop',
};
const BASE_ONLY_STARTS: Assumption = {
  id: 'base-entrypoint-only-starts',
  believes:
    'The entry point of the base image does nothing for a program but run it, so that the init may take its place',
  breaksIf:
    'somebody starts the image with an option, or with the name of a file alone, and counts on it to add the program',
  checkBy: 'search for `docker run` with such words',
};

function judge({ stage }: StartedStage, context: DockerfileContext): DockerfileVerdict {
  const { doc } = context;
  const found = ignoresStop(stage, context);
  if (found === undefined || isStop(found)) return found;
  const install = installOf(stage, context);
  if (isStop(install)) return install;
  const anchor = stagePlace(doc, stage);
  return {
    edits: [...install.edits, startEdit(doc, found.start, install.path)],
    touches: [`${anchor}.entrypoint`, ...install.touches],
    evidence: [...found.evidence, install.evidence],
    assumptions: [MAY_BE_SECOND, ...(found.replacesEntrypoint ? [BASE_ONLY_STARTS] : [])],
  };
}

/** In front of the words of ENTRYPOINT, or as an ENTRYPOINT of its own above CMD. */
function startEdit(doc: DockerfileDoc, start: Instruction, path: string): Edit {
  const words = `"${path}", "--"`;
  if (start.keyword === 'ENTRYPOINT') {
    const first = start.argsStart + start.args.indexOf('"');
    return insertAt(doc, start.body.toSource(first), `${words}, `);
  }
  const line = `${inCaseOf(doc.stages[start.stage]!, 'ENTRYPOINT')} [${words}]`;
  return insertLinesAbove(doc, start, [line]);
}
