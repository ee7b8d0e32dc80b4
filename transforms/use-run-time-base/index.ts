import {
  type Assumption,
  BASES,
  type Context,
  DEFAULT_BASES,
  type Edit,
  isStop,
  nonEmpty,
  stop,
} from '../../src/model/index.js';
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
} from '../../src/dockerfile/index.js';
import { instructionEvidence } from '../../src/runs/index.js';
import { type RunTimeBase, runTimeBase } from '../../src/knowledge/index.js';
import { type ImageUse, imageUses, lowPort } from '../../src/uses/index.js';
import { rewriteDockerfile, type DockerfileVerdict } from '../../src/rewrites/index.js';
import { movedChecks, needOf, otherPlace, startedAs } from './checks.js';
import { exposedPorts, runTimeProgram, type RunTimeProgram, type ShellStart, shellStart } from './program.js';

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
    why: 'Such a program needs none of a distribution: without shell, package manager and tools there is nothing to update, and little for whoever gets in.',
    summary:
      'Moves programs that load no library, and those that a run time starts by its name, to an image without a distribution, as a user that is not root.',
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
        default: DEFAULT_BASES,
        about: 'In place of `bases` at the top of the file: where images are taken from.',
        choices: BASES,
      },
    },
  },
  on(doc) {
    const found = runTimeProgram(doc) ?? shellStart(doc);
    return found ? [found] : [];
  },
  judge: (found, { doc, ...context }) => ('options' in found ? judgeShell(found, context) : judge(found, doc, context)),
});

function judgeShell({ needs, options }: ShellStart, context: Context): DockerfileVerdict {
  const base = runTimeBase(String(context.options.bases ?? DEFAULT_BASES), needs);
  return (
    base &&
    stop(
      'needs-decision',
      `its start takes a shell to fill in variables, which ${base.image} has not; give options in ${options}, which is read without one, and write the start in exec form`,
    )
  );
}

function judge(program: RunTimeProgram, doc: DockerfileDoc, context: Context): DockerfileVerdict {
  const { stage, shown, needs } = program;
  const base = runTimeBase(String(context.options.bases ?? DEFAULT_BASES), needs);
  if (!base || stage.instructions.some(({ keyword }) => keyword === 'SHELL')) return undefined;
  const contexts = context.evidence.contexts(doc.file);
  const all = imageUses(doc, stage, contexts, context);
  const uses = all.filter(({ by }) => by !== 'dockerfile');
  const low = lowPortOf(program, all, doc, context);
  if (isStop(low)) return low;
  const moved = movedChecks(program, base, doc, context);
  const against = needOf(program, uses, base, moved) ?? otherPlace(program, all, base);
  if (against) return against;
  const anchor = anchorOf(doc, stage.instruction);
  const own = editsOf(doc, program, base);
  const edits = own && [...own, ...moved.edits];
  if (!edits) return stop('needs-decision', 'a comment stands by a line that would go; move the image by hand');
  return {
    edits,
    touches: [
      instructionPlace(doc, stage.instruction),
      ...(base.setsEntrypoint ? [`${anchor}.entrypoint`] : []),
      ...(base.program === undefined ? [] : [`${anchor}.cmd`, `${anchor}.entrypoint`]),
      `${anchor}.healthcheck`,
      ...moved.touches,
      `${anchor}.user`,
      `${anchor}.workdir`,
      `${anchor}.order`,
      `${anchor}.run`,
      ...stage.instructions.filter(isCopy).map((copy) => copyPlace(doc, copy)),
    ],
    evidence: [
      instructionEvidence(doc, shown.by, shown.says),
      {
        says: `${base.image} starts as ${base.uid}`,
        from: { kind: 'knowledge', entry: base.image, source: base.source },
      },
      ...moved.evidence,
    ],
    assumptions: [RUNS_ALONE, ...moved.assumptions, ...(low ? [low] : [])],
  };
}

/** As for any user that is not root: Docker lets everybody listen there, some clusters do not. */
function lowPortOf({ stage }: RunTimeProgram, uses: readonly ImageUse[], doc: DockerfileDoc, context: Context) {
  const ports = [...exposedPorts(stage), ...uses.flatMap((use) => use.ports)];
  return lowPort(ports, uses, context.evidence.contexts(doc.file)[0] ?? '', context);
}

/** `undefined` where a line cannot go, or a file belongs to somebody of whom it is not known who that becomes. */
function editsOf(
  doc: DockerfileDoc,
  { stage, prepares, starts }: RunTimeProgram,
  { image, uid, setsEntrypoint, program }: RunTimeBase,
) {
  const { from, instruction } = stage;
  const edits: (Edit | undefined)[] = [
    replaceLogical(doc, instruction, from.imageStart, from.imageEnd, image),
    ...prepares.map((run) => deleteInstruction(doc, run)),
  ];
  // The images have a working directory of their own, distributions the root.
  if (!stage.instructions.some(({ keyword }) => keyword === 'WORKDIR'))
    edits.push(insertLinesBelow(doc, instruction, [`${inCaseOf(stage, 'WORKDIR')} /`]));
  edits.push(...startedAs(doc, stage, starts, program));
  const users = stage.instructions.filter(({ keyword }) => keyword === 'USER');
  for (const user of users)
    if (!/^[1-9]\d*(?::\d+)?$/.test(user.args))
      edits.push(replaceLogical(doc, user, user.argsStart, user.argsStart + user.args.length, `${uid}:${uid}`));
  const lines = users.length === 0 ? [`${inCaseOf(stage, 'USER')} ${uid}:${uid}`] : [];
  // What stands there in the image comes before what CMD starts.
  if (setsEntrypoint && !stage.instructions.some(({ keyword }) => keyword === 'ENTRYPOINT'))
    lines.push(`${inCaseOf(stage, 'ENTRYPOINT')} []`);
  if (lines.length > 0) edits.push(insertBeforeStart(doc, stage, lines));
  for (const copy of stage.instructions.filter(isCopy)) {
    const owner = copy.flag('chown');
    if (!owner || /^\d+(?::\d+)?$/.test(owner.value)) continue;
    const { span, contiguous } = copy.body.range(owner.valueStart, owner.end);
    edits.push(contiguous ? replaceSpan(doc, span, `${uid}:${uid}`) : undefined);
  }
  return edits.some((edit) => edit === undefined) ? undefined : nonEmpty(edits.flatMap((edit) => edit ?? []));
}
