import { applyGroup, commitSteps, type Update } from '../../engine/index.js';
import { riskOf, type Uncommitted } from '../../io/index.js';
import { ConfigError, type FilePath, type GroupPlan, type Plan, type Step } from '../../model/index.js';
import { commitMessage, plural, summaryLine } from '../../render/index.js';
import type { Format } from '../formats.js';
import { harmless, say, type Io } from '../output.js';
import { printPatch, printPlan, sayErrors, type ReportOptions } from '../report.js';
import { recordAnswers } from '../record.js';
import { exitCode, metas, openSession, planSession, type PlanFlags, type Session } from '../session.js';
import { verifyPlan, type VerifyFlags } from '../verification.js';
import { writeOutput } from '../write-output.js';
import { verifiedExit } from './verify.js';

export interface FixFlags extends PlanFlags, VerifyFlags {
  readonly verify?: boolean;
  readonly format: Format;
  readonly dryRun?: boolean;
  readonly interactive?: boolean;
  readonly output?: string;
  readonly commits?: boolean;
  readonly allowDirty?: boolean;
  readonly yes?: boolean;
  readonly color?: boolean;
  readonly all?: boolean;
}

/**
 * `harden fix`: plans and applies; with `--dry-run` or `--output` prints or writes the patch and touches nothing else.
 * @param update `harden update`: the same with the transforms that move pins, and silent where there is nothing to do.
 * @throws ConfigError for flags that contradict each other, and what cannot be opened.
 */
export async function fix(io: Io, paths: readonly string[], flags: FixFlags, update?: Update): Promise<number> {
  checkFlags(io, paths, flags);
  const session = await openSession(io, paths, flags, update);
  const otherwise = update && isIncomplete(session.answers) ? 1 : 0;
  if (
    flags.dryRun &&
    flags.format === 'diff' &&
    !flags.interactive &&
    flags.output === undefined &&
    !flags.step &&
    !flags.verify
  )
    return streamPatch(io, session, otherwise);
  const findings = flags.format !== 'text' && flags.format !== 'diff';
  const found = planSession(io, session, { findings });
  const writes = !flags.dryRun && flags.output === undefined && !session.fromStdin;
  // Before the questions of --interactive: nobody wants to answer them in vain.
  const refusal = writes ? await refusalToWrite(io, session, found, flags) : undefined;
  if (refusal !== undefined) {
    sayErrors(io, found);
    say(io, refusal);
    return 2;
  }
  const tested = flags.verify ? await verifyPlan(io, session, found, { flags, strict: true, findings }) : found;
  const plan = flags.interactive ? await interact(io, session, flags) : tested;
  if (!plan) {
    say(io, 'nothing was written');
    return 0;
  }
  const shown: ReportOptions = {
    format: flags.format,
    mode: 'dry-run',
    root: session.root,
    ...(flags.color === undefined ? {} : { color: flags.color }),
    ...(flags.all ? { all: true } : {}),
  };
  const print = update && flags.format === 'text' && isEmpty(plan) ? () => {} : printPlan;
  if (flags.output !== undefined) writeOutput(io, session, plan, flags.output, shown);
  else if (flags.dryRun) print(io, plan, shown);
  else if (session.fromStdin) printFixed(io, session, plan);
  else {
    const applied = await applyAll(session, plan, flags.commits ?? false);
    const recorded = recordAnswers(session, plan, applied, { commits: flags.commits ?? false, refresh: !!update });
    const whole = { ...applied, errors: [...applied.errors, ...recorded] };
    printApplied(io, whole, flags, () => print(io, whole, { ...shown, mode: 'applied' }));
    return worse(exitCode(whole, otherwise), verifiedExit(plan));
  }
  return worse(exitCode(plan, otherwise), verifiedExit(plan));
}

/** 2 says more than 1, and 1 more than 0. */
function worse(a: 0 | 1 | 2, b: 0 | 1 | 2): 0 | 1 | 2 {
  return a > b ? a : b;
}

/** True where a weekly run has nothing to say. */
function isEmpty({ groups, errors }: Plan): boolean {
  return (
    errors.length === 0 && groups.every(({ steps, held, dropped }) => steps.length + held.length + dropped.length === 0)
  );
}

/** A registry or an index did not answer: what it would have said is missing. */
function isIncomplete(answers: Session['answers']): boolean {
  return answers.some(({ answer }) => answer.kind === 'none' && answer.why === 'failed');
}

/** Prints the patch of each group as soon as it is planned, and forgets it. */
function streamPatch(io: Io, session: Session, otherwise: 0 | 1): number {
  let read = true;
  const plan = planSession(io, session, {
    findings: false,
    keep(group) {
      read = read && printPatch(io, group);
      return { ...group, base: new Map(), steps: [], held: [], refused: [], result: new Map() };
    },
  });
  sayErrors(io, plan);
  return exitCode(plan, otherwise);
}

function checkFlags(io: Io, paths: readonly string[], flags: FixFlags): void {
  const { commits, allowDirty, interactive, dryRun, output } = flags;
  const stdin = paths.includes('-');
  if (commits && allowDirty)
    throw new ConfigError(
      '--commits and --allow-dirty exclude each other: a commit would take the other changes along',
    );
  if (commits && (dryRun || output !== undefined))
    throw new ConfigError(`--commits writes, and ${dryRun ? '--dry-run' : '--output'} does not; give one of them`);
  for (const flag of ['engine', 'quick', 'fresh'] as const)
    if (flags[flag] !== undefined && !flags.verify) throw new ConfigError(`--${flag} is for --verify`);
  if (flags.verify && interactive)
    throw new ConfigError('--verify and --interactive exclude each other: what is decided afterwards was not run');
  if (commits && stdin) throw new ConfigError('--commits needs files, and - is standard input');
  if (interactive && stdin)
    throw new ConfigError('--interactive asks on standard input, so - cannot be read from there');
  if (interactive && !io.canAsk) throw new ConfigError('--interactive needs a terminal');
}

async function interact(io: Io, session: Session, flags: FixFlags): Promise<Plan | undefined> {
  const { review } = await import('../interactive.js');
  return review(io, await io.person(), session, flags.color);
}

/** Standard input in, the fixed text out; what was done goes to standard error. */
function printFixed(io: Io, session: Session, plan: Plan): void {
  for (const { path } of session.workspace.files) {
    const group = plan.groups.find(({ base }) => base.has(path));
    const text = group?.result.get(path) ?? group?.base.get(path)?.text ?? '';
    io.out(io.isTerminal ? harmless(io, text) : text);
  }
  sayErrors(io, plan);
  say(io, summaryLine(plan, 'applied'));
}

function printApplied(io: Io, applied: Plan, flags: FixFlags, print: () => void): void {
  if (!flags.interactive || flags.format !== 'text') {
    print();
    return;
  }
  // Every step has been seen already.
  sayErrors(io, applied);
  say(io, summaryLine(applied, 'applied'));
}

/** Why nothing may be written: changes that git could not bring back. Asks where there is no git and somebody to ask. */
async function refusalToWrite(io: Io, session: Session, plan: Plan, flags: FixFlags): Promise<string | undefined> {
  const changed = plan.groups.flatMap(({ result }) => [...result.keys()]);
  const overwritten = plan.groups.flatMap(({ base, result }) => [...result.keys()].filter((path) => base.has(path)));
  const { dirty, outside, unusable } = riskOf(session.root, flags.commits ? changed : overwritten);
  if (unusable !== undefined) return `${unusable}; nothing was written`;
  if (dirty.size > 0 && !flags.allowDirty) return dirtyMessage(dirty);
  if (outside.length === 0) return undefined;
  const [first] = outside;
  if (flags.commits) return `--commits needs git, and ${first} is in no git work tree`;
  if (flags.yes) return undefined;
  const where =
    outside.length === overwritten.length
      ? session.root
      : outside.length === 1
        ? first
        : plural(outside.length, 'file');
  const warning = `${where} ${outside.length > 1 && where !== session.root ? 'are' : 'is'} not in a git work tree, so there is no way back`;
  if (!io.canAsk) return `${warning}; give --yes to write all the same, or --dry-run to look first`;
  const person = await io.person();
  const agreed = await person.confirm(harmless(io, `${warning}. Change ${plural(overwritten.length, 'file')}?`));
  return agreed ? undefined : 'nothing was written';
}

const SHOWN = 10;

function dirtyMessage(dirty: ReadonlyMap<FilePath, Uncommitted>): string {
  const lines = [...dirty].slice(0, SHOWN).map(([file, state]) => `  ${file} (${state})`);
  if (dirty.size > SHOWN) lines.push(`  and ${dirty.size - SHOWN} more`);
  return [
    'nothing was written, since git could not bring back what these files hold:',
    ...lines,
    'Commit or stash them, or give --allow-dirty.',
  ].join('\n');
}

/** Writes group by group. Gives the plan as far as it is on disk now, with what could not be written as errors. */
async function applyAll(session: Session, plan: Plan, commits: boolean): Promise<Plan> {
  const groups: GroupPlan[] = [];
  const errors = [...plan.errors];
  let stopped = false;
  for (const group of plan.groups) {
    if (group.result.size === 0) {
      groups.push(group);
      continue;
    }
    if (stopped) {
      groups.push({ ...group, steps: [], result: new Map() });
      continue;
    }
    const {
      steps,
      files,
      errors: failed,
    } = commits ? commitSteps(session.root, group, message) : applyGroup(session.root, group);
    const written = new Set(files);
    groups.push({ ...group, steps, result: new Map([...group.result].filter(([path]) => written.has(path))) });
    errors.push(...failed);
    // A commit that fails for one step (no identity, a hook) fails for the next as well.
    stopped = commits && failed.length > 0;
    await turn();
  }
  return { ...plan, groups, errors };
}

/** Lets the event loop turn, so that a signal that came while files were written is heard before the next ones are. */
async function turn(): Promise<void> {
  for (let turns = 0; turns < 3; turns++) await new Promise((resolve) => setImmediate(resolve));
}

function message(step: Step): string {
  const { subject, body } = commitMessage(
    step,
    metas.find(({ id }) => id === step.transform),
  );
  return `${subject}\n\n${body}\n`;
}
