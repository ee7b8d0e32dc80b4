// Two runs of the same services side by side. compare never counts as broken what did not hold before.
import type { BootResult, Failure, ProbeResult, ServiceResult } from '../model/index.js';
import { excerptOf, lineLike, linesIn, lostLines } from './complaints.js';
import { lostFiles, patternOf } from './written.js';

/** What held before and does not any more, service by service. */
export function compareServices(before: readonly ServiceResult[], after: readonly ServiceResult[]): Failure[] {
  const failures: Failure[] = [];
  for (const old of before.map(withoutUnsteadyAnswers)) {
    const now = after.find(({ service }) => service === old.service);
    if (!now) continue;
    const known = new Set([...old.first.complaints, ...(old.second?.complaints ?? [])]);
    const first = compareBoots(old.service, old.first, now.first, { known, which: '' });
    failures.push(...first);
    if (old.stop && now.stop && !old.stop.killed && now.stop.killed && runsAsBefore(old.first, now.first)) {
      const says = `${old.service} does not stop on SIGTERM: it was killed after ${formatSeconds(now.stop.ms)}, and stopped in ${formatSeconds(old.stop.ms)} before`;
      failures.push({ kind: 'stop', where: old.service, says, excerpt: excerptOf(now.first.log) });
    }
    // What failed at once fails again; said once it is enough.
    if (first.length > 0 || !old.second || !now.second) continue;
    const which = ' when it is started a second time on its volumes';
    failures.push(...compareBoots(old.service, old.second, now.second, { known, which }));
  }
  return failures;
}

/** Content that differs from one start to the next without any patch says nothing: it is left out. */
export function withoutUnsteadyAnswers(service: ServiceResult): ServiceResult {
  const { first, second } = service;
  if (!second) return service;
  const without = (own: BootResult, other: BootResult): BootResult => ({
    ...own,
    probes: own.probes.map(({ content, ...probe }) => {
      const same =
        content !== undefined && other.probes.find((each) => each.probe === probe.probe)?.content === content;
      return same ? { ...probe, content } : probe;
    }),
  });
  return { ...service, first: without(first, second), second: without(second, first) };
}

function compareBoots(
  service: string,
  before: BootResult,
  after: BootResult,
  { known, which }: { readonly known: ReadonlySet<string>; readonly which: string },
): Failure[] {
  // What fails without the patch, too, is no less when it fails in another way: with a restart policy, again and again.
  if (!worked(before) && before.state !== 'unhealthy') return [];
  const fresh = after.complaints.filter((line) => !known.has(line));
  const excerpt = excerptOf(after.log, fresh);
  const fail = (kind: Failure['kind'], says: string): Failure => ({
    kind,
    where: service,
    says: `${says}${which}`,
    excerpt,
  });
  if (isUp(before) && !isUp(after) && (fresh.length > 0 || !isUnanswered(before, after)))
    return [fail('health', `${service} was ${words(before)} and is ${words(after)}`)];
  if (before.state === 'exited') {
    if (after.state !== 'exited' || after.exitCode !== before.exitCode)
      return [
        fail(
          'exit-code',
          `${service} ended with code ${before.exitCode} and now ${after.state === 'exited' ? `with ${after.exitCode}` : `is ${words(after)}`}`,
        ),
      ];
  }
  const failures: Failure[] = [];
  for (const probe of before.probes) {
    const now = after.probes.find((each) => each.probe === probe.probe);
    const says = now && differs(probe, now);
    if (says) failures.push(fail('probe', `${service}: ${probe.probe} ${says}`));
  }
  if (fresh.length > 0) failures.push(fail('log', `${service} complains as it did not before: ${fresh[0]}`));
  const files = before.wrote && after.wrote ? lostFiles(before.wrote, after.wrote).map(({ path }) => path) : [];
  if (files.length > 0) {
    const says = `${service} does not write ${files[0]} any more${more(files)}`;
    failures.push({ ...fail('writes', says), excerpt: excerptOf(after.log, fresh), path: files[0]! });
  }
  const lines = silencedIn(before, after);
  if (lines.length > 0) {
    const says = `${service} does not print any more: ${lineLike(before.log, lines[0]!).slice(0, SHOWN)}${more(lines)}`;
    failures.push(fail('silence', says));
  }
  return failures;
}

/** Of a health check that fails on a program that answers nobody: it waits for another, say, which is not here. */
export const UNANSWERED = 'its health check asks for an answer that nobody gets without the patch either';

/**
 * A health check is new, fails, and asks a program that was asked before and gave no good answer: it says so, and the program
 * is as it was.
 */
export function isUnanswered(before: BootResult, after: BootResult): boolean {
  return (
    before.state === 'running' &&
    after.state === 'unhealthy' &&
    before.probes.length > 0 &&
    !before.probes.some(isGoodAnswer)
  );
}

const SHOWN = 200;

function more({ length }: readonly unknown[]): string {
  return length > 1 ? `, and ${length - 1} more` : '';
}

/** A log that is longer was cut, so that its first lines are not there. */
export const MOST_LOG = 16_384;

function silencedIn(before: BootResult, after: BootResult): string[] {
  const old = before.lines ? new Set(before.lines) : linesIn(before.log, MOST_LOG);
  const now = linesIn(after.log, MOST_LOG);
  return old && now ? lostLines(old, now) : [];
}

/** Failures that a second run without the patch may explain: what it wrote and printed once need not come each time. */
export function mayBeChance({ kind }: Failure): boolean {
  return kind === 'writes' || kind === 'silence';
}

/** What a service did in both of two runs: of all else nobody can say that a patch took it away. */
export function inBothRuns(one: ServiceResult, other: ServiceResult): ServiceResult {
  const first = inBothStarts(one.first, other.first);
  return one.second && other.second
    ? { ...one, first, second: inBothStarts(one.second, other.second) }
    : { ...one, first };
}

/** The same of two starts. */
export function inBothStarts(one: BootResult, other: BootResult): BootResult {
  const lines = linesIn(other.log, MOST_LOG);
  const own = one.lines ?? [...(linesIn(one.log, MOST_LOG) ?? [])];
  const written = new Set(other.wrote?.map(({ path }) => patternOf(path)));
  return {
    ...one,
    lines: lines ? own.filter((line) => lines.has(line)) : [],
    ...(one.wrote ? { wrote: one.wrote.filter(({ path }) => written.has(patternOf(path))) } : {}),
  };
}

/** What says nothing of the patch since it does not hold without it either, in sentences. */
export function notCompared({ service, first, second, stop }: ServiceResult): string[] {
  if (!worked(first)) return [];
  const found = first.probes.flatMap(({ probe, answer, answered }) => {
    if (!answered)
      return [`${service}: ${probe} is not compared: without the patch there is no answer either (${answer})`];
    return FAILS.test(answer)
      ? [`${service}: ${probe} is not compared: it gives ${answer} without the patch, too`]
      : [];
  });
  if (second && !worked(second))
    found.push(
      `${service}: its second start is not compared: without the patch it is ${words(second)} on the volumes of the first, too:\n${excerptOf(second.log)}`,
    );
  if (stop?.killed)
    found.push(`${service}: how it stops is not compared: without the patch it does not stop on SIGTERM`);
  return found;
}

/** An answer that says that something went wrong: a server's error, a command that failed. */
const FAILS = /^5[0-9][0-9]$|^exit [1-9]/;

/** True where a probe was answered, and not with a failure. */
export function isGoodAnswer({ answered, answer }: ProbeResult): boolean {
  return answered && !FAILS.test(answer);
}

/** Up, or ended as a job does that is done. */
export function worked(boot: BootResult): boolean {
  return isUp(boot) || (boot.state === 'exited' && boot.exitCode === 0);
}

/** It works on both sides, or is called unhealthy by a new check alone. */
export function runsAsBefore(before: BootResult, after: BootResult): boolean {
  return worked(before) && (worked(after) || isUnanswered(before, after));
}

function isUp({ state }: BootResult): boolean {
  return state === 'healthy' || state === 'running';
}

function words({ state, exitCode }: BootResult): string {
  if (state === 'exited') return exitCode === 0 ? 'ended (code 0)' : `ended with code ${exitCode}`;
  return {
    healthy: 'healthy',
    running: 'running',
    unhealthy: 'unhealthy',
    restarting: 'started again and again',
    'not-started': 'not started',
  }[state];
}

const ACCEPTS = 'accepts';
const SILENT = 'takes the connection without an answer';

function differs(before: ProbeResult, after: ProbeResult): string | undefined {
  if (!before.answered) return undefined;
  // A connection was taken, and whatever speaks there did not get to an answer in time; an answer is no less.
  if (before.answer === ACCEPTS && after.answered) return undefined;
  if (before.answer !== after.answer)
    return `gave ${before.answer} and now ${after.answer === ACCEPTS ? SILENT : after.answer}`;
  if (before.content === undefined || after.content === undefined || before.content === after.content) return undefined;
  return `gives another content than before (${before.answer})`;
}

function formatSeconds(ms: number): string {
  return ms < 10_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 1000)} s`;
}
