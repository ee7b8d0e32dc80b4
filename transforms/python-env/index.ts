import {
  nonEmpty,
  withAssumptions,
  type Assumption,
  type Context,
  type Edit,
  type Outcome,
  type Proposal,
  type Transform,
} from '../../src/model/index.js';
import {
  insertLinesBelow,
  isWindows,
  shippedStages,
  stagePlace,
  type DockerfileDoc,
  type Stage,
} from '../../src/dockerfile/index.js';
import { seenIn, stepAt } from '../../src/runs/index.js';
import { imageProfile } from '../../src/knowledge/index.js';
import { missingAtRunTime, missingForPip, placeFor, runsPython } from './detect.js';

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
];

export const transform: Transform<DockerfileDoc> = {
  meta: {
    id: ID,
    title: 'Set the variables that Python wants in a container',
    summary:
      'Adds PYTHONUNBUFFERED and PYTHONDONTWRITEBYTECODE to shipped Python images, and PIP_NO_INPUT and PIP_DISABLE_PIP_VERSION_CHECK to builds that call pip.',
    target: 'dockerfile',
    phase: 'runtime',
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
  const names = missingAtRunTime(doc, stage, users);
  const forPip = missingForPip(users);
  const changes: Edit[] = [];
  const touches: string[] = [];
  for (const each of new Set([stage, ...forPip.keys()])) {
    const variables = each === stage ? names : [];
    const args = forPip.get(each) ?? [];
    if (variables.length + args.length === 0) continue;
    const lines = [...variableLines(doc, stage, variables), ...args.map((name) => `${as(stage, 'ARG')} ${name}=1`)];
    changes.push(insertLinesBelow(doc, placeFor(each, args.length > 0), lines));
    const place = stagePlace(doc, each);
    const set = [...variables.map((name) => `env.${name}`), ...args.map((name) => `arg.${name}`)];
    touches.push(...[...set, 'order'].map((name) => `${place}.${name}`));
  }
  const edits = nonEmpty(changes);
  if (!edits) return undefined;
  const missing = [...names, ...new Set([...forPip.values()].flat())];
  const base = {
    ...stepAt(doc, stage.instruction, ID),
    title: 'Set the variables that Python wants in a container',
    why: 'Output reaches the log at once, no compiled files are left in the container, and in the build pip neither waits for an answer nor looks for a newer pip.',
    touches,
    evidence: [seenIn(doc, stage.instruction, `a Python image, and nothing sets ${missing.join(', ')}`)] as const,
    changes: edits,
  };
  return withAssumptions(
    base,
    ASSUMPTIONS.filter(({ when }) => names.includes(when)).map(({ when: _, ...assumption }) => assumption),
  );
}

function variableLines(doc: DockerfileDoc, stage: Stage, names: readonly string[]): string[] {
  const last = names.length - 1;
  return names.map(
    (name, at) => `${at === 0 ? as(stage, 'ENV') : '   '} ${name}=1${at < last ? ` ${doc.escape}` : ''}`,
  );
}

/** In the case of the file. */
function as({ instruction }: Stage, keyword: string): string {
  return instruction.keywordText === 'from' ? keyword.toLowerCase() : keyword;
}
