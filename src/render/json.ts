import {
  isNewFile,
  type Change,
  type DroppedStep,
  type Evidence,
  type FileError,
  type GroupPlan,
  type HeldStep,
  type Plan,
  type PlannedAnswer,
  type PlacedFinding,
  type RefusedStep,
  type Step,
  type TransformMeta,
} from '../model/index.js';
import type { Checklist } from './checklist.js';
import { jsonPieces, Listed } from './json-pieces.js';
import { relativePath, withoutRoot } from './paths.js';
import { byCode, groupPatch, stepPatch } from './patch.js';
import { refusedGroups } from './refusals.js';
import { allSteps, heldGroups, rulesOf, summarize } from './summary.js';
import type { Mode } from './summary.js';

/** Who made the report. */
export interface Tool {
  readonly name: string;
  readonly version: string;
  /** Where people read about it. */
  readonly homepage?: string;
}

export interface JsonOptions {
  readonly tool: Tool;
  readonly mode: Mode;
  readonly metas: readonly TransformMeta[];
  readonly checklist?: Checklist;
  /** The absolute folder the paths start from: cut from paths and messages, which never hold an absolute path. */
  readonly root?: string;
}

/**
 * The whole plan as JSON, described by `schemas/plan.schema.json`. The same plan gives the same bytes. Fields are added
 * within a version; one that changes its meaning or goes away raises it.
 */
export function renderJson(plan: Plan, options: JsonOptions): string {
  return [...jsonReport(plan, options)].join('');
}

/** What `renderJson` gives, piece by piece. */
export function jsonReport(plan: Plan, options: JsonOptions): Iterable<string> {
  return jsonPieces(jsonPlan(plan, options));
}

/** What `renderJson` prints, as a value. */
export function jsonPlan(plan: Plan, { tool, mode, metas, checklist, root }: JsonOptions): object {
  return {
    version: 1,
    tool: { name: tool.name, version: tool.version },
    mode,
    summary: jsonSummary(plan),
    groups: plan.groups.map((group) => jsonGroup(group, metas)),
    errors: plan.errors.map((error) => jsonError(error, root)),
    skipped: plan.skipped.map(({ path, reason, detail }) => ({
      path: relativePath(path, root),
      reason,
      detail: withoutRoot(detail, root),
    })),
    ...(plan.answers ? { answers: plan.answers.map(jsonAnswer) } : {}),
    ...(plan.verification ? { verification: plan.verification } : {}),
    ...(checklist ? { checklist: jsonChecklist(checklist) } : {}),
  };
}

function jsonSummary(plan: Plan): object {
  const steps = allSteps(plan);
  const perTransform: Record<string, number> = {};
  for (const id of [...new Set(steps.map((step) => step.transform))].sort(byCode)) {
    perTransform[id] = steps.filter((step) => step.transform === id).length;
  }
  return {
    ...summarize(plan),
    stepsByTransform: perTransform,
    heldBy: heldGroups(plan).map(({ heldBy, by, steps: held }) => ({ heldBy, by, count: held.length })),
    refusedBy: refusedGroups(plan).map(({ code, count }) => ({ code, count })),
  };
}

function jsonGroup(plan: GroupPlan, metas: readonly TransformMeta[]): object {
  const { group, base, steps, held, refused, dropped, findings } = plan;
  return {
    id: group.id,
    dockerfiles: group.dockerfiles,
    compose: group.compose,
    kubernetes: group.kubernetes,
    links: group.links.map(({ file, service, dockerfile, context, target }) => ({
      file,
      service,
      dockerfile,
      context,
      ...(target === undefined ? {} : { target }),
    })),
    files: [...base.values()].sort((a, b) => byCode(a.path, b.path)).map(({ path, sha256 }) => ({ path, sha256 })),
    steps: list(steps, (step) => jsonStep(step, metas)),
    held: list(held, (step) => jsonHeld(step, metas)),
    refused: list(refused, jsonRefused),
    dropped: list(dropped, jsonDropped),
    findings: list(findings, jsonFinding),
    patch: groupPatch(plan),
  };
}

function list<Item>(items: readonly Item[], show: (item: Item) => object): Listed {
  return new Listed(function* () {
    for (const item of items) yield show(item);
  });
}

/** A step as it stands in the plan. */
export function jsonStep(step: Step, metas: readonly TransformMeta[]): object {
  const files = step.files.map((file) => ({ path: file.path, created: isNewFile(file) }));
  return { ...common(step, metas), files, diff: stepPatch(step) };
}

/** A step that is held back, as it stands in the plan. */
export function jsonHeld(step: HeldStep, metas: readonly TransformMeta[]): object {
  const { heldBy, by, untested } = step;
  return { ...common(step, metas), heldBy, by, ...(untested === undefined ? {} : { untested }) };
}

function common(step: Omit<Step, 'files'>, metas: readonly TransformMeta[]): object {
  return {
    id: step.id,
    transform: step.transform,
    anchor: step.anchor,
    rules: rulesOf(metas, step.transform),
    at: at(step.at.file, step.at.line, step.at.column, step.at.span),
    title: step.title,
    why: step.why,
    safety: step.safety,
    ...(step.verified ? { verified: true } : {}),
    ...(step.exercised ? { exercised: step.exercised } : {}),
    assumptions: step.assumptions.map(({ id, believes, breaksIf, checkBy }) => ({
      id,
      believes,
      breaksIf,
      checkBy,
    })),
    evidence: step.evidence.map(jsonEvidence),
    touches: step.touches,
    changes: step.changes.map(jsonChange),
  };
}

function at(file: string, line: number, column: number, span: { start: number; end: number }): object {
  return { file, line, column, start: span.start, end: span.end };
}

function jsonChange(change: Change): object {
  if (change.kind === 'create') return { kind: 'create', file: change.file, text: change.text };
  const { file, span, expect, text } = change;
  return { kind: 'edit', file, start: span.start, end: span.end, expect, text };
}

function jsonEvidence({ says, from }: Evidence): object {
  if (from.kind !== 'source') return { says, from: { ...from } };
  const { kind, file, line, span, quote } = from;
  return {
    says,
    from: {
      kind,
      file,
      ...(line === undefined ? {} : { line }),
      ...(span === undefined ? {} : { start: span.start, end: span.end }),
      ...(quote === undefined ? {} : { quote }),
    },
  };
}

/** A refusal as it stands in the plan. */
export function jsonRefused({
  transform,
  anchor,
  code,
  message,
  at: { file, span },
  line,
  column,
}: RefusedStep): object {
  return { transform, anchor, code, at: at(file, line, column, span), message };
}

function jsonDropped({ id, transform, file, guard, message }: DroppedStep): object {
  return { id, transform, file, guard, message };
}

/** What is reported and not changed, as it stands in the plan. */
export function jsonFinding({
  check,
  rules,
  at: { file, span },
  line,
  column,
  message,
  reason,
}: PlacedFinding): object {
  return { check, rules, at: at(file, line, column, span), message, reason };
}

/** A file that could not be planned, as it stands in the plan. */
export function jsonError({ path, line, column, message, hint }: FileError, root: string | undefined): object {
  return {
    path: relativePath(path, root),
    ...(line === undefined ? {} : { line }),
    ...(column === undefined ? {} : { column }),
    message: withoutRoot(message, root),
    ...(hint === undefined ? {} : { hint: withoutRoot(hint, root) }),
  };
}

function jsonAnswer({ question, source, answer }: PlannedAnswer): object {
  return { question, source, answer: { ...answer } };
}

function jsonChecklist({ items, score }: Checklist): object {
  return {
    score: { points: score.points, of: score.of },
    items: items.map(({ id, title, state, detail, count }) => ({
      id,
      title,
      state,
      detail,
      ...(count === undefined ? {} : { count }),
    })),
  };
}
