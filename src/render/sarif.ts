import type {
  FilePath,
  GroupPlan,
  HeldStep,
  Plan,
  PlacedFinding,
  RefusedStep,
  Step,
  TransformMeta,
} from '../model/index.js';
import type { Tool } from './json.js';
import { jsonPieces, Listed } from './json-pieces.js';
import { originalSteps } from './origin.js';
import type { OriginalStep } from './origin.js';
import { sarifRules } from './sarif-rules.js';
import type { RuleHelp } from './sarif-rules.js';
import { artifact, fixesOf, placesOf, unknownPlace } from './sarif-places.js';
import type { Places } from './sarif-places.js';
import { fingerprints, resultMessage } from './results.js';
import { relativePath, withHint, withoutRoot } from './paths.js';
import { heldPhrase, rulesOf } from './summary.js';
import type { CheckTitles } from './summary.js';
import { oneLine } from './visible.js';

export type { RuleHelp } from './sarif-rules.js';

export interface SarifOptions {
  readonly tool: Tool;
  readonly metas: readonly TransformMeta[];
  /** What people read about a transform or a check, as Markdown, by its id. */
  readonly help?: ReadonlyMap<string, RuleHelp>;
  readonly checks?: CheckTitles;
  /** The absolute folder the paths start from: cut from paths and messages. */
  readonly root?: string;
}

/**
 * The plan as SARIF 2.1.0, with every place in the file as it is on disk.
 *
 * - A step is a warning. It carries a fix only when the fix holds for the file as it is, whatever other fix is applied
 *   or not: see `OriginalStep.edits`. The whole change is always in the patch.
 * - A step held by the level is a note without a fix; one suppressed in the file or by the configuration carries a
 *   suppression. What a flag of this run leaves out (`--only`, `--skip`, `--step`, a rejection) is not reported.
 * - A refusal is informational (level `none`, as the standard asks), a finding a warning.
 * - A file that could not be read and a dropped step are notifications of the tool's run.
 */
export function renderSarif(plan: Plan, options: SarifOptions): string {
  return [...sarifReport(plan, options)].join('');
}

/** What `renderSarif` gives, piece by piece. */
export function sarifReport(plan: Plan, options: SarifOptions): Iterable<string> {
  return jsonPieces(sarifLog(plan, options));
}

/** What `renderSarif` prints, as a value. */
function sarifLog(plan: Plan, { tool, metas, help, checks, root }: SarifOptions): object {
  const rules = sarifRules(plan, metas, { help: help ?? new Map(), checks: checks ?? new Map() });
  const ruleIndex = new Map(rules.map((rule, index) => [rule.id, index]));
  return {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: tool.name,
            version: tool.version,
            semanticVersion: tool.version,
            ...(tool.homepage === undefined ? {} : { informationUri: tool.homepage }),
            rules,
          },
        },
        invocations: [invocation(plan, ruleIndex, root)],
        originalUriBaseIds: { SRCROOT: { description: { text: 'The folder that harden was pointed at.' } } },
        columnKind: 'utf16CodeUnits',
        newlineSequences: ['\r\n', '\n'],
        results: new Listed(() => numbered(plan.groups, metas, ruleIndex)),
      },
    ],
  };
}

interface Result {
  readonly ruleId: string;
  /** Tells results of one rule apart from run to run. */
  readonly key: string;
  readonly body: object;
}

/** Adds stable fingerprints. */
function* numbered(
  groups: readonly GroupPlan[],
  metas: readonly TransformMeta[],
  ruleIndex: ReadonlyMap<string, number>,
): Generator<object> {
  const fingerprint = fingerprints();
  for (const group of groups) {
    for (const { ruleId, key, body } of groupResults(group, metas)) {
      const partialFingerprints = { 'hardenAnchor/v1': fingerprint(ruleId, key) };
      yield { ruleId, ruleIndex: ruleIndex.get(ruleId)!, ...body, partialFingerprints };
    }
  }
}

function* groupResults(group: GroupPlan, metas: readonly TransformMeta[]): Generator<Result> {
  const known = new Map<string, Places>();
  const places: PlacesIn = (file) => {
    const text = group.base.get(file)?.text;
    if (text !== undefined && !known.has(file)) known.set(file, placesOf(text));
    return known.get(file);
  };
  for (const step of originalSteps(group, metas)) yield stepResult(places, step, metas);
  for (const step of group.held) yield* heldResult(places, step, metas);
  for (const refusal of group.refused) yield refusedResult(places, refusal);
  for (const finding of group.findings) yield findingResult(places, finding);
}

/** The places of a file as it is on disk; nothing for one that the plan makes. */
type PlacesIn = (file: FilePath) => Places | undefined;

function stepResult(places: PlacesIn, original: OriginalStep, metas: readonly TransformMeta[]): Result {
  const { step, edits } = original;
  const { file, span } = step.at;
  const body = {
    kind: 'fail',
    level: 'warning',
    message: said(resultMessage(step)),
    locations: [location(file, step.anchor, places(file)?.region(span.start, span.end))],
    ...(edits ? { fixes: fixesOf(step.title, edits, (file) => places(file)!) } : {}),
    properties: stepProperties(step, metas),
  };
  return { ruleId: step.transform, key: `${file}|${step.anchor}`, body };
}

/** What nobody asked for, or was turned down, is no result. */
const UNTOLD: ReadonlySet<HeldStep['heldBy']> = new Set(['only', 'skip', 'step', 'rejected', 'not-verified', 'preset']);

function heldResult(places: PlacesIn, step: HeldStep, metas: readonly TransformMeta[]): Result[] {
  const { heldBy, by } = step;
  if (UNTOLD.has(heldBy)) return [];
  const suppressed = heldBy === 'suppression' || heldBy === 'config' || heldBy === 'baseline';
  const kind = heldBy === 'suppression' ? 'inSource' : 'external';
  const body = {
    kind: 'fail',
    level: suppressed ? 'warning' : 'note',
    message: said(suppressed ? resultMessage(step) : `${resultMessage(step)} (${heldPhrase(step)})`),
    locations: [location(step.at.file, step.anchor, places(step.at.file)?.at(step.at.line, step.at.column))],
    ...(suppressed ? { suppressions: [{ kind, status: 'accepted', justification: oneLine(by) }] } : {}),
    properties: stepProperties(step, metas),
  };
  return [{ ruleId: step.transform, key: `${step.at.file}|${step.anchor}`, body }];
}

function refusedResult(
  places: PlacesIn,
  { transform, anchor, code, message: text, at, line, column }: RefusedStep,
): Result {
  const body = {
    kind: 'informational',
    level: 'none',
    message: said(text),
    locations: [location(at.file, anchor, places(at.file)?.at(line, column))],
    properties: { refusal: code },
  };
  return { ruleId: transform, key: `${at.file}|${anchor}|${code}`, body };
}

function findingResult(
  places: PlacesIn,
  { check, rules, at, line, column, message: text, reason }: PlacedFinding,
): Result {
  const body = {
    kind: 'fail',
    level: 'warning',
    message: said(`${text} Not changed: ${reason}`),
    locations: [location(at.file, undefined, places(at.file)?.at(line, column))],
    properties: { rules },
  };
  return { ruleId: check, key: `${at.file}|${text}`, body };
}

/** A message of one visible line. `[a](b)` is a link to SARIF, and no file may make one. */
function said(text: string): { text: string } {
  return { text: oneLine(text).replaceAll('](', '] (') };
}

function stepProperties(step: Omit<Step, 'files'>, metas: readonly TransformMeta[]): object {
  return {
    step: step.id,
    safety: step.safety,
    ...(step.verified ? { verified: true } : {}),
    rules: rulesOf(metas, step.transform),
    assumptions: step.assumptions.map(({ id, checkBy }) => ({ id, checkBy })),
  };
}

function location(file: string, anchor: string | undefined, region: object | undefined): object {
  return {
    physicalLocation: { artifactLocation: artifact(file), ...(region ? { region } : {}) },
    ...(anchor === undefined ? {} : { logicalLocations: [{ fullyQualifiedName: anchor }] }),
  };
}

function invocation(plan: Plan, ruleIndex: ReadonlyMap<string, number>, root: string | undefined): object {
  const errors = plan.errors.map(({ path, line, column, message: text, hint }) => ({
    level: 'error',
    message: said(withoutRoot(withHint(text, hint), root)),
    locations: [location(relativePath(path, root), undefined, unknownPlace(line, column))],
  }));
  const dropped = plan.groups
    .flatMap((group) => group.dropped)
    .map(({ id, transform, file, guard, message: text }) => ({
      level: 'error',
      message: said(`A bug in harden: ${id} failed the guard ${guard}: ${text}`),
      locations: [location(file, undefined, undefined)],
      ...(ruleIndex.has(transform) ? { associatedRule: { id: transform, index: ruleIndex.get(transform)! } } : {}),
    }));
  const skipped = plan.skipped.map(({ path, reason, detail }) => ({
    level: 'note',
    message: said(withoutRoot(`Left out (${reason}): ${detail}`, root)),
    locations: [location(relativePath(path, root), undefined, undefined)],
  }));
  const notifications = [...errors, ...dropped, ...skipped];
  return {
    executionSuccessful: errors.length === 0 && dropped.length === 0,
    ...(notifications.length > 0 ? { toolExecutionNotifications: notifications } : {}),
  };
}
