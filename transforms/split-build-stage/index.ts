import {
  sourceLine,
  type Assumption,
  type Context,
  type Evidence,
  type Lookup,
  type Outcome,
  type Proposal,
  type Refusal,
  type Transform,
  withAssumptions,
  isStop,
  refusalAt,
  type Stop,
  stop,
} from '../../src/model/index.js';
import { readSite, slimQuestion, sourceIsMissing, usesOf, stepAt } from '../../src/runs/index.js';
import type { DockerfileDoc, Instruction } from '../../src/dockerfile/index.js';
import { imageUses } from '../../src/uses/index.js';
import { writeSplit } from './edits.js';
import { makePlan } from './plan.js';
import type { Findings, Site, Plan } from './recipe.js';
import { alpineQuestion } from './recipes/alpine-base.js';
import { releaseQuestion } from './recipes/debian-base.js';
import { RECIPES } from './recipes/index.js';
import { refuseSite } from './site.js';
import { leftBehind } from './unclaimed.js';

const ID = 'split-build-stage';

export const transform: Transform<DockerfileDoc> = {
  meta: {
    id: ID,
    title: 'Build in a stage of its own',
    summary: 'Moves compilers and build tools into a build stage and copies what they made into a smaller image.',
    target: 'dockerfile',
    phase: 'structure',
    after: [
      'copy-manifests-first',
      'drop-dead-instructions',
      'fix-from-argument',
      'fix-stage-reference',
      'rename-reserved-stage',
    ],
    ceiling: 'review',
    rules: ['CIS 4.3'],
    since: '0.1.0',
    references: [
      'https://docs.docker.com/build/building/multi-stage/',
      'https://docs.docker.com/build/building/best-practices/#use-multi-stage-builds',
    ],
  },
  ask(doc: DockerfileDoc, context: Omit<Context, 'answers'>): readonly Lookup[] {
    const stage = doc.stages.at(-1)!;
    const image = stage.base ? undefined : stage.rootImage;
    const questions =
      image === undefined ? [] : [...slimQuestion(image), ...releaseQuestion(image), ...alpineQuestion(image)];
    // A question costs a request: only where the answer is what is missing.
    const site = questions.length > 0 && readSite(doc, { ...context, answers: new Map() });
    const outcome = site && split(site);
    if (outcome && !isStop(outcome)) return [...slimQuestion(image!), ...releaseQuestion(image!, true)];
    return outcome && outcome.stop === 'no-answer' ? questions : [];
  },
  propose(doc: DockerfileDoc, context: Context): Outcome {
    const site = readSite(doc, context);
    const outcome = site && split(site);
    if (!site || !outcome) return { proposals: [], refusals: [] };
    if (!isStop(outcome)) return { proposals: [outcome], refusals: [] };
    const { anchor, at } = stepAt(doc, outcome.at ?? site.stage.instruction, ID);
    const refusal: Refusal = refusalAt({ anchor, at }, outcome);
    return { proposals: [], refusals: [refusal] };
  },
};

function split(site: Site): Proposal | Stop<Instruction> | undefined {
  for (const recipe of RECIPES) {
    const findings = recipe.read(site);
    if (!findings) continue;
    const refused = refuseSite(site);
    // A RUN that is not read stands behind what is to be decided anyway.
    const first = isStop(findings) && findings.stop === 'needs-decision' && refused?.stop === 'unsupported-syntax';
    if (refused && !first) return refused;
    if (isStop(findings)) return findings;
    return propose(site, findings);
  }
  const unclaimed = leftBehind(site);
  return unclaimed && (refuseSite(site) ?? unclaimed);
}

function propose(site: Site, findings: Findings): Proposal | Stop<Instruction> {
  const { doc, stage, context } = site;
  const plan = makePlan(site, findings);
  if (isStop(plan)) return plan;
  const open = goesOn(site, plan);
  if (open) return open;
  const used = usedAtRunTime(site, findings, plan);
  if (used) return used;
  const written = writeSplit(site, findings, plan);
  if (!written)
    return stop('not-contiguous', 'FROM stands on several lines; put it on one, so that the stage can be named');
  const evidence: readonly [Evidence, ...Evidence[]] = [
    findings.evidence[0],
    ...findings.evidence.slice(1),
    ...plan.evidence,
    ...findings.base.evidence,
    ...written.evidence,
  ];
  const { anchor, ...step } = stepAt(doc, stage.instruction, ID);
  const base = {
    ...step,
    anchor,
    title: `Build ${findings.builds} in a stage of its own`,
    why: 'Compilers and build tools make an image large, and give whoever breaks in something to work with. They stay in a stage that is thrown away.',
    touches: written.touches,
    renames: written.renames,
    evidence,
    changes: written.edits,
  };
  return withAssumptions(base, [...findings.assumptions, nothingElseRuns(plan, context)]);
}

/** A line that ends in the escape character at the end of the file: what is written below would belong to it. */
function goesOn({ doc }: Site, { cut }: Plan): Stop<Instruction> | undefined {
  const line = doc.lines.contentOf(cut.endLine);
  return doc.text.slice(line.start, line.end).trimEnd().endsWith(cut.escape)
    ? stop(
        'unsupported-syntax',
        `the last line ends in ${cut.escape} although nothing follows; take it off, then the file can be split`,
        cut,
      )
    : undefined;
}

/** The first build tool that something calls while the container runs, or why that is not seen. */
function usedAtRunTime(site: Site, findings: Findings, plan: Plan): Stop | undefined {
  if (plan.gone.size === 0) return undefined;
  const started = startedByOthers(site, plan);
  if (started) return started;
  const starting = site.body.filter(({ keyword }) => ['CMD', 'ENTRYPOINT', 'HEALTHCHECK'].includes(keyword));
  if (findings.onlyFiles) return undefined;
  const { uses, files } = usesOf(site.doc, site.context, starting, plan.gone);
  const [use] = uses;
  if (use && use.from.kind === 'source')
    return stop(
      'used-later',
      `${use.command} is called while the container runs (${use.from.file} line ${sourceLine(use.from)}), and would only be in the build stage; install it by name, or decide that the call is never made`,
    );
  if (!sourceIsMissing(site.body, files)) return undefined;
  return stop(
    'needs-evidence',
    'the source that is copied is not here to be read, so whether it calls a build tool while it runs is not seen; decide that, and split the file by hand',
  );
}

/** A start of the image, its own or that of a service or workload, that builds or installs. */
function startedByOthers({ doc, stage, contexts, context }: Site, plan: Plan): Stop | undefined {
  for (const { name, program } of imageUses(doc, stage, contexts, context)) {
    const tool = program.started.find((each) => [each.name, ...each.through].some((command) => plan.gone.has(command)));
    if (tool)
      return stop(
        'used-later',
        `${tool.words.slice(0, 3).join(' ')} is called while the container runs (${name}), and would only be in the build stage; install it by name, or decide that the call is never made`,
      );
    const installs = plan.dropped.length > 0 && program.compiles.find(({ says }) => says.startsWith('installs'));
    if (installs)
      return stop(
        'used-later',
        `${name} ${installs.says}, which may compile packages, and what compiles would only be in the build stage; install them in the image`,
      );
  }
  return undefined;
}

function nothingElseRuns(plan: Plan, _context: Context): Assumption {
  const names = plan.dropped.length > 0 ? plan.dropped.slice(0, 4).join(', ') : 'a compiler';
  return {
    id: 'build-tools-unused-at-run-time',
    believes: `Nothing that runs in the container needs what is only in the build stage now (${names}); no call of it was found in the repository`,
    breaksIf:
      'a package compiles or loads something of it when it starts, or people open a shell in the container to build',
    checkBy: 'build the image, start it and use it once; harden verify does',
  };
}
