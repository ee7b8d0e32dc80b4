import { type Assumption, type Context, isStop } from '../../src/model/index.js';
import {
  anchorOf,
  buildContexts,
  isWindows,
  type DockerfileDoc,
  type Instruction,
} from '../../src/dockerfile/index.js';
import { instructionEvidence } from '../../src/runs/index.js';
import { type BroadCopy, broadCopies, findReorder, type Reorder } from './detect.js';
import { editsFor } from './edits.js';
import { findLateSource } from './late.js';
import { rewriteDockerfile, type StopAt } from '../../src/rewrites/index.js';

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
  believes: 'The new line, which only fetches, reaches and fetches what the build needs',
  breaksIf: 'a package is private and only a later line gives access to it, or one cannot be found without the source',
  checkBy: 'build with --no-cache',
};

export const transform = rewriteDockerfile({
  meta: {
    id: 'copy-manifests-first',
    title: 'Copy what the install reads before the source',
    why: 'Docker installs again only when a line above has changed. With the source copied first that is every build; with the manifests alone it is when the dependencies change.',
    summary: 'Copies the manifests before the RUN that installs from them, and the source behind it.',
    target: 'dockerfile',
    phase: 'structure',
    after: ['complete-dockerignore', 'copy-not-add', 'cd-to-workdir', 'relocate-app'],
    ceiling: 'review',
    rules: ['DD006'],
    hints: ['copy', 'add'],
    since: '0.1.0',
    references: ['https://docs.docker.com/build/cache/optimize/#order-your-layers'],
  },
  on: reorders,
  judge(reorder, { doc }) {
    const edits = editsFor(doc, reorder);
    if (isStop(edits)) return edits;
    const { instruction, copy, along, installs, split } = reorder;
    const anchor = anchorOf(doc, copy.instruction);
    const mixed = installs.flatMap((install) => install.mixed);
    const fetches = installs.some(({ fetch }) => fetch !== undefined);
    const divides =
      split !== undefined || fetches || installs.some(({ later }) => later !== undefined) || along.some(isRun);
    return {
      at: installs[0]!.instruction,
      edits: edits.changes,
      touches: [`${anchor}.copy`, `${anchor}.order`, ...(divides ? [`${anchor}.run`] : [])],
      evidence: [
        instructionEvidence(doc, instruction, 'the source is copied before dependencies are installed'),
        ...installs.flatMap(({ because }) => because.map(({ is, from }) => ({ says: is, from }))),
      ],
      assumptions: [
        fetches ? FETCHED_EARLY : NO_SOURCE,
        ...installs.flatMap(({ believes }) => believes ?? []),
        ...(mixed.length > 0 ? [cleanContext(mixed)] : []),
      ],
    };
  },
});

function isRun({ keyword }: Instruction): boolean {
  return keyword === 'RUN';
}

/** Where a stage copies the same twice to one place, an install stands behind the source whichever copy comes later. */
function copiedOnce(copies: readonly BroadCopy[]): BroadCopy[] {
  const counts = new Map<string, number>();
  const keyOf = ({ instruction, source, destination }: BroadCopy) => `${instruction.stage} ${source} ${destination}`;
  for (const copy of copies) counts.set(keyOf(copy), (counts.get(keyOf(copy)) ?? 0) + 1);
  return copies.filter((copy) => counts.get(keyOf(copy)) === 1);
}

interface PlacedReorder extends Reorder {
  /** The COPY that would come later. */
  readonly instruction: Instruction;
}

/** Those of each stage that lie behind each other, up to one that something stands in the way of. */
function* reorders(doc: DockerfileDoc, context: Context): Generator<PlacedReorder | StopAt> {
  const copies = copiedOnce(broadCopies(doc));
  const contexts = copies.length > 0 ? buildContexts(doc, context) : [];
  // By stage: the last line that is moved.
  const moved = new Map<number, number>();
  for (const copy of contexts.length > 0 ? copies : []) {
    const { instruction } = copy;
    if (instruction.line <= (moved.get(instruction.stage) ?? -1) || isWindows(doc, instruction)) continue;
    const found = findReorder(doc, copy, contexts, context) ?? findLateSource(doc, copy, contexts, context);
    if (!found) continue;
    if (isStop(found)) {
      moved.set(instruction.stage, Number.POSITIVE_INFINITY);
      yield { ...found, at: found.at ?? instruction };
      continue;
    }
    moved.set(instruction.stage, Math.max(...found.installs.map((install) => install.instruction.endLine)));
    yield { ...found, instruction };
  }
}
