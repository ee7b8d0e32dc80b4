// Patterns one after the other, with a person. Each answer is written at once: whoever quits loses nothing.
import {
  decide,
  readExamples,
  writeReview,
  type Example,
  type Judge,
  type PatternSummary,
} from '../../fleet-reports/index.js';
import type { Campaign } from '../../fleet/index.js';
import { oneLine } from '../../render/index.js';
import type { Choice } from '../ask.js';
import { harmless, wantsColor, writeMessage, type Io } from '../output.js';
import { reachOf, tallyLine } from './review-text.js';

type Answer = 'approve' | 'reject' | 'postpone' | 'skip' | 'back' | 'quit';

const CHOICES: readonly Choice<Answer>[] = [
  { value: 'approve', name: 'approve', description: 'its steps may be opened' },
  { value: 'reject', name: 'reject', description: 'its steps are left out' },
  { value: 'postpone', name: 'postpone', description: 'its steps are left out for now' },
  { value: 'skip', name: 'skip', description: 'decide nothing, and go on' },
  { value: 'back', name: 'back', description: 'go back to the one before' },
  { value: 'quit', name: 'quit', description: 'stop here; what was answered is kept' },
];
const MOST_LINES = 40;
const MOST_LOG_LINES = 8;

/** Asks about each pattern that is open or postponed, the most consequential first. */
export async function askAll(
  io: Io,
  { folder, ledger }: Campaign,
  patterns: readonly PatternSummary[],
  judge: Judge,
  color: boolean | undefined,
): Promise<void> {
  const open = patterns.filter(({ verdict }) => verdict === null || verdict === 'postpone');
  if (open.length === 0) {
    writeMessage(io, `nothing to judge; ${tallyLine(patterns)}`);
    return;
  }
  const person = await io.person();
  const given = new Map<string, PatternSummary['verdict']>();
  for (let at = 0; at < open.length; ) {
    const pattern = open[at]!;
    const examples = readExamples(ledger, { pattern: pattern.pattern, each: 3 }).get(pattern.pattern) ?? [];
    for (const line of cardLines(pattern, examples)) io.err(`${painted(io, line, color)}\n`);
    const answer = await person.choose(`${at + 1} of ${open.length}`, CHOICES);
    if (answer === 'quit') break;
    if (answer === 'back') {
      at = Math.max(0, at - 1);
      continue;
    }
    if (answer !== 'skip') {
      writeReview(folder, [decide(pattern, answer, judge)]);
      given.set(pattern.pattern, answer);
    }
    at++;
  }
  writeMessage(io, tallyLine(patterns.map((each) => ({ ...each, verdict: given.get(each.pattern) ?? each.verdict }))));
}

function cardLines(pattern: PatternSummary, examples: readonly Example[]): readonly string[] {
  const [first] = examples;
  const assumptions = (first?.assumptions ?? []).flatMap(({ believes, breaksIf, checkBy }) => [
    `  assumes    ${oneLine(believes)}`,
    `  breaks if  ${oneLine(breaksIf)}`,
    `  check by   ${oneLine(checkBy)}`,
  ]);
  return [
    '',
    `${pattern.transform} (${pattern.level}): ${oneLine(pattern.title)}`,
    `  ${reachOf(pattern)}; pattern ${pattern.pattern}`,
    ...pattern.change.split('\n').map((line) => `  ${line}`),
    ...(first?.why === undefined ? [] : [`  ${oneLine(first.why)}`]),
    ...assumptions,
    ...pattern.breaks.flatMap(breakLines),
    ...examples.flatMap(exampleLines),
    '',
  ];
}

/** What broke where it was built and run, with the end of the log. */
function breakLines({ repository, says, excerpt }: PatternSummary['breaks'][number]): readonly string[] {
  const lines = excerpt.trimEnd().split('\n').slice(-MOST_LOG_LINES);
  return [
    '',
    `  BROKE in ${oneLine(repository)}: ${oneLine(says)}`,
    ...lines.filter((line) => line !== '').map((line) => `    | ${line}`),
  ];
}

function exampleLines({ repository, file, line, diff = '' }: Example): readonly string[] {
  const lines = diff.trimEnd().split('\n').slice(2);
  const more = lines.length - MOST_LINES;
  return [
    '',
    `  ${oneLine(repository)}, ${oneLine(file)}:${line}`,
    ...lines.slice(0, MOST_LINES).map((each) => `    ${each}`),
    ...(more > 0 ? [`    ... ${more} more lines`] : []),
  ];
}

/** A line of an example in the colour of its side. */
function painted(io: Io, line: string, color: boolean | undefined): string {
  const text = harmless(io, line);
  if (!wantsColor({ ...io, isTerminal: io.errIsTerminal }, color)) return text;
  const code = line.startsWith('    +') ? 32 : line.startsWith('    -') ? 31 : undefined;
  return code === undefined ? text : `\u001b[${code}m${text}\u001b[39m`;
}
