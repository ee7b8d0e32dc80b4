import { isStop, stop } from '../../src/model/index.js';
import {
  childStages,
  instructionPlace,
  replaceLogical,
  type DockerfileDoc,
  type Instruction,
  type Stage,
} from '../../src/dockerfile/index.js';
import { instructionEvidence } from '../../src/runs/index.js';
import {
  instructions,
  rewriteDockerfile,
  type DockerfileContext,
  type DockerfileVerdict,
} from '../../src/rewrites/index.js';
import { accountOf, accountsIn } from './account.js';

export const transform = rewriteDockerfile({
  meta: {
    id: 'user-by-number',
    title: 'Name the user of an empty image by its number',
    why: 'An image that begins empty has no list of accounts unless one is copied: it does not start as a name. Kubernetes refuses a name under runAsNonRoot as well, since it cannot tell whether that is root.',
    summary: 'Writes the number of an account for its name in `USER`, in images from `scratch`.',
    target: 'dockerfile',
    phase: 'identity',
    after: ['add-app-user'],
    ceiling: 'safe',
    rules: [],
    hints: ['user'],
    since: '0.2.0',
    references: [
      'https://docs.docker.com/reference/dockerfile/#user',
      'https://docs.docker.com/build/building/base-images/#create-a-minimal-base-image-using-scratch',
      'https://kubernetes.io/docs/concepts/security/pod-security-standards/',
    ],
  },
  on: instructions('USER'),
  judge,
});

function judge(instruction: Instruction, context: DockerfileContext): DockerfileVerdict {
  const { doc, isShipped } = context;
  const stage = doc.stages[instruction.stage];
  if (stage?.rootImage !== 'scratch' || !isShipped(instruction)) return undefined;
  const [, name, group] = /^([a-z_][\w-]{0,31})(?::([\w-]{1,32}))?$/.exec(instruction.args) ?? [];
  if (name === undefined) return undefined;
  const list = accountsIn(stage, context);
  const account = accountOf(name, group, stage, list, context);
  if (isStop(account)) return account;
  const { argsStart, args } = instruction;
  const edit = replaceLogical(doc, instruction, argsStart, argsStart + args.length, account.written);
  if (!edit) return stop('not-contiguous', 'USER stands on several lines; put it on one');
  const says =
    list === 'none' ? 'no list of accounts is copied, so that no name is known' : 'the list of accounts is copied';
  return {
    edits: [edit],
    touches: [instruction, ...runsAs(doc, doc.stages[instruction.stage]!, instruction.index)].map((each) =>
      instructionPlace(doc, each),
    ),
    evidence: [instructionEvidence(doc, instruction, says), account.evidence],
  };
}

/** The RUNs that have the account: those below in the stage, and those of the stages on it. */
function runsAs(doc: DockerfileDoc, stage: Stage, from = -1): Instruction[] {
  const own = stage.instructions.filter(({ keyword, index }) => keyword === 'RUN' && index > from);
  return [...own, ...childStages(doc, stage).flatMap((child) => runsAs(doc, child))];
}
