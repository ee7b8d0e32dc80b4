import {
  sourceLine,
  type Assumption,
  type Context,
  type Lookup,
  isStop,
  type Stop,
  stop,
} from '../../src/model/index.js';
import { readSite, slimQuestion, sourceIsMissing, usesOf, type Site } from '../../src/runs/index.js';
import type { DockerfileDoc, Instruction } from '../../src/dockerfile/index.js';
import { imageUses, moveChecks, type MovedChecks } from '../../src/uses/index.js';
import { stopLostAccount } from './accounts.js';
import { writeSplit } from './edits.js';
import { makePlan } from './plan.js';
import { type Findings, alpineQuestion, onNewestRelease, releaseQuestion } from '../../src/splits/index.js';
import type { Plan } from './roles.js';
import { RECIPES } from '../../src/ecosystems/splits.js';
import { withSeen } from './seen.js';
import { refuseSite } from './site.js';
import { stopLeftBehind } from './unclaimed.js';
import { rewriteDockerfile, type DockerfileVerdict, type Rewrite } from '../../src/rewrites/index.js';

export const transform = rewriteDockerfile({
  meta: {
    id: 'split-build-stage',
    title: 'Build in a stage of its own',
    why: 'Compilers and build tools make an image large, and give whoever breaks in something to work with. They stay in a stage that is thrown away.',
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
    ceiling: 'unverified',
    rules: ['CIS 4.3'],
    since: '0.1.0',
    references: [
      'https://docs.docker.com/build/building/multi-stage/',
      'https://docs.docker.com/build/building/best-practices/#use-multi-stage-builds',
    ],
  },
  on: lastStage,
  judge: ({ site }) => judge(site),
  ask(doc: DockerfileDoc, context: Omit<Context, 'answers'>): readonly Lookup[] {
    const stage = doc.stages.at(-1)!;
    const image = stage.base ? undefined : stage.rootImage;
    const questions =
      image === undefined ? [] : [...slimQuestion(image), ...questionsOf(image, false), ...alpineQuestion(image)];
    // A question costs a request: only where the answer is what is missing.
    const site = questions.length > 0 && readSite(doc, { ...context, answers: new Map() });
    const outcome = site && split(site);
    if (outcome && !isStop(outcome)) return [...slimQuestion(image!), ...questionsOf(image!, true)];
    return outcome && outcome.stop === 'no-answer' ? questions : [];
  },
});

/** What is asked of the image a stage stands on. */
function questionsOf(image: string, isSplit: boolean): readonly Lookup[] {
  for (const { questions } of RECIPES) {
    const asked = questions?.(image, isSplit);
    if (asked) return asked;
  }
  return releaseQuestion(image);
}

/** As it is known, or else as it would be on the newest release, which a run can confirm. */
function judge(site: Site): DockerfileVerdict {
  const known = split(site);
  if (!known || !isStop(known) || !/^(?:no-answer|needs-evidence)$/.test(known.stop)) return known;
  const newest = onNewestRelease(site);
  const outcome = newest && split(newest.site, newest);
  return outcome && !isStop(outcome) ? outcome : known;
}

interface LastStage {
  readonly instruction: Instruction;
  readonly site: Site;
}

function lastStage(doc: DockerfileDoc, context: Context): LastStage[] {
  const site = readSite(doc, context);
  return site ? [{ instruction: site.stage.instruction, site }] : [];
}

function split(site: Site, believed?: Believed): Rewrite | Stop<Instruction> | undefined {
  for (const recipe of RECIPES) {
    const findings = recipe.read(site);
    if (!findings) continue;
    const refused = refuseSite(site);
    // A RUN that is not read stands behind what is to be decided anyway.
    const first = isStop(findings) && findings.stop === 'needs-decision' && refused?.stop === 'unsupported-syntax';
    if (refused && !first) return refused;
    if (isStop(findings)) return findings;
    return rewrite(site, findings, believed);
  }
  const unclaimed = stopLeftBehind(site);
  return unclaimed && (refuseSite(site) ?? unclaimed);
}

/** A release that is not known, and what is believed then. */
type Believed = Pick<NonNullable<ReturnType<typeof onNewestRelease>>, 'release' | 'assumption'>;

function rewrite(site: Site, found: Findings, believed: Believed | undefined): Rewrite | Stop<Instruction> {
  const findings = withSeen(site, believed ? { ...found, base: { ...found.base, release: believed.release } } : found);
  if (isStop(findings)) return findings;
  const plan = makePlan(site, findings);
  if (isStop(plan)) return plan;
  const refused = goesOn(site, plan) ?? stopLostAccount(site, findings.base, plan);
  if (refused) return refused;
  const checks = moveChecks(site, findings.base.image, plan.gone, []);
  const used = usedAtRunTime(site, findings, plan, checks);
  if (used) return used;
  const written = writeSplit(site, findings, plan);
  if (!written)
    return stop(
      'not-contiguous',
      'FROM, or the command that starts, stands on several lines; put it on one, so that it can be changed',
    );
  return {
    title: `Build ${findings.builds} in a stage of its own`,
    edits: [...written.edits, ...checks.edits],
    touches: [...written.touches, ...checks.touches],
    renames: written.renames,
    evidence: [
      ...findings.evidence,
      ...plan.evidence,
      ...findings.base.evidence,
      ...written.evidence,
      ...checks.evidence,
    ],
    assumptions: [
      ...findings.assumptions,
      ...(findings.base.assumption ? [findings.base.assumption] : []),
      ...(believed ? [believed.assumption] : []),
      nothingElseRuns(plan),
      ...checks.assumptions,
    ],
  };
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
function usedAtRunTime(site: Site, findings: Findings, plan: Plan, checks: MovedChecks): Stop | undefined {
  if (plan.gone.size === 0) return undefined;
  const started = startedByOthers(site, findings, plan);
  if (started) return started;
  const starting = site.body.filter(
    (each) => ['CMD', 'ENTRYPOINT', 'HEALTHCHECK'].includes(each.keyword) && each !== findings.start?.instruction,
  );
  if (findings.onlyFiles) return undefined;
  const { uses, files } = usesOf(site.doc, site.context, starting, plan.gone);
  const use = uses.find((each) => !checks.replaces(each));
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
function startedByOthers({ doc, stage, contexts, context }: Site, { start }: Findings, plan: Plan): Stop | undefined {
  // A service that says nothing of its own starts what the file does, which will be another command.
  const replaced =
    start?.instruction.args
      .replace(/[[\]",]+/g, ' ')
      .replace(/\s+/g, ' ')
      .trim() ?? '';
  for (const { name, program } of imageUses(doc, stage, contexts, context)) {
    const tool = program.started.find(
      (each) =>
        !replaced.includes(each.words.join(' ')) &&
        [each.name, ...each.through].some((command) => plan.gone.has(command)),
    );
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

function nothingElseRuns(plan: Plan): Assumption {
  const names = plan.dropped.length > 0 ? plan.dropped.slice(0, 4).join(', ') : 'a compiler';
  return {
    id: 'build-tools-unused-at-run-time',
    believes: `Nothing that runs in the container needs what is only in the build stage now (${names}); no call of it was found in the repository`,
    breaksIf:
      'a package compiles or loads something of it when it starts, or people open a shell in the container to build',
    checkBy: 'build the image, start it and use it once; harden verify does',
  };
}
