import {
  type Assumption,
  type Context,
  type Edit,
  type Outcome,
  type Proposal,
  type Refusal,
  type Transform,
  nonEmpty,
} from '../../src/model/index.js';
import { insertAfterWord, runPlace, shippedStages, type DockerfileDoc } from '../../src/dockerfile/index.js';
import { seenIn, shellRuns, stepAt, targetsOf } from '../../src/runs/index.js';
import { cachingRuns, type CachingRun } from './detect.js';

const ID = 'pip-no-cache';

const PIP_6: Assumption = {
  id: 'pip-6-or-newer',
  believes: 'pip in this image is 6.0 (December 2014) or newer',
  breaksIf: 'the base image carries an older pip, which stops at an option it does not know',
  checkBy: 'run pip --version in the base image',
};

export const transform: Transform<DockerfileDoc> = {
  meta: {
    id: ID,
    title: 'Keep pip from writing its cache into the image',
    summary: 'Adds `--no-cache-dir` to `pip install` in stages that are shipped.',
    target: 'dockerfile',
    phase: 'packages',
    ceiling: 'review',
    rules: ['DL3042', 'KICS Pip install Keeping Cached Packages'],
    hints: ['pip'],
    since: '0.1.0',
    references: ['https://github.com/hadolint/hadolint/wiki/DL3042', 'https://pip.pypa.io/en/stable/topics/caching/'],
  },
  propose(doc: DockerfileDoc, context: Context): Outcome {
    const proposals: Proposal[] = [];
    const refusals: Refusal[] = [];
    const caching = cachingRuns(doc, shellRuns(doc));
    if (caching.length === 0) return { proposals, refusals };
    const targets = targetsOf(doc, context);
    const shipped = shippedStages(doc, targets);
    for (const run of caching) {
      const stage = doc.stages[run.instruction.stage]!;
      if (!shipped.has(stage)) continue;
      const proposal = propose(doc, run);
      if (proposal) proposals.push(proposal);
      const { anchor, at } = stepAt(doc, run.instruction, ID);
      const tooOld = run.calls.some(({ takesFlag }) => takesFlag === false);
      if (!tooOld || refusals.some((refusal) => refusal.anchor === anchor)) continue;
      refusals.push({
        anchor,
        at,
        code: 'conflicts',
        message:
          'pip is older than 6.0 here and stops at --no-cache-dir, which it does not know; a newer base image, or a newer pip installed first, makes room for it',
      });
    }
    return { proposals, refusals };
  },
};

function propose(doc: DockerfileDoc, { instruction, calls }: CachingRun): Proposal | undefined {
  const able = calls.filter(({ takesFlag }) => takesFlag !== false);
  const changes = nonEmpty(
    able.map(({ call }): Edit => insertAfterWord(doc, instruction, call.verbWord!, ' --no-cache-dir')),
  );
  if (!changes) return undefined;
  const base = {
    ...stepAt(doc, instruction, ID),
    title: 'Keep pip from writing its cache into the image',
    why: 'pip keeps a copy of every package it downloads and of every wheel it builds. In a layer nobody reads them again, and they are pulled with the image.',
    touches: [runPlace(doc, instruction)],
    evidence: [
      seenIn(doc, instruction, 'pip installs without --no-cache-dir, a cache mount or PIP_NO_CACHE_DIR'),
    ] as const,
    changes,
  };
  const known = able.every(({ takesFlag }) => takesFlag === true);
  return known ? { ...base, safety: 'safe', assumptions: [] } : { ...base, safety: 'review', assumptions: [PIP_6] };
}
