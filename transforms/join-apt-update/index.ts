import { type Assumption, type Evidence, isStop } from '../../src/model/index.js';
import { anchorOf } from '../../src/dockerfile/index.js';
import { instructionEvidence } from '../../src/runs/index.js';
import { findJoins, type MissingJoin } from './detect.js';
import { editsFor } from './edits.js';
import { rewriteDockerfile } from '../../src/rewrites/index.js';

export const transform = rewriteDockerfile({
  meta: {
    id: 'join-apt-update',
    title: 'Fetch the apt package lists in the RUN that installs from them',
    why: 'A layer with only the update is kept in the build cache: when the install line changes, it runs on old lists and finds packages that the mirrors no longer have.',
    summary:
      'Joins `RUN apt-get update` with the RUN that installs, gives later installs their own update, and those that have none where the image brings no lists.',
    target: 'dockerfile',
    phase: 'packages',
    after: ['apt-get-over-apt', 'drop-sudo'],
    ceiling: 'review',
    rules: ['DS-0017', 'CKV_DOCKER_5', 'KICS Update Instruction Alone', 'CIS 4.7', 'CIS-DI-0007'],
    hints: ['apt'],
    since: '0.1.0',
    references: ['https://docs.docker.com/build/building/best-practices/#apt-get'],
  },
  on: (doc, { readScript }) => findJoins(doc, readScript).map((join) => ({ instruction: join.install, join })),
  judge({ instruction, join }, { doc }) {
    const edits = editsFor(doc, join);
    if (isStop(edits)) return edits;
    const anchor = anchorOf(doc, instruction);
    // Taking a RUN away renumbers those behind it, also for the steps that follow in this stage.
    const touches = [`${anchor}.run`, `${anchor}.order`];
    if (join.kind === 'missing') return { ...MISSING, edits: edits.changes, touches, evidence: [cameWithout(join)] };
    const reads = join.kind === 'dead' ? 'fetches the lists itself' : 'installs from lists that an earlier RUN fetched';
    return {
      edits: edits.changes,
      touches,
      evidence: [
        instructionEvidence(
          doc,
          join.fetch.instruction,
          'fetches the lists in a layer of its own, or for other packages',
        ),
        instructionEvidence(doc, instruction, reads),
      ],
      assumptions: join.sourcesChanged ? [SOURCES] : [],
    };
  },
});

const MISSING = {
  title: 'Fetch the apt package lists before the RUN that installs',
  why: 'The image comes without package lists, and no line before this one fetches them: apt-get finds no package by its name, and the build stops.',
  seen: 'apt-get installs, and nothing has fetched the package lists',
  assumptions: [
    {
      id: 'lists-not-there',
      believes: 'The base image has no package lists, as its makers publish it',
      breaksIf:
        'an image of your own under that name brings lists, or the packages: they are then installed as new as the mirrors have them',
      checkBy: 'build the image without a cache, before and after',
    },
  ],
} as const;

function cameWithout({ image, source }: MissingJoin): Evidence {
  return { says: `${image} comes without package lists`, from: { kind: 'knowledge', entry: image, source } };
}

const SOURCES: Assumption = {
  id: 'new-sources-meant',
  believes:
    'The packages may come from the package sources as they stand when they are installed, with those that were changed after the earlier update',
  breaksIf: 'a source added in between cannot be fetched, or holds another version of a package',
  checkBy: 'build the image and compare the versions that apt-get prints',
};
