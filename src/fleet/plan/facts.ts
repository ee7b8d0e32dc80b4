// What reports need to know of a plan, as rows of the ledger.
import { gzipSync } from 'node:zlib';
import { stepKeys } from '../../bot/index.js';
import type { CommitPlan } from '../../branches/index.js';
import { namedImages, type NamedImage } from '../../images/index.js';
import type { Plan, TransformMeta } from '../../model/index.js';
import { allSteps, jsonReport, summarize, type Tool } from '../../render/index.js';
import { ownerIn } from '../owners.js';
import { patternsOf } from '../patterns.js';

/** A plan as the ledger keeps it. */
export interface PlanFacts {
  /** Whose it is, as its CODEOWNERS says. */
  readonly owner: string | null;
  readonly files: number;
  /** JSON: the counts of the plan. */
  readonly summary: string;
  /** The gzip of the plan as `fix --format json` gives it. */
  readonly result: Uint8Array;
  readonly steps: readonly StepFact[];
  readonly patterns: readonly PatternFact[];
  readonly refusals: readonly RefusalFact[];
  readonly rules: readonly RuleFact[];
  readonly images: readonly NamedImage[];
}

interface StepFact {
  readonly key: string;
  readonly step: string;
  readonly transform: string;
  readonly level: string;
  readonly file: string;
  readonly line: number;
  readonly title: string;
  /** JSON. */
  readonly assumptions: string;
  readonly pattern: string;
}

interface PatternFact {
  readonly pattern: string;
  readonly transform: string;
  readonly level: string;
  readonly title: string;
  readonly sample: string;
}

interface RefusalFact {
  readonly transform: string;
  readonly code: string;
  readonly file: string;
  readonly line: number;
  readonly sentence: string;
}

interface RuleFact {
  readonly rule: string;
  readonly found: number;
  readonly resolved: number;
}

/** What the ledger keeps of a plan. */
export function factsOf(planned: CommitPlan, metas: readonly TransformMeta[], tool: Tool): PlanFacts {
  const { plan } = planned;
  const summary = summarize(plan);
  const json = [...jsonReport(plan, { tool, mode: 'dry-run', metas })].join('');
  return {
    owner: ownerIn(planned.commit.tree, plan.groups.flatMap(({ base }) => [...base.keys()]).sort()) ?? null,
    files: summary.files,
    summary: JSON.stringify(summary),
    result: gzipSync(json),
    ...stepsOf(plan, metas),
    refusals: refusalsIn(plan),
    rules: rulesIn(plan, metas),
    images: imagesIn(planned),
  };
}

/** Beside the reasons of refusals: a sketch is there, and no run applies it. */
const MANUAL = 'manual';
/** A step that harden took back, since it broke a promise. */
const BUG = 'bug-in-harden';

/** What waits for a person: what is refused, and what is only ever shown as a sketch. */
function refusalsIn(plan: Plan): readonly RefusalFact[] {
  return plan.groups.flatMap(({ refused, held, dropped }) => [
    ...refused.map(({ transform, code, at, line, message }) => ({
      transform,
      code,
      file: at.file,
      line,
      sentence: message,
    })),
    ...held
      .filter(({ heldBy }) => heldBy === 'manual')
      .map(({ transform, at, title }) => ({ transform, code: MANUAL, file: at.file, line: at.line, sentence: title })),
    ...dropped.map(({ transform, file, guard, message }) => ({
      transform,
      code: BUG,
      file,
      line: 1,
      sentence: `This step was dropped by a bug in harden (${guard}); please report it: ${message}`,
    })),
  ]);
}

function stepsOf(plan: Plan, metas: readonly TransformMeta[]): Pick<PlanFacts, 'steps' | 'patterns'> {
  const steps = allSteps(plan);
  const keys = stepKeys(steps);
  const texts = new Map(plan.groups.flatMap(({ base }) => [...base].map(([path, { text }]) => [path, text] as const)));
  const kinds = patternsOf(steps, (path) => texts.get(path));
  const titles = new Map(metas.map(({ id, title }) => [id, title]));
  const patterns = new Map<string, PatternFact>();
  const facts = steps.map((step, at): StepFact => {
    const { id: pattern, sample } = kinds[at]!;
    const { transform, safety: level } = step;
    // The title of a step may hold names of its repository.
    patterns.set(pattern, { pattern, transform, level, title: titles.get(transform) ?? transform, sample });
    return {
      key: keys[at]!,
      step: step.id,
      transform,
      level,
      file: step.at.file,
      line: step.at.line,
      title: step.title,
      assumptions: JSON.stringify(step.assumptions),
      pattern,
    };
  });
  return { steps: facts, patterns: [...patterns.values()] };
}

/** How often each rule is broken, and how often the plan mends it. A step that is held back, or refused, mends nothing. */
function rulesIn(plan: Plan, metas: readonly TransformMeta[]): readonly RuleFact[] {
  const rules = new Map(metas.map((meta) => [meta.id, meta.rules]));
  const counts = new Map<string, { found: number; resolved: number }>();
  const add = (ids: readonly string[], isResolved: boolean): void => {
    for (const id of ids) {
      const count = counts.get(id) ?? { found: 0, resolved: 0 };
      count.found++;
      if (isResolved) count.resolved++;
      counts.set(id, count);
    }
  };
  for (const { steps, held, refused, findings } of plan.groups) {
    for (const { transform } of steps) add(rules.get(transform) ?? [], true);
    for (const { transform } of held) add(rules.get(transform) ?? [], false);
    for (const { transform } of refused) add(rules.get(transform) ?? [], false);
    for (const finding of findings) add(finding.rules, false);
  }
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([rule, count]) => ({ rule, ...count }));
}

/** Every image that the files name, as they are before the plan. */
function imagesIn({ plan, workspace }: CommitPlan): readonly NamedImage[] {
  const documents = workspace.memory.of(workspace.repository);
  return plan.groups.flatMap(({ group }) => namedImages(documents, group));
}
