import { lineMark, type Assumption, stop } from '../../src/model/index.js';
import { setsCommand, stagePlace, type DockerfileDoc, type Stage } from '../../src/dockerfile/index.js';
import { instructionEvidence } from '../../src/runs/index.js';
import { leakIn, usedAtRunTime, type Leak } from './detect.js';
import { editsFor } from './edits.js';
import { rewriteDockerfile, stages, type Rewrite } from '../../src/rewrites/index.js';

export const transform = rewriteDockerfile({
  meta: {
    id: 'debian-frontend-arg',
    title: 'Keep DEBIAN_FRONTEND out of the running container',
    why: 'It is meant for the build, where nobody answers questions. As ENV it stays in every container and silences packages that people install or configure there. RUN sees an ARG just the same.',
    summary: 'Turns `ENV DEBIAN_FRONTEND=noninteractive` into an ARG, which the build sees and the container does not.',
    target: 'dockerfile',
    phase: 'packages',
    ceiling: 'review',
    rules: [],
    hints: ['debian_frontend'],
    since: '0.1.0',
    references: ['https://github.com/moby/moby/issues/4032', 'https://docs.docker.com/reference/dockerfile/#arg'],
  },
  on: stages,
  judge(stage, { doc, isShipped, readScript }) {
    const leak = isShipped(stage.instruction) ? leakIn(doc, stage) : undefined;
    if (!leak) return undefined;
    const at = leak.sets[0].instruction;
    const use = usedAtRunTime(doc, stage, readScript);
    if (use?.kind === 'seen') {
      const mark = lineMark(doc.file, use.line + 1);
      return stop(
        'used-later',
        `line ${mark} works with packages when the container starts or in other builds, and may rely on DEBIAN_FRONTEND; set it on that command, then drop it here`,
        at,
      );
    }
    const edits = editsFor(doc, leak);
    if (!edits)
      return stop(
        'not-contiguous',
        'comments stand between the values of this ENV; move DEBIAN_FRONTEND to an ARG by hand',
        at,
      );
    const assumptions: Assumption[] = [];
    if (use) assumptions.push(NO_PACKAGES_LATER);
    if (!setsCommand(doc, stage)) assumptions.push(CHILDREN_SET_IT);
    return { at, edits, ...reasonsOf(doc, stage, leak), assumptions };
  },
});

function reasonsOf(doc: DockerfileDoc, stage: Stage, { sets, repeatIn }: Leak): Pick<Rewrite, 'evidence' | 'touches'> {
  const places = [stage, ...repeatIn].map((one) => stagePlace(doc, one));
  return {
    evidence: sets.map(({ instruction }) =>
      instructionEvidence(doc, instruction, 'stays in the environment of every container'),
    ),
    touches: places.flatMap((place) => [
      `${place}.env.DEBIAN_FRONTEND`,
      `${place}.arg.DEBIAN_FRONTEND`,
      `${place}.order`,
    ]),
  };
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
