// A plan in the format that was asked for.
import type { GroupPlan, Plan } from '../model/index.js';
import {
  groupPatch,
  renderCodeQuality,
  renderGithub,
  renderHtml,
  jsonReport,
  renderMarkdown,
  renderPatch,
  sarifReport,
  terminalPieces,
  withHint,
  type Checklist,
  type CheckTitles,
  type Mode,
} from '../render/index.js';
import { checkSummary } from '../reports/index.js';
import type { Format } from './formats.js';
import { helpTexts } from './help.js';
import { harmless, ReaderGone, writeMessage, viewOf, type Io } from './output.js';
import { reportHead } from './report-head.js';
import { metas } from './session.js';
import { tool } from './version.js';

/** What each check looks for. Asked only where a plan has findings. */
export const checks: CheckTitles = { get: checkSummary };

export interface ReportOptions {
  readonly format: Format;
  readonly mode: Mode;
  readonly root: string;
  /** The commit that is read, where no folder is. */
  readonly commit?: string | undefined;
  readonly color?: boolean;
  readonly checklist?: Checklist;
  readonly all?: boolean;
  /** Each step with a diff of its own: with `text`. */
  readonly long?: boolean;
}

/** Prints the plan on standard output, in pieces where the format allows, as long as somebody reads. */
export function printPlan(io: Io, plan: Plan, options: ReportOptions): void {
  try {
    if (options.format === 'text') printText(io, plan, options);
    else for (const piece of reportPieces(io, plan, options)) printRendered(io, piece);
    // Neither has a place for what could not be read.
    if (options.format === 'diff' || options.format === 'codequality') sayErrors(io, plan);
  } catch (error) {
    if (!(error instanceof ReaderGone)) throw error; // the exit code still says what was found
  }
}

function printText(io: Io, plan: Plan, { mode, color, checklist, all, long }: ReportOptions): void {
  const list = checklist && checklist.items.length > 0 ? { checklist } : {};
  const detail = { ...(all ? { limit: Number.POSITIVE_INFINITY } : {}), ...(long ? { long } : {}) };
  for (const piece of terminalPieces(plan, { ...viewOf(io, color), mode, metas, checks, ...list, ...detail }))
    io.out(piece);
  if (plan.groups.length === 0 && plan.errors.length === 0 && plan.skipped.length === 0) {
    writeMessage(io, 'no Dockerfile, Compose file or Kubernetes manifest was found');
  }
}

/** Prints the patch of one group. False when nobody reads any more. */
export function printPatch(io: Io, group: GroupPlan): boolean {
  try {
    printRendered(io, groupPatch(group));
    return true;
  } catch (error) {
    if (!(error instanceof ReaderGone)) throw error;
    return false;
  }
}

/** Made for programs, so byte by byte; a terminal gets it with nothing in it that could act on it. */
function printRendered(io: Io, text: string): void {
  io.out(io.isTerminal ? harmless(io, text) : text);
}

/** The plan as one text in a format for programs; `text` as a patch. */
export function renderPlan(io: Io, plan: Plan, options: ReportOptions): string {
  return [...reportPieces(io, plan, options)].join('');
}

/** The same in pieces, where the format allows. */
function reportPieces(
  io: Io,
  plan: Plan,
  { format, mode, root, commit, checklist, all }: ReportOptions,
): Iterable<string> {
  const list = checklist ? { checklist } : {};
  const whole = all ? { all } : {};
  switch (format) {
    case 'json':
      return jsonReport(plan, { tool, mode, metas, root, ...list });
    case 'sarif':
      return sarifReport(plan, { tool, metas, checks, root, help: helpTexts() });
    case 'codequality':
      return [renderCodeQuality(plan)];
    case 'github':
      return [renderGithub(plan, { mode, metas, root })];
    case 'markdown':
      return [renderMarkdown(plan, { mode, metas, checks, root, heading: 'harden', ...list, ...whole })];
    case 'html':
      return [renderHtml(plan, { mode, metas, checks, root, head: reportHead(io, root, commit), ...list, ...whole })];
    case 'diff':
    case 'text':
      return [renderPatch(plan)];
  }
}

/** What went wrong, on standard error, where the output itself has no place for it. */
export function sayErrors(io: Io, plan: Plan): void {
  for (const { path, line, column, message, hint } of plan.errors) {
    const place = line === undefined ? path : `${path}:${line}:${column ?? 1}`;
    writeMessage(io, `${place}: ${withHint(message, hint)}`);
  }
  for (const { transform, file, guard, message } of plan.groups.flatMap(({ dropped }) => dropped)) {
    writeMessage(io, `${file}: this is a bug in harden (${transform}, guard ${guard}), please report it: ${message}`);
  }
}
