import {
  withAssumptions,
  type Assumption,
  type Change,
  type Context,
  type Evidence,
  type Outcome,
  type Proposal,
  type Refusal,
  type Transform,
  isStop,
  refusalAt,
} from '../../src/model/index.js';
import { anchorOf, buildContexts, isWindows, type DockerfileDoc } from '../../src/dockerfile/index.js';
import { seenIn, stepAt } from '../../src/runs/index.js';
import { broadCopies, findReorder, type Reorder } from './detect.js';
import { editsFor } from './edits.js';

const ID = 'copy-manifests-first';
const TITLE = 'Copy what the install reads before the source';

const NO_SOURCE: Assumption = {
  id: 'install-needs-no-source',
  believes: 'The install reads nothing of the source but the files that are now copied first',
  breaksIf: 'an install script of some dependency reads or writes other files of the project',
  checkBy: 'build with --no-cache, start the image, and compare the installed packages',
};

function cleanContext(folders: readonly string[]): Assumption {
  const listed = [...new Set(folders)].join(', ');
  return {
    id: 'no-installs-in-context',
    believes: `The image is built from a clean checkout, or without ${listed} in the build context`,
    breaksIf: 'packages that were installed on somebody’s machine are copied over those of the image',
    checkBy: `leave ${listed} out in .dockerignore, where nothing does so yet`,
  };
}

const FETCHED_EARLY: Assumption = {
  id: 'modules-fetched-early',
  believes: 'go mod download reaches and fetches the modules that the build needs',
  breaksIf: 'a module is private, and only a later line gives access to it',
  checkBy: 'build with --no-cache',
};

export const transform: Transform<DockerfileDoc> = {
  meta: {
    id: ID,
    title: TITLE,
    summary: 'Copies the manifests before the RUN that installs from them, and the source behind it.',
    target: 'dockerfile',
    phase: 'structure',
    after: ['complete-dockerignore', 'copy-not-add', 'cd-to-workdir'],
    ceiling: 'review',
    rules: ['DD006'],
    hints: ['copy', 'add'],
    since: '0.1.0',
    references: ['https://docs.docker.com/build/cache/optimize/#order-your-layers'],
  },
  propose(doc: DockerfileDoc, context: Context): Outcome {
    const proposals: Proposal[] = [];
    const refusals: Refusal[] = [];
    let contexts: ReturnType<typeof buildContexts> | undefined;
    const done = new Set<number>();
    for (const copy of broadCopies(doc)) {
      const { instruction } = copy;
      if (done.has(instruction.stage) || isWindows(doc, instruction)) continue;
      contexts ??= buildContexts(doc, context);
      if (contexts.length === 0) return { proposals, refusals };
      const found = findReorder(doc, copy, contexts, context);
      if (!found) continue;
      done.add(instruction.stage);
      const edits = isStop(found) ? found : editsFor(doc, found);
      if (isStop(edits)) {
        refusals.push(refusalAt(stepAt(doc, edits.at ?? instruction, ID), edits));
      } else proposals.push(toProposal(doc, found as Reorder, edits.changes));
    }
    return { proposals, refusals };
  },
};

function toProposal(doc: DockerfileDoc, reorder: Reorder, changes: readonly [Change, ...Change[]]): Proposal {
  const { copy, installs, split } = reorder;
  const anchor = anchorOf(doc, copy.instruction);
  const mixed = installs.flatMap((install) => install.mixed);
  const fetches = installs.some(({ fetch }) => fetch !== undefined);
  const evidence: [Evidence, ...Evidence[]] = [
    seenIn(doc, copy.instruction, 'the source is copied before dependencies are installed'),
  ];
  for (const { because } of installs) for (const { is, from } of because) evidence.push({ says: is, from });
  const base = {
    ...stepAt(doc, installs[0]!.instruction, ID),
    title: TITLE,
    why: 'Docker installs again only when a line above has changed. With the source copied first that is every build; with the manifests alone it is when the dependencies change.',
    touches: [`${anchor}.copy`, `${anchor}.order`, ...(split || fetches ? [`${anchor}.run`] : [])],
    evidence,
    changes,
  };
  return withAssumptions(base, [
    fetches ? FETCHED_EARLY : NO_SOURCE,
    ...(mixed.length > 0 ? [cleanContext(mixed)] : []),
  ]);
}
