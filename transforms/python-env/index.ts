import {
  type Assumption,
  type Context,
  type Outcome,
  type Proposal,
  type Transform,
  withAssumptions,
} from '../../src/model/index.js';
import {
  insertLinesBelow,
  isWindows,
  shippedStages,
  type DockerfileDoc,
  type Stage,
} from '../../src/dockerfile/index.js';
import { seenIn, stepAt } from '../../src/runs/index.js';
import { imageProfile } from '../../src/knowledge/index.js';
import { missingVariables, placeFor, runsPython } from './detect.js';

const ID = 'python-env';

const ASSUMPTIONS: readonly (Assumption & { readonly when: string })[] = [
  {
    when: 'PYTHONUNBUFFERED',
    id: 'output-may-be-unbuffered',
    believes: 'the program does not print so much that writing each piece at once slows it down',
    breaksIf: 'it writes bulk data to standard output',
    checkBy: 'compare its throughput before and after',
  },
  {
    when: 'PYTHONDONTWRITEBYTECODE',
    id: 'bytecode-need-not-be-written',
    believes:
      'the compiled files that Python would write at run time are not missed; pip goes on compiling what it installs',
    breaksIf: 'the same container is restarted often, and its own modules take long to compile each time',
    checkBy: 'compare the start-up time of a restarted container before and after',
  },
  {
    when: 'PIP_NO_INPUT',
    id: 'nobody-answers-pip',
    believes: 'nobody answers questions of pip in this image, neither during the build nor in a running container',
    breaksIf: 'a person runs pip inside the container and expects to be asked',
    checkBy: 'look for pip in scripts that run in the container',
  },
];

export const transform: Transform<DockerfileDoc> = {
  meta: {
    id: ID,
    title: 'Set the variables that Python wants in a container',
    summary:
      'Adds PYTHONUNBUFFERED and PYTHONDONTWRITEBYTECODE, and with pip PIP_NO_INPUT and PIP_DISABLE_PIP_VERSION_CHECK, to shipped Python images.',
    target: 'dockerfile',
    after: ['env-equals'],
    ceiling: 'review',
    neverRefuses: 'an image that is not known to be Python is left alone',
    rules: ['DD015'],
    hints: ['py'],
    since: '0.1.0',
    references: [
      'https://docs.python.org/3/using/cmdline.html#environment-variables',
      'https://pip.pypa.io/en/stable/topics/configuration/#environment-variables',
    ],
  },
  propose(doc: DockerfileDoc, context: Context): Outcome {
    const proposals: Proposal[] = [];
    const targets = context.group.links.flatMap(({ dockerfile, target }) =>
      dockerfile === doc.file && target !== undefined ? [target] : [],
    );
    const shipped = [...shippedStages(doc, targets)];
    for (const stage of shipped) {
      if (stage.base || imageProfile(stage.rootImage ?? '')?.language !== 'python') continue;
      if (isWindows(doc, stage.instruction)) continue;
      const users = shipped.filter((other) => rootOf(other) === stage && !shipped.some(({ base }) => base === other));
      if (!users.every((user) => runsPython(doc, user, context))) continue;
      const proposal = propose(doc, stage, users);
      if (proposal) proposals.push(proposal);
    }
    return { proposals, refusals: [] };
  },
};

function rootOf(stage: Stage): Stage {
  let at = stage;
  while (at.base) at = at.base;
  return at;
}

function propose(doc: DockerfileDoc, stage: Stage, users: readonly Stage[]): Proposal | undefined {
  const names = missingVariables(doc, stage, users);
  if (names.length === 0) return undefined;
  const instruction = placeFor(stage, names);
  const { anchor, ...step } = stepAt(doc, stage.instruction, ID);
  const keyword = stage.instruction.keywordText === 'from' ? 'env' : 'ENV';
  const last = names.length - 1;
  const lines = names.map((name, at) => `${at === 0 ? keyword : '   '} ${name}=1${at < last ? ` ${doc.escape}` : ''}`);
  const assumptions = ASSUMPTIONS.filter(({ when }) => names.includes(when)).map(({ when: _, ...kept }) => kept);
  const base = {
    ...step,
    anchor,
    title: 'Set the variables that Python wants in a container',
    why: 'Output reaches the log at once, no compiled files are left in the container, and pip neither waits for an answer nor looks for a newer pip.',
    touches: [...names.map((name) => `${anchor}.env.${name}`), `${anchor}.order`],
    evidence: [seenIn(doc, stage.instruction, `a Python image, and nothing sets ${names.join(', ')}`)] as const,
    changes: [insertLinesBelow(doc, instruction, lines)] as const,
  };
  return withAssumptions(base, assumptions);
}
