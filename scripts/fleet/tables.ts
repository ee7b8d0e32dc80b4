// The kept measurement of campaigns as Markdown. Writes nothing.
import type { FleetResults, FleetRun } from './results.js';

const HOUR_MS = 3_600_000;
/** Of the machine that the goal is for. */
const CORES = 2;

/** The section of docs/benchmarks.md. */
export function fleetText(results: FleetResults): string {
  const { date, machine, node, made, states, steps, patterns, refusals, all, part, alone, together, again } = results;
  const { planned = 0, empty = 0, ...others } = states;
  const failed = Object.values(others).reduce((sum, count) => sum + count, 0);
  return [
    `${many(all.repositories)} repositories, made of ${many(made.from)}: ${many(made.commits)} commits of their histories and ${many(made.folders)} folders of collections. ${many(planned)} have steps, ${many(empty)} have nothing to do,\n`,
    `${many(failed)} could not be planned: ${many(steps)} steps of ${many(patterns)} patterns, ${many(refusals)} refusals. Measured ${date}, Node ${node}, on ${machine},\n`,
    `which other work kept busy: the load was ${Math.round(Math.min(...runsOf(results).map(({ load }) => load)))} to ${Math.round(Math.max(...runsOf(results).map(({ load }) => load)))}, so that the clock says little. "By CPU" is reckoned: what ${CORES} cores would plan that do\n`,
    'nothing else, from the time of the processor, which has git and the start of the workers in it. "At first" and "at last" are medians of\nthe first and the last quarter of a run.\n\n',
    '| repositories | workers | CPU for each | an hour, by CPU | an hour, by the clock | worker at first | at last | most |\n| --: | --: | --: | --: | --: | --: | --: | --: |\n',
    ...[all, ...part].map(runRow),
    `\n${many(alone.repositories)} of them, each in a process of \`fix --dry-run\` in a checkout that is not counted: ${ms(alone)} of CPU each; as a campaign with one worker: ${ms(together)}.\n`,
    `A second run over all that are unchanged takes ${each(again.cpuMs, all)} of CPU each, with \`--refresh\`, which asks every repository where its branch\n`,
    `is, ${each(again.refreshCpuMs, all)}. The repositories are bare and on the same disk: nothing is cloned.\n`,
  ].join('');
}

function runsOf({ all, part, together }: FleetResults): readonly FleetRun[] {
  return [all, ...part, together];
}

function runRow(run: FleetRun): string {
  const { repositories, workers, wallMs, cpuMs, firstMb, lastMb, peakMb } = run;
  const reckoned = Math.floor((CORES * HOUR_MS * repositories) / cpuMs);
  const clock = Math.floor((HOUR_MS * repositories) / wallMs);
  return `| ${many(repositories)} | ${workers} | ${ms(run)} | ${many(hundreds(reckoned))} | ${many(hundreds(clock))} | ${firstMb} MB | ${lastMb} MB | ${peakMb} MB |\n`;
}

/** More digits would be of the noise. */
function hundreds(count: number): number {
  return Math.floor(count / 100) * 100;
}

function ms({ cpuMs, repositories }: Pick<FleetRun, 'cpuMs' | 'repositories'>): string {
  return `${Math.round(cpuMs / repositories)} ms`;
}

function each(cpuMs: number, { repositories }: FleetRun): string {
  return `${(cpuMs / repositories).toFixed(1)} ms`;
}

function many(count: number): string {
  return count.toLocaleString('en-US');
}
