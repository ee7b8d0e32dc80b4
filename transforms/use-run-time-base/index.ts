import { type Assumption, type Context, type Edit, nonEmpty, stop } from '../../src/model/index.js';
import {
  anchorOf,
  copyPlace,
  deleteInstruction,
  insertBeforeStart,
  inCaseOf,
  insertLinesBelow,
  instructionPlace,
  isCopy,
  replaceLogical,
  replaceSpan,
  type DockerfileDoc,
  type Instruction,
  type Stage,
} from '../../src/dockerfile/index.js';
import { instructionEvidence } from '../../src/runs/index.js';
import { imageUses } from '../../src/uses/index.js';
import { rewriteDockerfile, type DockerfileVerdict } from '../../src/rewrites/index.js';
import { lowPorts, staticProgram, type StaticProgram } from './program.js';

/** Images with certificates and time zones, and without a shell or a package manager, and the number they start as. */
const CATALOGUES: ReadonlyMap<string, { readonly image: string; readonly uid: string; readonly source: string }> =
  new Map([
    [
      'distroless',
      {
        image: 'gcr.io/distroless/static-debian13:nonroot',
        uid: '65532',
        source: 'https://github.com/GoogleContainerTools/distroless/blob/main/base/README.md',
      },
    ],
    [
      'chainguard',
      {
        image: 'cgr.dev/chainguard/static:latest',
        uid: '65532',
        source: 'https://images.chainguard.dev/directory/image/static/overview',
      },
    ],
  ]);

const RUNS_ALONE: Assumption = {
  id: 'needs-no-distribution',
  believes:
    'The program calls no other program, and reads nothing of the distribution but certificates, time zones and /etc/passwd',
  breaksIf: 'it starts a shell or another tool, or writes where only root may: it fails when it gets there',
  checkBy: 'build the image, start it and use it once; harden fix --verify does',
  needsRun: true,
};

export const transform = rewriteDockerfile({
  meta: {
    id: 'use-run-time-base',
    title: 'Run the program on an image without a shell',
    why: 'A program that loads no library needs none of a distribution: without shell, package manager and tools there is nothing to update, and little for whoever gets in.',
    summary: 'Moves programs that load no library to a distroless image, as a user that is not root.',
    target: 'dockerfile',
    // Behind the health checks: an image that has one needs its client.
    phase: 'identity',
    ceiling: 'unverified',
    bringsImages: true,
    rules: [],
    hints: ['from'],
    since: '0.2.0',
    references: [
      'https://github.com/GoogleContainerTools/distroless',
      'https://docs.docker.com/build/building/best-practices/#choose-the-right-base-image',
    ],
    options: {
      bases: {
        type: 'string',
        default: 'distroless',
        about:
          'The catalogue that images are taken from: `distroless`, `chainguard`, or `slim`, which leaves them as they are.',
      },
    },
  },
  on(doc) {
    const program = staticProgram(doc);
    return program ? [program] : [];
  },
  judge: (program, { doc, ...context }) => judge(program, doc, context),
});

function judge(program: StaticProgram, doc: DockerfileDoc, context: Context): DockerfileVerdict {
  const { stage, prepares, built } = program;
  const base = CATALOGUES.get(String(context.options.bases ?? 'distroless'));
  const check = stage.instructions.find(({ keyword }) => keyword === 'HEALTHCHECK' || keyword === 'SHELL');
  // A check asks with a client of the distribution.
  if (!base || check) return undefined;
  const low = lowPorts(stage);
  if (low)
    return stop(
      'needs-decision',
      `the image opens port ${low[0]}, which only root may in some engines; let the program listen from 1025 on, then it can run on ${base.image}`,
    );
  const contexts = context.evidence.contexts(doc.file);
  const uses = imageUses(doc, stage, contexts, context).filter(({ by }) => by !== 'dockerfile');
  const needy = uses.find(
    (use) => use.ownHealthcheck || use.user !== undefined || use.mounts.some(({ readOnly }) => !readOnly),
  );
  if (needy)
    return stop(
      'needs-decision',
      `${needy.name} checks it, names a user, or mounts what it writes, so it counts on the present image; move both by hand`,
    );
  const anchor = anchorOf(doc, stage.instruction);
  const edits = editsOf(doc, stage, prepares, base);
  if (!edits) return stop('needs-decision', 'a comment stands by a line that would go; move the image by hand');
  return {
    edits,
    touches: [
      instructionPlace(doc, stage.instruction),
      `${anchor}.user`,
      `${anchor}.workdir`,
      `${anchor}.order`,
      `${anchor}.run`,
      ...stage.instructions.filter(isCopy).map((copy) => copyPlace(doc, copy)),
    ],
    evidence: [
      instructionEvidence(doc, built, 'the program is built without libraries'),
      {
        says: `${base.image} starts as ${base.uid}`,
        from: { kind: 'knowledge', entry: base.image, source: base.source },
      },
    ],
    assumptions: [RUNS_ALONE],
  };
}

/** `undefined` where a line cannot go, or a file belongs to somebody of whom it is not known who that becomes. */
function editsOf(
  doc: DockerfileDoc,
  stage: Stage,
  prepares: readonly Instruction[],
  { image, uid }: { readonly image: string; readonly uid: string },
) {
  const { from, instruction } = stage;
  const edits: (Edit | undefined)[] = [
    replaceLogical(doc, instruction, from.imageStart, from.imageEnd, image),
    ...prepares.map((run) => deleteInstruction(doc, run)),
  ];
  // The images have a working directory of their own, distributions the root.
  if (!stage.instructions.some(({ keyword }) => keyword === 'WORKDIR'))
    edits.push(insertLinesBelow(doc, instruction, [`${inCaseOf(stage, 'WORKDIR')} /`]));
  const users = stage.instructions.filter(({ keyword }) => keyword === 'USER');
  for (const user of users)
    if (!/^[1-9]\d*(?::\d+)?$/.test(user.args))
      edits.push(replaceLogical(doc, user, user.argsStart, user.argsStart + user.args.length, `${uid}:${uid}`));
  if (users.length === 0) edits.push(insertBeforeStart(doc, stage, [`${inCaseOf(stage, 'USER')} ${uid}:${uid}`]));
  for (const copy of stage.instructions.filter(isCopy)) {
    const owner = copy.flag('chown');
    if (!owner || /^\d+(?::\d+)?$/.test(owner.value)) continue;
    const { span, contiguous } = copy.body.range(owner.valueStart, owner.end);
    edits.push(contiguous ? replaceSpan(doc, span, `${uid}:${uid}`) : undefined);
  }
  return edits.some((edit) => edit === undefined) ? undefined : nonEmpty(edits.flatMap((edit) => edit ?? []));
}
