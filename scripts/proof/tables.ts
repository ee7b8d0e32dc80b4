// The kept results of the applications as Markdown. Writes nothing.
import type { KeptStep, ProofResults, Result, Way } from './results.js';

const LEVELS = ['safe', 'review', 'unverified'] as const;
/** What a run did with what a step changes, the strongest first: a step is counted once. */
const GRADES = [
  'queried',
  'tested',
  'answered',
  'wrote',
  'healthy',
  'restarted',
  'stopped',
  'started',
  'built',
] as const;
const KILLED = 137;

interface Run {
  readonly app: string;
  readonly way: Way;
  readonly result: Result;
}

/** The section of docs/benchmarks.md. */
export function proofText({ machine, runs }: ProofResults): string {
  const all = Object.entries(runs).map(([name, result]): Run => {
    const [app = '', way] = name.split(' ');
    return { app, way: way as Way, result };
  });
  const dates = all.map(({ result }) => result.date).sort();
  const repaired = all.flatMap(({ result }) => result.repairs.filter(({ outcome }) => outcome === 'holds'));
  const good = all.filter(({ result }) => result.wrong.length === 0).length;
  return [
    `${all.length} runs of ${new Set(all.map(({ app }) => app)).size} applications, measured ${dates[0] ?? '-'} to ${dates.at(-1) ?? '-'} on ${machine}, while other work ran there.\n`,
    `In ${good} of them the image that was left builds, answers every request of the suite in two starts, and stops as before. ${repaired.length} steps were repaired by themselves, and hold.\n\n`,
    '| application | steps kept: safe, review, unverified | of which a run: got an answer, saw it start, built it | left out | repaired | answers before | after | stop before | after | size, a part of before |\n',
    '| --- | --: | --: | --: | --: | --: | --: | --: | --: | --: |\n',
    ...all.map(row),
    repairsText(all),
    leftText(all),
  ].join('');
}

function row({ app, way, result }: Run): string {
  const { kept, left, repairs, before, after } = result;
  const grades = kept.map(gradeOf);
  const count = (...names: readonly string[]): number => grades.filter((each) => names.includes(each)).length;
  const levels = LEVELS.map((level) => kept.filter((step) => step.level === level).length);
  const tested = [
    count('queried', 'tested', 'answered'),
    count('wrote', 'healthy', 'restarted', 'stopped', 'started'),
    count('built'),
  ];
  const cells = [
    way === 'plain' ? app : `${app}, preset \`${way}\``,
    levels.join(', '),
    tested.join(', '),
    left.length,
    repairs.filter(({ outcome }) => outcome === 'holds').length,
    `${before.answered} of ${before.asked}`,
    after ? `${after.answered} of ${after.asked}` : 'does not start',
    stopOf(before.stop),
    after ? stopOf(after.stop) : '',
    after ? (after.size / before.size).toFixed(2) : '',
  ];
  return `| ${cells.join(' | ')} |\n`;
}

function gradeOf({ by }: KeptStep): string {
  return GRADES.find((grade) => by.includes(grade)) ?? 'open';
}

function stopOf(code: number): string {
  return code === KILLED ? 'killed' : String(code);
}

function repairsText(all: readonly Run[]): string {
  const lines = all.flatMap(({ app, way, result }) =>
    result.repairs.flatMap(({ transform, outcome, why, rounds }) =>
      rounds.map(({ need, line, wrote, removed = [] }, at) => {
        const lines = [...wrote, ...removed.map((each) => `without: ${each}`)];
        const end = outcome === 'holds' || at + 1 < rounds.length ? '' : `; ${outcome}${why ? `: ${cell(why)}` : ''}`;
        return `| ${app}${way === 'plain' ? '' : ` (${way})`} | ${transform} | ${cell(need)} | ${cell(line)} | ${cell(lines.join('; '))}${end} |\n`;
      }),
    ),
  );
  if (lines.length === 0) return '\nNothing had to be repaired.\n';
  return `\nWhat was repaired, round by round:\n\n| application | step | needs | the log | what was written |\n| --- | --- | --- | --- | --- |\n${lines.join('')}`;
}

function leftText(all: readonly Run[]): string {
  const lines = all.flatMap(({ app, way, result }) =>
    result.left.map(({ id, why }) => `- ${app}${way === 'plain' ? '' : ` (${way})`}: \`${id}\`: ${cell(why)}\n`),
  );
  return lines.length === 0 ? '\nNo step was left out.\n' : `\nSteps that were left out:\n\n${lines.join('')}`;
}

function cell(text: string): string {
  const plain = text.replace(/\s+/g, ' ').replace(/[|<>]/g, (each) => `\\${each}`);
  return plain.length > 160 ? `${plain.slice(0, 157)}...` : plain;
}
