// How time and memory grow with what somebody writes: each project of the generators at one size and at four times it.
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { GROWTHS, type Growth, type Project } from '../__tests__/hostile/generators.js';

/** What planning a project takes, in a process of its own, over what starting one takes. */
export interface Taken {
  /** Milliseconds of the processor. */
  readonly cpu: number;
  /** Megabytes at the most. */
  readonly memory: number;
}

export interface Grown {
  readonly what: string;
  /** At each size; nothing where it did not end. */
  readonly taken: readonly { readonly size: number; readonly taken: Taken | undefined }[];
}

/** What has to be planned within a time and a memory, whatever the machine does besides. */
export const TARGETS = [
  { what: 'services', size: 2000, cpu: 10_000, memory: 400 },
  { what: 'stages that stand on the one before', size: 1000, cpu: 3000, memory: 400 },
] as const;

const SECONDS = 300;
/** Of the size of a generator. Two are enough to see what grows faster than it should, and take minutes for all. */
const TIMES = [0.5, 2] as const;

/** Measures what the pattern names, or all. */
export function measureGrowth(checkout: string, folder: string, only = ''): Grown[] {
  const plain = measure(checkout, folder, {});
  return GROWTHS.filter(({ what }) => what.includes(only)).map(({ what, size, make }) => ({
    what,
    taken: TIMES.map((times) => {
      const taken = measure(checkout, folder, make(Math.round(size * times)));
      return {
        size: Math.round(size * times),
        taken: taken && plain && { cpu: taken.cpu - plain.cpu, memory: taken.memory },
      };
    }),
  }));
}

/** What a project of one size takes as a whole. */
export function measureOne(checkout: string, folder: string, what: string, size: number): Taken | undefined {
  return measure(checkout, folder, growthOf(what).make(size));
}

function growthOf(wanted: string): Growth {
  const found = GROWTHS.find(({ what }) => what === wanted);
  if (!found) throw new RangeError(`nothing grows that is called ${wanted}`);
  return found;
}

let projects = 0;

function measure(checkout: string, folder: string, project: Project): Taken | undefined {
  const cwd = join(folder, `project-${projects++}`);
  mkdirSync(cwd);
  for (const [path, text] of Object.entries(project)) {
    mkdirSync(dirname(join(cwd, path)), { recursive: true });
    writeFileSync(join(cwd, path), text);
  }
  const command = ['fix', '--dry-run', '--offline', '--format', 'json', '--root', '.'];
  const code = `process.argv.splice(1, 0, ''); require(${JSON.stringify(join(checkout, 'dist', 'cli.js'))}).main(${JSON.stringify(command)}).then(() => { const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage(); process.stderr.write('\\n' + JSON.stringify([(userCPUTime + systemCPUTime) / 1000, maxRSS / 1024])); })`;
  const stdio: ['ignore', 'ignore', 'pipe'] = ['ignore', 'ignore', 'pipe'];
  const { stderr } = spawnSync(process.execPath, ['-e', code], {
    cwd,
    stdio,
    encoding: 'utf8',
    timeout: SECONDS * 1000,
  });
  const [, cpu, memory] = /\n\[([\d.]+),([\d.]+)\]$/.exec(stderr) ?? [];
  return cpu === undefined ? undefined : { cpu: Number(cpu), memory: Number(memory) };
}

/** A line for each: what it takes at each size, and how many times as much as at a quarter of it. */
export function growthTable(grown: readonly Grown[]): string {
  const lines = grown.map(({ what, taken }) => {
    const cells = taken.map(({ size, taken: here }, at) => {
      const before = taken[at - 1]?.taken;
      if (!here) return `${size}: did not end`.padStart(34);
      const ratio = before ? ` ${(here.cpu / before.cpu).toFixed(1)}x` : '';
      return `${size}: ${here.cpu.toFixed(0)} ms${ratio}, ${here.memory.toFixed(0)} MB`.padStart(34);
    });
    return `${what.padEnd(54)}${cells.join('')}\n`;
  });
  return lines.join('');
}
