import {
  type Assumption,
  isStop,
  needsAt,
  officialName,
  parseImageReference,
  seenInRun,
  stop,
} from '../../src/model/index.js';
import {
  anchorOf,
  baseChain,
  inCaseOf,
  insertLinesBelow,
  instructionPlace,
  replaceLogical,
  type DockerfileDoc,
  type Instruction,
  type Stage,
} from '../../src/dockerfile/index.js';
import {
  accountPackage,
  installCalls,
  installCommandFor,
  packageCommands,
  isOfDistribution,
} from '../../src/runs/index.js';
import { droppedWith, installAlike, upgradeOf, type Upgrade } from '../../src/knowledge/index.js';
import { rewriteDockerfile, stages, type DockerfileContext, type DockerfileVerdict } from '../../src/rewrites/index.js';
import { movePaths } from './versioned-paths.js';

export const transform = rewriteDockerfile({
  meta: {
    id: 'upgrade-base',
    title: 'Move to a release of the base image that is maintained',
    why: 'Nobody mends the release any more: what is found in it from now on stays open.',
    summary: 'Moves base images past their end of life to the lowest release that is maintained.',
    target: 'dockerfile',
    phase: 'packages',
    ceiling: 'unverified',
    bringsImages: true,
    rules: [],
    hints: ['from'],
    since: '0.2.0',
    references: [
      'https://endoflife.date/',
      'https://docs.docker.com/build/building/best-practices/#choose-the-right-base-image',
    ],
  },
  on: endedImages,
  judge,
});

/** Stages whose image has ended, those of one image together: a build stage and what runs its result move alike. */
interface Ended {
  readonly instruction: Instruction;
  /** Its official name. */
  readonly name: string;
  readonly all: readonly { readonly stage: Stage; readonly upgrade: Upgrade }[];
  /** One of the same image that is held by its digest, and stays. */
  readonly held: Stage | undefined;
}

function endedImages(doc: DockerfileDoc): Ended[] {
  const byName = new Map<string, { stage: Stage; upgrade: Upgrade }[]>();
  const held = new Map<string, Stage>();
  for (const stage of stages(doc)) {
    const reference = stage.base ? undefined : parseImageReference(stage.from.image);
    const name = reference && officialName(reference);
    if (!reference || name === undefined) continue;
    if (reference.digest !== undefined) held.set(name, stage);
    const upgrade = upgradeOf(stage.from.image);
    if (upgrade) byName.set(name, [...(byName.get(name) ?? []), { stage, upgrade }]);
  }
  return [...byName].map(([name, all]) => ({
    instruction: all[0]!.stage.instruction,
    name,
    all,
    held: held.get(name),
  }));
}

function judge({ instruction, name, all, held }: Ended, { doc, ...context }: DockerfileContext): DockerfileVerdict {
  const { end } = all[0]!.upgrade;
  const anchor = instructionPlace(doc, instruction).replace(/\.from$/, '');
  const failed = needsAt(context, anchor, 'candidate');
  // The same step of each list: all have as many, unless their systems differ.
  const at = failed.length;
  const moved = all.map(({ stage, upgrade }) => ({ stage, to: upgrade.candidates[at] }));
  const without = moved.find(({ to }) => to === undefined);
  if (without)
    return stop(
      'needs-decision',
      at > 0
        ? `${failed.map(({ need }) => need.name).join(' and ')} did not hold when it was run, and there is no later release to try; what breaks has to be mended in the program`
        : `${end.what} has had no fixes since ${end.on}, and no release is known that runs what it runs; choose one and port what is in the image`,
      without.stage.instruction,
    );
  if (held)
    return stop(
      'needs-decision',
      `line ${held.instruction.lineMark} holds ${held.from.image.split('@', 1)[0]} by its digest, and stages of one image move together; move that one as well`,
      instruction,
    );
  for (const { stage, to } of moved) {
    const foreign = stage.instructions.find(
      (each) =>
        packageCommands(each).some((call) => isOfDistribution(call.manager)) && !installAlike(stage.from.image, to!),
    );
    if (foreign)
      return stop(
        'used-later',
        `line ${foreign.lineMark} installs packages of the distribution, and ${to} is built on another one; write it for that one, then the image can be moved to`,
        foreign,
      );
  }
  for (const { stage } of moved) {
    const dropped = droppedPackage(stage);
    if (dropped)
      return stop(
        'needs-decision',
        `line ${dropped.at.lineMark} installs ${dropped.name}, and no release that is maintained has ${dropped.what}; port what uses it first`,
        dropped.at,
      );
  }
  const paths = movePaths(
    doc,
    name,
    moved.map(({ stage, to }) => ({ stage, to: to! })),
  );
  if (isStop(paths)) return paths;
  const edits = moved.map(({ stage, to }) =>
    replaceLogical(doc, stage.instruction, stage.from.imageStart, stage.from.imageEnd, to!),
  );
  if (edits.some((edit) => edit === undefined))
    return stop('not-contiguous', 'FROM stands on several lines; put it on one');
  const tools = moved.map(({ stage, to }) => ({
    stage,
    ...accountPackage(
      doc.stages.flatMap((each) => (baseChain(each).includes(stage) ? each.instructions : [])),
      stage.from.image,
      to!,
    ),
  }));
  const installs = tools.filter(({ packages }) => packages.length > 0);
  return {
    edits: [
      ...edits.flatMap((edit) => edit ?? []),
      ...installs.map(({ stage, packages }) =>
        insertLinesBelow(doc, stage.instruction, [
          `${inCaseOf(stage, 'RUN')} ${installCommandFor(packages, 'debian')}`,
        ]),
      ),
      ...paths.edits,
    ],
    touches: [
      ...moved.map(({ stage }) => instructionPlace(doc, stage.instruction)),
      ...installs.flatMap(({ stage }) => {
        const place = anchorOf(doc, stage.instruction);
        return [`${place}.run`, `${place}.order`];
      }),
      ...paths.touches,
    ],
    seen: `${end.what} has had no fixes since ${end.on}`,
    evidence: [
      { says: `${end.what} ended on ${end.on}`, from: { kind: 'knowledge', entry: end.what, source: end.source } },
      ...installs.flatMap(({ evidence }) => evidence),
      ...failed.map(seenInRun),
    ],
    assumptions: [runsOn(moved[0]!.to!)],
  };
}

/** A package that was given up between the releases. */
function droppedPackage(
  stage: Stage,
): { readonly name: string; readonly what: string; readonly at: Instruction } | undefined {
  for (const instruction of stage.instructions) {
    if (instruction.keyword !== 'RUN') continue;
    for (const { call, packages } of installCalls(instruction)) {
      if (call.manager !== 'apt-get' && call.manager !== 'apt') continue;
      for (const { name } of packages) {
        const what = droppedWith(name);
        if (what !== undefined) return { name, what, at: instruction };
      }
    }
  }
  return undefined;
}

function runsOn(image: string): Assumption {
  return {
    id: 'runs-on-newer-release',
    believes: `What is built and run here builds and runs on ${image}`,
    breaksIf: 'a package is not there any more, or the language has dropped what the program uses',
    checkBy:
      'build the image, run the tests in it and use it once; harden fix --verify tries the releases in their order',
    needsRun: true,
    candidate: image,
  };
}
