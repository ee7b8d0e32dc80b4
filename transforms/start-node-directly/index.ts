import {
  sourceLine,
  type Assumption,
  type Context,
  type Evidence,
  type Outcome,
  type Proposal,
  type Refusal,
  type Transform,
  stop,
  refusalAt,
  type Stop,
} from '../../src/model/index.js';
import { replaceLogical, type DockerfileDoc } from '../../src/dockerfile/index.js';
import { seenIn, stepAt } from '../../src/runs/index.js';
import { managerStarts, type ManagerStart } from './detect.js';
import { handlerOf, readsManager } from './source.js';

const ID = 'start-node-directly';
const TITLE = 'Start node itself instead of a package manager';

export const transform: Transform<DockerfileDoc> = {
  meta: {
    id: ID,
    title: TITLE,
    summary: 'Turns `CMD ["npm", "start"]` into the `node` command of the script, where the program handles SIGTERM.',
    target: 'dockerfile',
    phase: 'runtime',
    after: ['exec-form'],
    ceiling: 'review',
    rules: [],
    hints: ['npm', 'yarn', 'pnpm'],
    since: '0.1.0',
    references: [
      'https://github.com/nodejs/docker-node/blob/main/docs/BestPractices.md#cmd',
      'https://docs.npmjs.com/cli/v11/using-npm/scripts#environment',
    ],
  },
  propose(doc: DockerfileDoc, context: Context): Outcome {
    const proposals: Proposal[] = [];
    const refusals: Refusal[] = [];
    for (const start of managerStarts(doc, context)) {
      const obstacle = obstacleOf(start, context);
      if (obstacle) {
        refusals.push(refusalAt(stepAt(doc, start.instruction, ID), obstacle));
        continue;
      }
      const proposal = toProposal(doc, start, context);
      if (proposal) proposals.push(proposal);
    }
    return { proposals, refusals };
  },
};

function obstacleOf(start: ManagerStart, { evidence }: Context): Stop | undefined {
  const { manager, project, obstacle, hasInit } = start;
  if (obstacle) return obstacle;
  const read = readsManager(project, evidence.repository);
  if (read)
    return stop(
      'used-later',
      `${read.from.file} line ${sourceLine(read.from)} reads ${read.name}, which ${manager} sets; read it from package.json, or set it with ENV, then node can be started itself`,
    );
  if (hasInit || handlerOf(project, evidence.repository)) return undefined;
  return stop(
    'needs-decision',
    `as process 1 node is not ended by SIGTERM, and no source here handles it: add process.on('SIGTERM', ...) to the program, or an init in front, then CMD ${JSON.stringify(start.words)} stops without ${manager} in between`,
  );
}

const ADDS_NOTHING: Assumption = {
  id: 'package-manager-adds-nothing',
  believes:
    'No package reads variables that the package manager sets (npm_*, INIT_CWD), or calls a program of node_modules/.bin by its bare name',
  breaksIf: 'one does: it finds nothing',
  checkBy: 'start the image, use it once, and stop it; harden verify does',
};

function toProposal(
  doc: DockerfileDoc,
  start: ManagerStart,
  { evidence: { repository } }: Context,
): Proposal | undefined {
  const { instruction, words, script, manager } = start;
  const { anchor, ...step } = stepAt(doc, instruction, ID);
  const { argsStart, args } = instruction;
  const edit = replaceLogical(doc, instruction, argsStart, argsStart + args.length, array(words));
  if (!edit) return undefined;
  const evidence: [Evidence, ...Evidence[]] = [
    seenIn(doc, instruction, `${manager} starts the program and stays above it`),
    { says: 'the script is one plain command', from: script },
  ];
  const handler = start.hasInit ? undefined : handlerOf(start.project, repository);
  if (handler) evidence.push({ says: 'the program handles SIGTERM', from: handler });
  return {
    ...step,
    anchor,
    title: TITLE,
    why: `A package manager stays in memory as process 1, takes the signals of docker stop first, and ends with a code of its own. node gets them itself, and nothing but the program runs.`,
    touches: [`${anchor}.cmd`],
    safety: 'review',
    assumptions: [ADDS_NOTHING],
    evidence,
    changes: [edit],
  };
}

function array(words: readonly string[]): string {
  return `[${words.map((word) => JSON.stringify(word)).join(', ')}]`;
}
