import {
  withAssumptions,
  type Assumption,
  type Context,
  type Edit,
  type Evidence,
  type Outcome,
  type Proposal,
  type Refusal,
  type Transform,
  isStop,
  refusalAt,
  nonEmpty,
  type NonEmpty,
} from '../../src/model/index.js';
import { runPlace, type DockerfileDoc, type Instruction } from '../../src/dockerfile/index.js';
import { seenIn, stepAt } from '../../src/runs/index.js';
import { looseInstalls } from './detect.js';
import { verdictOf } from './judge.js';

const ID = 'use-npm-ci';
const TITLE = 'Install exactly what the lock file says';

export const transform: Transform<DockerfileDoc> = {
  meta: {
    id: ID,
    title: TITLE,
    summary:
      'Turns `npm install` into `npm ci`, and gives yarn and pnpm their frozen lock file, where the lock file agrees.',
    target: 'dockerfile',
    phase: 'packages',
    after: ['drop-sudo'],
    ceiling: 'review',
    rules: ['DL3060', 'DD010'],
    hints: ['npm', 'yarn', 'pnpm'],
    since: '0.1.0',
    references: ['https://docs.npmjs.com/cli/commands/npm-ci', 'https://classic.yarnpkg.com/en/docs/cli/install'],
  },
  propose(doc: DockerfileDoc, context: Context): Outcome {
    const proposals: Proposal[] = [];
    const refusals: Refusal[] = [];
    const byRun = new Map<Instruction, { edits: Edit[]; assumptions: Assumption[]; evidence: Evidence[] }>();
    for (const install of looseInstalls(doc, context)) {
      const verdict = verdictOf(doc, install, context);
      const { anchor, at } = stepAt(doc, install.instruction, ID);
      if (isStop(verdict)) {
        if (!refusals.some((refusal) => refusal.anchor === anchor && refusal.code === verdict.stop))
          refusals.push(refusalAt({ anchor, at }, verdict));
        continue;
      }
      const run = byRun.get(install.instruction) ?? { edits: [], assumptions: [], evidence: [] };
      byRun.set(install.instruction, run);
      run.edits.push(verdict.edit);
      run.evidence.push(...verdict.evidence);
      for (const each of verdict.assumptions)
        if (!run.assumptions.some(({ id }) => id === each.id)) run.assumptions.push(each);
    }
    for (const [instruction, run] of byRun) {
      const changes = nonEmpty(run.edits);
      if (changes) proposals.push(toProposal(doc, instruction, changes, run));
    }
    return { proposals, refusals };
  },
};

function toProposal(
  doc: DockerfileDoc,
  instruction: Instruction,
  changes: NonEmpty<Edit>,
  { assumptions, evidence }: { assumptions: readonly Assumption[]; evidence: readonly Evidence[] },
): Proposal {
  const base = {
    ...stepAt(doc, instruction, ID),
    title: TITLE,
    why: 'A plain install may change the lock file and take newer versions without a word. The strict one installs what was locked, and fails where the lock file is out of date.',
    touches: [runPlace(doc, instruction)],
    evidence: [seenIn(doc, instruction, 'the install may depart from the lock file'), ...evidence] as const,
    changes,
  };
  return withAssumptions(base, assumptions);
}
