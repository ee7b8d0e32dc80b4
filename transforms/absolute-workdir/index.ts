import {
  type Assumption,
  type Context,
  type Evidence,
  type Outcome,
  type Proposal,
  type Refusal,
  type Transform,
  isStop,
  refusalAt,
} from '../../src/model/index.js';
import { baseChain, replaceLogical, stagePlace, type DockerfileDoc } from '../../src/dockerfile/index.js';
import { seenIn, stepAt } from '../../src/runs/index.js';
import { imageProfile } from '../../src/knowledge/index.js';
import { relativeWorkdirs, type RelativeWorkdir } from './detect.js';

const ID = 'absolute-workdir';

const BASE_WORKDIR: Assumption = {
  id: 'base-workdir',
  believes: 'the working directory of the base image is the one its documentation and Dockerfile give',
  breaksIf: 'the tag in use has another one',
  checkBy: 'docker image inspect the base image and look at Config.WorkingDir',
};

export const transform: Transform<DockerfileDoc> = {
  meta: {
    id: ID,
    title: 'Write WORKDIR as an absolute path',
    summary: 'Writes a relative WORKDIR as the absolute path it stands for, where that is known.',
    target: 'dockerfile',
    phase: 'structure',
    ceiling: 'review',
    rules: ['DL3000', 'DS-0009', 'CKV_DOCKER_10', 'KICS WORKDIR Path Not Absolute', 'BK WorkdirRelativePath'],
    hints: ['workdir'],
    since: '0.1.0',
    references: ['https://docs.docker.com/reference/build-checks/workdir-relative-path/'],
  },
  propose(doc: DockerfileDoc, _context: Context): Outcome {
    const proposals: Proposal[] = [];
    const refusals: Refusal[] = [];
    for (const found of relativeWorkdirs(doc)) {
      if (isStop(found)) {
        refusals.push(refusalAt(stepAt(doc, found.at, ID), found));
        continue;
      }
      const proposal = propose(doc, found);
      if (proposal) proposals.push(proposal);
    }
    return { proposals, refusals };
  },
};

function propose(doc: DockerfileDoc, { instruction, path, before, fromBase }: RelativeWorkdir): Proposal | undefined {
  const start = instruction.argsStart;
  const edit = replaceLogical(doc, instruction, start, start + instruction.args.length, path);
  if (!edit) return undefined;
  const stage = doc.stages[instruction.stage]!;
  const relative = seenIn(doc, instruction, `the working directory before it is ${before}`);
  const base = {
    ...stepAt(doc, instruction, ID),
    title: 'Write WORKDIR as an absolute path',
    why: 'A relative WORKDIR depends on the one before it, and on the base image where there is none: it moves when they change.',
    changes: [edit] as const,
  };
  if (!fromBase) return { ...base, touches: [], evidence: [relative], safety: 'safe', assumptions: [] };
  // Where files land was not known before, so every place below is read anew.
  const places = doc.stages
    .filter((other) => baseChain(other).includes(stage))
    .flatMap((other) => [`${stagePlace(doc, other)}.workdir`, `${stagePlace(doc, other)}.copy`]);
  const image = stage.rootImage ?? '';
  const known: Evidence = {
    says: `the image ${image} starts in its working directory`,
    from: { kind: 'knowledge', entry: `image ${image}`, source: imageProfile(image)?.source ?? '' },
  };
  return {
    ...base,
    touches: places,
    evidence: [relative, known],
    safety: 'review',
    assumptions: [BASE_WORKDIR],
  };
}
