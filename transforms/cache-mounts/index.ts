import {
  type Assumption,
  type Context,
  type Edit,
  type Outcome,
  type Proposal,
  type Refusal,
  type Transform,
  isStop,
  refusalAt,
} from '../../src/model/index.js';
import { runPlace, type DockerfileDoc } from '../../src/dockerfile/index.js';
import { seenIn, stepAt } from '../../src/runs/index.js';
import { cachesOf, type CachedRun } from './detect.js';
import { editsFor } from './edits.js';

const ID = 'cache-mounts';
const TITLE = 'Keep what package managers download in a cache of the builder';

const BUILDKIT: Assumption = {
  id: 'built-with-buildkit',
  believes:
    'The image is built with BuildKit, as Docker has done by itself since version 23, or with Buildah 1.24 or newer',
  breaksIf: 'an older builder, or one without cache mounts, stops at RUN --mount',
  checkBy: 'build the image where it is usually built',
};

export const transform: Transform<DockerfileDoc> = {
  meta: {
    id: ID,
    title: TITLE,
    summary:
      'Mounts a cache for apt, pip, npm, yarn, pnpm, go, cargo, maven and gradle, and drops the cleaning that it makes needless.',
    target: 'dockerfile',
    phase: 'packages',
    after: [
      'apt-get-over-apt',
      'clean-yarn-cache',
      'clean-apt-lists',
      'clean-npm-cache',
      'join-apt-update',
      'no-install-recommends',
      'pip-no-cache',
      'use-npm-ci',
    ],
    ceiling: 'review',
    rules: [],
    hints: ['apt', 'pip', 'npm', 'yarn', 'pnpm', 'go ', 'cargo', 'mvn', 'gradle'],
    since: '0.1.0',
    references: ['https://docs.docker.com/build/cache/optimize/#use-cache-mounts'],
    enabledByDefault: false,
  },
  propose(doc: DockerfileDoc, context: Context): Outcome {
    const proposals: Proposal[] = [];
    const refusals: Refusal[] = [];
    const { runs, obstacles } = cachesOf(doc, context);
    for (const obstacle of obstacles) {
      const step = stepAt(doc, obstacle.at, ID);
      if (!refusals.some(({ anchor, message }) => anchor === step.anchor && message === obstacle.message))
        refusals.push(refusalAt(step, obstacle));
    }
    const edited = runs.map((run) => ({ run, edits: editsFor(doc, run) }));
    // What one RUN leaves in the cache another has to find there: a tool is changed everywhere or nowhere.
    const left = new Set<string>();
    for (let size = -1; size !== left.size; ) {
      size = left.size;
      for (const { run, edits } of edited) {
        if (isStop(edits) || run.tools.some((tool) => left.has(tool))) for (const tool of run.tools) left.add(tool);
      }
    }
    for (const { run, edits } of edited) {
      if (isStop(edits)) {
        refusals.push(refusalAt(stepAt(doc, run.instruction, ID), edits));
      } else if (!run.tools.some((tool) => left.has(tool))) proposals.push(toProposal(doc, run, edits.changes));
    }
    return { proposals, refusals };
  },
};

function toProposal(doc: DockerfileDoc, run: CachedRun, changes: readonly [Edit, ...Edit[]]): Proposal {
  const { instruction } = run;
  return {
    ...stepAt(doc, instruction, ID),
    title: TITLE,
    why: 'When the line runs again, packages come from the cache instead of the network, and none of them is left in the image.',
    touches: [runPlace(doc, instruction)],
    safety: 'review',
    assumptions: [BUILDKIT],
    evidence: [
      seenIn(
        doc,
        instruction,
        `${run.tools.join(' and ')} download into ${run.mounts.map(({ target }) => target).join(', ')}`,
      ),
    ],
    changes,
  };
}
