import type {
  FilePath,
  GroupPlan,
  HeldStep,
  Plan,
  PlacedFinding,
  RuleId,
  Step,
  SkippedFile,
  TransformMeta,
} from '../model/index.js';
import { byCode } from './patch.js';
import { readingOrder, type Reading } from './reading-order.js';
import { oneLine } from './visible.js';

/** What was done with the plan: shown only, written, or reported by `harden check`. */
export type Mode = 'dry-run' | 'applied' | 'check';

/** Steps kept back by one flag or one comment. */
export interface HeldGroup {
  readonly heldBy: HeldStep['heldBy'];
  readonly by: string;
  readonly steps: readonly HeldStep[];
}

export interface Summary {
  readonly files: number;
  readonly groups: number;
  readonly steps: number;
  readonly safe: number;
  readonly review: number;
  /** Taken though only a run can confirm them, and none did. */
  readonly unverified: number;
  /** Steps that rest on what `harden observe` saw here. */
  readonly observed: number;
  /** Held back by a flag, the level or the configuration, or never applied because `manual`. */
  readonly held: number;
  readonly suppressed: number;
  readonly refused: number;
  readonly findings: number;
  readonly dropped: number;
  readonly errors: number;
  readonly skipped: number;
}

/** The counts of a plan. `files` counts what the steps write. */
export function summarize(plan: Plan): Summary {
  const steps = allSteps(plan);
  const held = plan.groups.flatMap((group) => group.held);
  const suppressed = held.filter((step) => step.heldBy === 'suppression').length;
  return {
    files: new Set(steps.flatMap((step) => step.files.map(({ path }) => path))).size,
    groups: plan.groups.length,
    steps: steps.length,
    safe: steps.filter((step) => step.safety === 'safe').length,
    review: steps.filter((step) => step.safety !== 'safe' && !needsRun(step)).length,
    unverified: steps.filter(needsRun).length,
    observed: steps.filter(isObserved).length,
    held: held.length - suppressed,
    suppressed,
    refused: count(plan, 'refused'),
    findings: count(plan, 'findings'),
    dropped: count(plan, 'dropped'),
    errors: plan.errors.length,
    skipped: plan.skipped.length,
  };
}

/** Taken, and no run has confirmed it. */
function needsRun({ safety, verified }: Step): boolean {
  return safety === 'unverified' && !verified;
}

function isObserved({ evidence }: Step): boolean {
  return evidence.some(({ from }) => from.kind === 'observation' && from.here === true);
}

function count(plan: Plan, what: 'refused' | 'findings' | 'dropped'): number {
  let total = 0;
  for (const group of plan.groups) total += group[what].length;
  return total;
}

/** Every step in the order of the plan. */
export function allSteps(plan: Plan): Step[] {
  return plan.groups.flatMap((group) => group.steps);
}

/** A file and the steps that stand in it. */
export interface FileSteps extends Reading {
  readonly path: FilePath;
  readonly group: GroupPlan;
}

/**
 * The steps as people read them: file by file, in the order the group names its files and then by name, and inside a file
 * what matters most first. A step that writes several files stands under the one it starts from.
 */
export function stepsByFile(plan: Plan, metas?: readonly TransformMeta[]): FileSteps[] {
  return plan.groups.flatMap((groupPlan) => {
    const { group, steps } = groupPlan;
    const found = new Map(collect(steps, (step) => step.at.file));
    const named = new Set<FilePath>([...group.dockerfiles, ...group.compose, ...group.kubernetes]);
    const others = [...found.keys()].filter((path) => !named.has(path)).sort(byCode);
    return [...named, ...others].flatMap((path) => {
      const own = found.get(path);
      return own ? [{ path, group: groupPlan, ...readingOrder(own, metas) }] : [];
    });
  });
}

/** Held steps by what holds them: flags first, in the order they were met, suppressions apart. */
export function heldGroups(plan: Plan): HeldGroup[] {
  const held = plan.groups.flatMap((group) => group.held);
  return collect(held, (step) => `${step.heldBy}\n${step.by}`).map(([, steps]) => {
    const { heldBy, by } = steps[0]!;
    return { heldBy, by, steps };
  });
}

/** Findings of all groups, sorted by place. */
export function allFindings(plan: Plan): PlacedFinding[] {
  return plan.groups.flatMap((group) => group.findings).sort(byPlace);
}

/** What one check found and why nothing is changed, with the places file by file. */
export interface FindingGroup {
  readonly check: string;
  readonly rules: readonly RuleId[];
  readonly reason: string;
  readonly count: number;
  readonly files: readonly { readonly path: string; readonly findings: readonly PlacedFinding[] }[];
}

/** Findings by check, in the order they are met from file to file. A check with two reasons makes two groups. */
export function findingGroups(plan: Plan): FindingGroup[] {
  return collect(allFindings(plan), ({ check, reason }) => `${check}\n${reason}`).map(([, findings]) => {
    const { check, reason } = findings[0]!;
    const rules = [...new Set(findings.flatMap((finding) => finding.rules))];
    const files = collect(findings, ({ at }) => at.file).map(([path, own]) => ({ path, findings: own }));
    return { check, rules, reason, count: findings.length, files };
  });
}

/** What a check looks for, as a title: its summary by its id, else the id itself. */
export function checkTitle(check: string, titles: CheckTitles | undefined): string {
  return titles?.get(check)?.replace(/\.$/, '') ?? check;
}

/** What each check looks for, in a sentence, by the id of the check. */
export type CheckTitles = Pick<ReadonlyMap<string, string>, 'get'>;

/** Skipped files by reason, in the order they were met. */
export function skippedGroups(plan: Plan): { reason: SkippedFile['reason']; files: readonly SkippedFile[] }[] {
  return collect(plan.skipped, (file) => file.reason).map(([, files]) => ({ reason: files[0]!.reason, files }));
}

/** Something that stands at a line of a file. */
export interface Placed {
  readonly at: { readonly file: string };
  readonly line: number;
  readonly column: number;
}

/** File by file, from top to bottom. */
export function byPlace(a: Placed, b: Placed): number {
  return byCode(a.at.file, b.at.file) || a.line - b.line || a.column - b.column;
}

/** Items by a key, in the order they are met. */
export function collect<T, Key extends string>(items: readonly T[], keyOf: (item: T) => Key): [Key, T[]][] {
  const found = new Map<Key, T[]>();
  for (const item of items) {
    const list = found.get(keyOf(item));
    if (list) list.push(item);
    else found.set(keyOf(item), [item]);
  }
  return [...found];
}

/** `1 step`, `2 steps`. */
export function plural(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

/** The plan in a line: `12 steps in 3 files: 7 safe, 5 to review; 2 held back by --level safe; 4 refused; 65 findings.` */
export function summaryLine(plan: Plan, mode: Mode): string {
  const { steps, files, safe, review, unverified, observed, suppressed, refused, findings, errors, dropped } =
    summarize(plan);
  const kinds = [
    safe ? `${safe} safe` : '',
    review ? `${review} to review` : '',
    unverified ? `${unverified} that need a run` : '',
  ]
    .filter(Boolean)
    .join(', ');
  const head = `${plural(steps, 'step')} in ${plural(files, 'file')}: ${kinds}`;
  const none = mode === 'applied' && errors ? 'Nothing was applied' : 'Nothing to change';
  const parts = [steps === 0 ? none : mode === 'applied' ? `Applied ${head}` : head];
  if (observed) parts.push(observed === 1 ? '1 rests on what was observed' : `${observed} rest on what was observed`);
  const held = heldGroups(plan).filter((group) => group.heldBy !== 'suppression');
  parts.push(...held.map((group) => `${group.steps.length} ${heldPhrase(group)}`));
  if (suppressed) parts.push(`${suppressed} suppressed`);
  if (refused) parts.push(`${refused} refused`);
  if (findings) parts.push(plural(findings, 'finding'));
  if (errors) parts.push(plural(errors, 'error'));
  if (dropped) parts.push(`${plural(dropped, 'step')} dropped by a bug in harden`);
  return `${parts.join('; ')}.`;
}

/** What the person at the terminal can do next; empty where nothing is left. */
export function summaryHint(plan: Plan, mode: Mode): string {
  const { steps, groups } = summarize(plan);
  const sentences: string[] = [];
  if (steps > 0 && mode === 'dry-run') sentences.push('Run without --dry-run to apply.');
  if (steps > 0 && mode === 'check') sentences.push('See the changes with `harden fix --dry-run`.');
  // `fix` need not have looked for findings to say where they are.
  if (groups > 0 && mode !== 'check') sentences.push('`harden check` lists what harden does not change by itself.');
  return sentences.join(' ');
}

/** A held step, and why no run says anything of it, or what one would gain. */
export function heldTitle({ title, untested, heldBy, why }: HeldStep): string {
  if (heldBy === 'needs-run' || heldBy === 'preset') return `${title}: ${why}`;
  return untested === undefined ? title : `${title}: ${untested}`;
}

/** What applies a step that only a run can confirm. */
export const NEEDS_RUN = 'Needs a run: `harden fix --verify` tries it, `--level unverified` takes it untried';

/** What applies a step of a transform that the preset leaves out. */
export const OFF_BY_PRESET = 'Off by default: `--preset guide` turns it on, or `--only` with its name';

function lowered(sentence: string): string {
  return `${sentence[0]!.toLowerCase()}${sentence.slice(1)}`;
}

/** How people say what holds a step: `held back by --level safe`, `left for a person to make`. */
export function heldPhrase({ heldBy, by }: Pick<HeldGroup, 'heldBy' | 'by'>): string {
  if (heldBy === 'manual') return 'left for a person to make';
  if (heldBy === 'suppression') return `suppressed by ${oneLine(by)}`;
  if (heldBy === 'rejected') return 'rejected';
  if (heldBy === 'baseline') return `known by ${oneLine(by)}`;
  if (heldBy === 'needs-run') return lowered(NEEDS_RUN);
  if (heldBy === 'preset') return lowered(OFF_BY_PRESET);
  if (heldBy === 'not-verified') return `held back by ${oneLine(by)}, since no run shows that it works`;
  return `held back by ${oneLine(by)}`;
}

/** Finds a transform's description; nothing when none was given. */
function metaOf(metas: readonly TransformMeta[] | undefined, transform: string): TransformMeta | undefined {
  return metas?.find((meta) => meta.id === transform);
}

/** The ids of the rules that a transform resolves. */
export function rulesOf(metas: readonly TransformMeta[] | undefined, transform: string): readonly RuleId[] {
  return metaOf(metas, transform)?.rules ?? [];
}
