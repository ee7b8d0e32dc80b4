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
import { anchorOf, type DockerfileDoc } from '../../src/dockerfile/index.js';
import { scriptReader, seenIn, stepAt } from '../../src/runs/index.js';
import { findJoins, type Join } from './detect.js';
import { editsFor } from './edits.js';

const ID = 'join-apt-update';

export const transform: Transform<DockerfileDoc> = {
  meta: {
    id: ID,
    title: 'Fetch the apt package lists in the RUN that installs from them',
    summary: 'Joins `RUN apt-get update` with the RUN that installs, and gives later installs their own update.',
    target: 'dockerfile',
    phase: 'packages',
    after: ['apt-get-over-apt', 'drop-sudo'],
    ceiling: 'review',
    rules: ['DS-0017', 'CKV_DOCKER_5', 'KICS Update Instruction Alone', 'CIS 4.7', 'CIS-DI-0007'],
    hints: ['apt'],
    since: '0.1.0',
    references: ['https://docs.docker.com/build/building/best-practices/#apt-get'],
  },
  propose(doc: DockerfileDoc, context: Context): Outcome {
    const proposals: Proposal[] = [];
    const refusals: Refusal[] = [];
    const read = scriptReader(context.evidence.contexts(doc.file), (path) => context.evidence.repository.read(path));
    for (const join of findJoins(doc, read)) {
      const edits = editsFor(doc, join);
      if (isStop(edits)) {
        refusals.push(
          refusalAt({ anchor: anchorOf(doc, join.install), at: { file: doc.file, span: join.install.span } }, edits),
        );
      } else proposals.push(toProposal(doc, join, edits.changes));
    }
    return { proposals, refusals };
  },
};

function toProposal(doc: DockerfileDoc, join: Join, changes: readonly [Edit, ...Edit[]]): Proposal {
  const { install, fetch } = join;
  const anchor = anchorOf(doc, install);
  const base = {
    ...stepAt(doc, install, ID),
    title: 'Fetch the apt package lists in the RUN that installs from them',
    why: 'A layer with only the update is kept in the build cache: when the install line changes, it runs on old lists and finds packages that the mirrors no longer have.',
    // Taking a RUN away renumbers those behind it, also for the steps that follow in this stage.
    touches: [`${anchor}.run`, `${anchor}.order`],
    evidence: [
      seenIn(doc, fetch.instruction, 'fetches the lists in a layer of its own, or for other packages'),
      seenIn(
        doc,
        install,
        join.kind === 'dead' ? 'fetches the lists itself' : 'installs from lists that an earlier RUN fetched',
      ),
    ] as const,
    changes,
  };
  if (!join.sourcesChanged) return { ...base, safety: 'safe', assumptions: [] };
  return { ...base, safety: 'review', assumptions: [SOURCES] };
}

const SOURCES: Assumption = {
  id: 'new-sources-meant',
  believes:
    'The packages may come from the package sources as they stand when they are installed, with those that were changed after the earlier update',
  breaksIf: 'a source added in between cannot be fetched, or holds another version of a package',
  checkBy: 'build the image and compare the versions that apt-get prints',
};
