import type { Update } from '../../run/index.js';
import type { Plan } from '../../model/index.js';
import { summaryLine } from '../../render/index.js';
import { exitCode, verifiedExit } from '../exit-code.js';
import {
  readFixFlags,
  type ChangingRequest,
  type FixFlags,
  type FixRequest,
  type PlanRequest,
  type Shown,
  type ShowingRequest,
} from '../fix-request.js';
import { harmless, writeMessage, type Io } from '../output.js';
import { recordAnswers } from '../record.js';
import { printPatch, printPlan, sayErrors, type ReportOptions } from '../report.js';
import { openSession, planSession, type Session } from '../session.js';
import { verifyPlan } from '../verification.js';
import { applyAll, refusalToWrite } from '../write.js';
import { writeOutput } from '../write-output.js';

/**
 * `harden fix`: plans and applies; with `--dry-run` or `--output` prints or writes the patch and touches nothing else.
 * @param update `harden update`: the same with the transforms that move pins, and silent where there is nothing to do.
 * @throws ConfigError for flags that contradict each other, and what cannot be opened.
 */
export async function fix(io: Io, paths: readonly string[], flags: FixFlags, update?: Update): Promise<number> {
  const request = readFixFlags(io, paths, flags);
  const session = await openSession(io, paths, flags, update);
  try {
    return await answer({ io, session, isUpdate: update !== undefined }, request);
  } finally {
    session.close();
  }
}

async function answer(run: Run, request: FixRequest): Promise<number> {
  switch (request.kind) {
    case 'stream':
      return streamPatch(run);
    case 'dry-run':
    case 'patch-file':
    case 'stdin':
      return await show(run, request);
    case 'write':
    case 'commits':
      return await change(run, request);
  }
}

interface Run {
  readonly io: Io;
  readonly session: Session;
  readonly isUpdate: boolean;
}

/** Prints the patch of each group as soon as it is planned, and forgets it. */
function streamPatch(run: Run): number {
  const { io, session } = run;
  let read = true;
  const plan = planSession(io, session, {
    findings: false,
    keep(group) {
      read = read && printPatch(io, group);
      return { ...group, base: new Map(), steps: [], held: [], refused: [], result: new Map() };
    },
  });
  sayErrors(io, plan);
  return exitCode(plan, otherwise(run));
}

async function show(run: Run, request: ShowingRequest): Promise<number> {
  const { io, session } = run;
  const plan = await decide(run, request, planned(run, request));
  if (!plan) return nothingWritten(io);
  switch (request.kind) {
    case 'patch-file':
      writeOutput(io, session, plan, request.file, reportOptions(run, request.shown, 'dry-run'));
      break;
    case 'dry-run':
      print(run, plan, request.shown, 'dry-run');
      break;
    case 'stdin':
      printFixed(io, session, plan);
  }
  return worse(exitCode(plan, otherwise(run)), verifiedExit(plan));
}

async function change(run: Run, request: ChangingRequest): Promise<number> {
  const { io, session } = run;
  const found = planned(run, request);
  // Before the questions of --interactive: nobody wants to answer them in vain.
  const refusal = await refusalToWrite(io, session.root, found, request);
  if (refusal !== undefined) {
    sayErrors(io, found);
    writeMessage(io, refusal);
    return 2;
  }
  const plan = await decide(run, request, found);
  if (!plan) return nothingWritten(io);
  const commits = request.kind === 'commits';
  const applied = await applyAll(session.root, plan, commits);
  const recorded = recordAnswers(session, plan, applied, { commits, refresh: run.isUpdate });
  const whole = { ...applied, errors: [...applied.errors, ...recorded] };
  printApplied(run, whole, request);
  return worse(exitCode(whole, otherwise(run)), verifiedExit(plan));
}

function planned({ io, session }: Run, request: PlanRequest): Plan {
  return planSession(io, session, { findings: wantsFindings(request.shown) });
}

/** A patch has no place for what is reported and not changed, and `text` shows it on `harden check` only. */
function wantsFindings({ format }: Shown): boolean {
  return format !== 'text' && format !== 'diff';
}

/** The plan as whoever decides leaves it; nothing when a person wants none of it. */
async function decide({ io, session }: Run, { decision, shown }: PlanRequest, plan: Plan): Promise<Plan | undefined> {
  switch (decision.by) {
    case 'nobody':
      return plan;
    case 'engine':
      return await verifyPlan(io, session, plan, {
        flags: decision.flags,
        strict: true,
        findings: wantsFindings(shown),
      });
    case 'person': {
      const { review } = await import('../interactive.js');
      return await review(io, await io.person(), session, shown.color);
    }
  }
}

function nothingWritten(io: Io): number {
  writeMessage(io, 'nothing was written');
  return 0;
}

/** 2 says more than 1, and 1 more than 0. */
function worse(a: 0 | 1 | 2, b: 0 | 1 | 2): 0 | 1 | 2 {
  return a > b ? a : b;
}

/** What ends well: 1 for an update to which a registry or an index did not answer, since what it would say is missing. */
function otherwise({ isUpdate, session }: Run): 0 | 1 {
  if (!isUpdate) return 0;
  return session.answers.some(({ answer }) => answer.kind === 'none' && answer.why === 'failed') ? 1 : 0;
}

function print(run: Run, plan: Plan, shown: Shown, mode: ReportOptions['mode']): void {
  if (run.isUpdate && shown.format === 'text' && isEmpty(plan)) return;
  printPlan(run.io, plan, reportOptions(run, shown, mode));
}

function reportOptions({ session }: Run, shown: Shown, mode: ReportOptions['mode']): ReportOptions {
  return { ...shown, mode, root: session.root, commit: session.commit };
}

/** True where a weekly run has nothing to say. */
function isEmpty({ groups, errors }: Plan): boolean {
  return (
    errors.length === 0 && groups.every(({ steps, held, dropped }) => steps.length + held.length + dropped.length === 0)
  );
}

/** Standard input in, the fixed text out; what was done goes to standard error. */
function printFixed(io: Io, session: Session, plan: Plan): void {
  for (const { path } of session.workspace.files) {
    const group = plan.groups.find(({ base }) => base.has(path));
    const text = group?.result.get(path) ?? group?.base.get(path)?.text ?? '';
    io.out(io.isTerminal ? harmless(io, text) : text);
  }
  sayErrors(io, plan);
  writeMessage(io, summaryLine(plan, 'applied'));
}

function printApplied(run: Run, applied: Plan, { decision, shown }: ChangingRequest): void {
  if (decision.by !== 'person' || shown.format !== 'text') {
    print(run, applied, shown, 'applied');
    return;
  }
  // Every step has been seen already.
  sayErrors(run.io, applied);
  writeMessage(run.io, summaryLine(applied, 'applied'));
}
