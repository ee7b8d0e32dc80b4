// Answers of several pages, and how each goes on.
import { ConfigError, type Plan } from '../model/index.js';
import { renderPatch, summarize } from '../render/index.js';
import { isVisible, type Answer } from './answer.js';
import { assumptionsOf, checkEntries, planEntries, stepName } from './entries.js';
import { cursorOf, entriesFrom, linesFrom, readCursor } from './page.js';
import type { AppliedSteps, Desk, Inventory, Planned, Rights, RunResult } from './types.js';

type Tool = 'check' | 'plan' | 'apply' | 'inventory' | 'verify' | 'observe';

/**
 * The page that a cursor names.
 * @throws ConfigError for one that is none, or whose answer is no longer true.
 */
export function goOn(desk: Desk, cursor: string, tool: Tool): Answer {
  const read = readCursor(cursor);
  const kept = read && desk.again(read.id);
  if (!kept)
    throw new ConfigError(
      'this cursor is of an answer that is gone: the files have changed, or much else was asked for; ask again without it',
    );
  const { from } = read;
  if ('rows' in kept) {
    if (tool === 'inventory') return inventoryPage(kept, from);
  } else if ('chosen' in kept) {
    if (tool === 'apply') return patchPage(desk, kept, from);
  } else if ('command' in kept) {
    if (tool === kept.command) return runPage(kept, from);
  } else if (tool === 'check' || tool === 'plan') return answerPlan(desk, kept, tool, from);
  throw new ConfigError(`this cursor is of another tool than ${tool}`);
}

/** A page of a plan. */
export function answerPlan(desk: Desk, planned: Planned, tool: 'check' | 'plan', from: number): Answer {
  const { plan, checklist, id } = planned;
  const all = tool === 'plan' ? planEntries(plan, desk.metas) : checkEntries(plan, checklist);
  const { items, next } = entriesFrom(all, from);
  const says = next === undefined ? [] : [`${all.length - next} more entries: ask again with cursor.`];
  const { score } = checklist;
  return {
    seen: { ...seenOf(planned), ...(tool === 'check' ? { checklist: { points: score.points, of: score.of } } : {}) },
    assumed: assumptionsOf(plan),
    notRun: notRun(plan, desk.rights),
    says,
    quoted: { entries: items },
    next: cursorOf(id, next),
  };
}

/** A page of the patch of chosen steps, and what became of them. */
export function patchPage(desk: Desk, applied: AppliedSteps, from: number): Answer {
  const { plan, id, chosen, written, refusal } = applied;
  const taken = plan.groups.flatMap(({ group, steps }) => steps.map((step) => stepName(group.id, step.id)));
  const held = new Map(
    plan.groups.flatMap(({ group, held: all }) => all.map((step) => [stepName(group.id, step.id), step] as const)),
  );
  const patch = renderPatch(plan);
  const { part, next } = linesFrom(patch, from);
  const says = [writtenSentence(desk.rights, written, refusal)];
  if (!isVisible(patch))
    says.push(
      'Characters that nobody sees are spelled out in the patch, so it is not to be applied as it is: harden fix --step does that.',
    );
  if (taken.some((step) => !chosen.includes(step)))
    says.push('quoted.taken has steps that were not named: steps that share an id go together.');
  if (next !== undefined) says.push('The patch goes on: ask again with cursor, and put the parts together.');
  const left = chosen
    .filter((step) => !taken.includes(step))
    .map((step) => {
      const { heldBy, by } = held.get(step) ?? {};
      return { id: step, ...(heldBy === undefined ? {} : { heldBy, by }) };
    });
  return {
    seen: { ...seenOf(applied), taken: taken.length, left: left.length },
    assumed: assumptionsOf(plan),
    notRun: notRun(plan, desk.rights),
    says,
    quoted: {
      patch: part,
      taken,
      ...(left.length > 0 ? { left } : {}),
      ...(written ? { written: written.groups.flatMap(({ result }) => [...result.keys()]) } : {}),
      ...(refusal === undefined ? {} : { refusal }),
      errors: (written ?? plan).errors,
    },
    next: cursorOf(id, next),
  };
}

function writtenSentence({ write }: Rights, written: Plan | undefined, refusal: string | undefined): string {
  if (refusal !== undefined) return 'Nothing was written: quoted.refusal says why.';
  if (written) return 'The files in quoted.written were written, and nothing else.';
  return write
    ? 'Nothing was written: give write: true.'
    : 'Nothing was written: the server was started without --write.';
}

/** A page of what the files name. */
export function inventoryPage(inventory: Inventory, from: number): Answer {
  const { items, next } = entriesFrom(inventory.rows, from);
  const counts: Record<string, number> = {};
  for (const { kind } of inventory.rows) counts[kind] = (counts[kind] ?? 0) + 1;
  return {
    seen: { files: inventory.files, ...counts },
    assumed: {},
    notRun: ['No registry was asked and no image pulled: tags and digests are those that the files write.'],
    quoted: { entries: items, errors: inventory.errors },
    next: cursorOf(inventory.id, next),
  };
}

const ENDS = {
  verify: [
    'Everything planned holds.',
    'A step broke something and has to be left out: quoted.report names it.',
    'Something could not be planned, built or started: what was not run is not verified.',
  ],
  observe: ['Something was seen of every service.', 'Of some services nothing was seen.', 'Nothing could be run.'],
} as const;

/** A page of what a run saw. */
export function runPage({ id, command, code, report, messages }: RunResult, from: number): Answer {
  const { part, next } = linesFrom(report, from);
  const ends = ENDS[command];
  const says = [ends[code] ?? ends[2], `It ended with ${code}.`];
  if (next !== undefined) says.push('The report goes on: ask again with cursor, and put the parts together.');
  return {
    seen: {},
    assumed: {},
    notRun: code === 2 ? ['Not all of it ran: quoted.messages says why.'] : [],
    says,
    quoted: { report: part, messages },
    next: cursorOf(id, next),
  };
}

function seenOf({ plan, files }: Planned): Answer['seen'] {
  const answers = plan.answers ?? [];
  const lookups = { asked: answers.length, failed: answers.filter(({ answer }) => answer.kind === 'none').length };
  const { files: changed, ...counts } = summarize(plan);
  return { files, changed, ...counts, ...(answers.length > 0 ? { lookups } : {}) };
}

function notRun(plan: Plan, { run, offline }: Rights): string[] {
  const said = [
    run
      ? 'Nothing was built or run: verify does that.'
      : 'Nothing was built or run, and this server may not: a person runs harden verify, or starts it with --run.',
  ];
  if (offline)
    said.push('No registry and no package index was asked: what rests on one is missing or from harden.lock.');
  if (plan.errors.length > 0) said.push('Files with errors were not planned.');
  return said;
}
