// What was seen when plans of a campaign were built and run, in counts.
import { brokenPatterns, countVerified, type BrokenPattern, type Database } from '../../fleet/index.js';
import type { Judgement } from '../../fleet-publish/index.js';
import { oneLine, plural } from '../../render/index.js';

const MOST_REASONS = 8;
const MOST_PATTERNS = 20;

/** Lines for people; none where nothing was built. */
export function verifiedLines(ledger: Database, verdicts?: Judgement['verdicts']): readonly string[] {
  const counts = countVerified(ledger);
  if (counts.length === 0) return [];
  const of = (outcome: string): number =>
    counts.filter((each) => each.outcome === outcome).reduce((sum, { count }) => sum + count, 0);
  const reasons = counts.filter(({ outcome }) => outcome === 'cannot');
  const lines = [
    `built and run: held in ${of('held')}, something broke in ${of('broke')}, ${of('cannot')} could not be built`,
  ];
  for (const { why, count } of reasons.slice(0, MOST_REASONS))
    lines.push(`  ${String(count).padStart(6)} ${oneLine(why)}`);
  if (reasons.length > MOST_REASONS) lines.push(`         and ${reasons.length - MOST_REASONS} other reasons`);
  return [...lines, ...brokenLines(ledger, verdicts)];
}

/** A line for each pattern that broke something; with verdicts also what becomes of it. */
export function brokenLines(ledger: Database, verdicts?: Judgement['verdicts']): readonly string[] {
  const broken = brokenPatterns(ledger);
  const lines = broken
    .slice(0, MOST_PATTERNS)
    .map((each) => `${brokenLine(each)}${verdicts ? `; ${fateOf(verdicts.get(each.pattern))}` : ''}`);
  if (broken.length > MOST_PATTERNS) lines.push(`and ${broken.length - MOST_PATTERNS} other patterns broke something`);
  return lines;
}

function brokenLine({ pattern, transform, level, broke, held, repository, says }: BrokenPattern): string {
  const where = `${broke} of ${plural(broke + held, 'repository', 'repositories')}`;
  return `${pattern} breaks: ${transform} (${level}) in ${where}; ${oneLine(repository)}: ${oneLine(says)}`;
}

/** Where it broke it is left out, whatever people say. */
function fateOf(verdict: ReturnType<Judgement['verdicts']['get']>): string {
  if (verdict === 'approve') return 'approved since, and left out where it broke';
  if (verdict === undefined) return 'left out until harden migrate review approves it';
  return verdict === 'reject' ? 'rejected' : 'postponed';
}

/** The same for programs. */
export function verifiedJson(ledger: Database): object {
  return { verified: countVerified(ledger), breaks: brokenPatterns(ledger) };
}
