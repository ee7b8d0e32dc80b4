import {
  lineMark,
  withAssumptions,
  type Assumption,
  type Context,
  type Edit,
  type Outcome,
  type Proposal,
  type Refusal,
  type Transform,
  mapped,
} from '../../src/model/index.js';
import {
  isWindows,
  setsCommand,
  shippedStages,
  stagePlace,
  type DockerfileDoc,
  type Stage,
} from '../../src/dockerfile/index.js';
import { scriptReader, seenIn, targetsOf } from '../../src/runs/index.js';
import { leakIn, usedAtRunTime, type Leak } from './detect.js';
import { editsFor } from './edits.js';

const ID = 'debian-frontend-arg';

export const transform: Transform<DockerfileDoc> = {
  meta: {
    id: ID,
    title: 'Keep DEBIAN_FRONTEND out of the running container',
    summary: 'Turns `ENV DEBIAN_FRONTEND=noninteractive` into an ARG, which the build sees and the container does not.',
    target: 'dockerfile',
    phase: 'packages',
    ceiling: 'review',
    rules: [],
    hints: ['debian_frontend'],
    since: '0.1.0',
    references: ['https://github.com/moby/moby/issues/4032', 'https://docs.docker.com/reference/dockerfile/#arg'],
  },
  propose(doc: DockerfileDoc, context: Context): Outcome {
    const proposals: Proposal[] = [];
    const refusals: Refusal[] = [];
    if (!doc.text.includes('DEBIAN_FRONTEND')) return { proposals, refusals };
    const targets = targetsOf(doc, context);
    const shipped = shippedStages(doc, targets);
    const read = scriptReader(context.evidence.contexts(doc.file), (path) => context.evidence.repository.read(path));
    for (const stage of doc.stages) {
      const leak = shipped.has(stage) && !isWindows(doc, stage.instruction) ? leakIn(doc, stage) : undefined;
      if (!leak) continue;
      const use = usedAtRunTime(doc, stage, read);
      const edits = use?.kind === 'seen' ? undefined : editsFor(doc, leak);
      if (edits) proposals.push(toProposal(doc, stage, leak, edits, use !== undefined));
      else {
        const mark = use?.kind === 'seen' ? lineMark(doc.file, use.line + 1) : undefined;
        refusals.push({
          anchor: stagePlace(doc, stage),
          at: { file: doc.file, span: leak.sets[0].instruction.span },
          code: mark ? 'used-later' : 'not-contiguous',
          message: mark
            ? `line ${mark} works with packages when the container starts or in other builds, and may rely on DEBIAN_FRONTEND; set it on that command, then drop it here`
            : 'comments stand between the values of this ENV; move DEBIAN_FRONTEND to an ARG by hand',
        });
      }
    }
    return { proposals, refusals };
  },
};

function toProposal(
  doc: DockerfileDoc,
  stage: Stage,
  leak: Leak,
  edits: readonly [Edit, ...Edit[]],
  unseenScript: boolean,
): Proposal {
  const anchor = stagePlace(doc, stage);
  const evidence = mapped(leak.sets, ({ instruction }) =>
    seenIn(doc, instruction, 'stays in the environment of every container'),
  );
  const places = [stage, ...leak.repeatIn].map((one) => stagePlace(doc, one));
  const base = {
    id: `${ID}@${anchor}`,
    anchor,
    at: { file: doc.file, span: leak.sets[0].instruction.span },
    title: 'Keep DEBIAN_FRONTEND out of the running container',
    why: 'It is meant for the build, where nobody answers questions. As ENV it stays in every container and silences packages that people install or configure there. RUN sees an ARG just the same.',
    touches: places.flatMap((place) => [
      `${place}.env.DEBIAN_FRONTEND`,
      `${place}.arg.DEBIAN_FRONTEND`,
      `${place}.order`,
    ]),
    evidence,
    changes: edits,
  };
  const assumptions: Assumption[] = [];
  if (unseenScript) assumptions.push(NO_PACKAGES_LATER);
  if (!setsCommand(doc, stage)) assumptions.push(CHILDREN_SET_IT);
  return withAssumptions(base, assumptions);
}

const NO_PACKAGES_LATER: Assumption = {
  id: 'no-packages-at-run-time',
  believes: 'The script the container starts installs and configures no Debian packages',
  breaksIf: 'it calls apt-get or dpkg and relies on DEBIAN_FRONTEND',
  checkBy: 'search the script for apt-get and dpkg',
};

const CHILDREN_SET_IT: Assumption = {
  id: 'children-set-frontend',
  believes: 'Dockerfiles that build on this image set DEBIAN_FRONTEND themselves where they need it',
  breaksIf: 'one of them installs a package that asks, such as tzdata: its build waits for an answer',
  checkBy: 'search for FROM lines that name this image',
};
