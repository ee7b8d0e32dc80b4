// Processor time of programs, by the shell that starts them: the clock on the wall would count what else the machine does.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Program {
  /** The Node that runs it. */
  readonly node: string;
  readonly args: readonly string[];
  readonly cwd: string;
}

/**
 * Milliseconds of the processor, user and system, that each program takes: the median of the rounds. They run in turns,
 * so that noise falls on all alike, after a first round that fills the caches and does not count.
 */
export function medianCpu(programs: readonly Program[], rounds: number): number[] {
  const folder = mkdtempSync(join(tmpdir(), 'harden-bench-out-'));
  try {
    // A file, as in CI: neither a terminal nor a device.
    const out = join(folder, 'out');
    for (const program of programs) cpuOf(program, out);
    const times = programs.map((): number[] => []);
    for (let round = 0; round < rounds; round++) {
      for (const [at, program] of programs.entries()) times[at]!.push(cpuOf(program, out));
    }
    return times.map((each) => each.sort((a, b) => a - b)[Math.floor(each.length / 2)]!);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function cpuOf({ node, args, cwd }: Program, out: string): number {
  const script = `TIMEFORMAT='%3U %3S'; time "$@" >"$OUT"`;
  const { status, stderr } = spawnSync('bash', ['-c', script, 'bash', node, ...args], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, OUT: out },
  });
  if (status !== 0) throw new Error(`${args.join(' ')}: ${stderr}`);
  const [user, system] = stderr.trim().split('\n').at(-1)!.split(' ').map(Number);
  return 1000 * (user! + system!);
}
