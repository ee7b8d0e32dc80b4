// Programs and what they take: time of the processor of all that they start, and the memory of their workers meanwhile.
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Timed {
  readonly code: number;
  readonly wallMs: number;
  readonly cpuMs: number;
  /** Load of the machine when it began. */
  readonly load: number;
  readonly out: string;
  readonly workers: WorkerMemory;
}

interface WorkerMemory {
  readonly processes: number;
  readonly peakMb: number;
  readonly firstMb: number;
  readonly lastMb: number;
}

const LOOK_MS = 250;
const MB = 1024 * 1024;
const PAGE = 4096;
/** What the command line of a worker holds. */
const WORKER = 'fleet-worker';

/** Runs Node with these words, to its end. */
export async function timed(words: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Promise<Timed> {
  const times = join(tmpdir(), `harden-bench-fleet-${process.pid}`);
  // Of bash: it counts what its children have waited for. Their own messages go elsewhere.
  const script = `exec 3>/dev/null; TIMEFORMAT='%3U %3S'; { time "$@" 2>&3; } 2>"$TIMES"`;
  const [load = 0] = loadavg();
  const begun = performance.now();
  const child = spawn('bash', ['-c', script, 'bash', process.execPath, ...words], {
    cwd,
    env: { ...env, TIMES: times },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const memory = new Memory(child.pid!);
  const looking = setInterval(() => memory.look(performance.now() - begun), LOOK_MS);
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  const code = await new Promise<number>((resolve) => child.on('close', (status) => resolve(status ?? 1)));
  clearInterval(looking);
  const wallMs = performance.now() - begun;
  const [user = 0, system = 0] = readFileSync(times, 'utf8').trim().split('\n').at(-1)!.split(' ').map(Number);
  rmSync(times);
  return { code, wallMs, cpuMs: 1000 * (user + system), load, out, workers: memory.over(wallMs) };
}

/** The memory of workers below a process, looked at again and again. */
class Memory {
  private readonly seen = new Set<number>();
  private readonly looks: { readonly at: number; readonly bytes: number }[] = [];
  private peak = 0;

  constructor(private readonly root: number) {}

  look(at: number): void {
    for (const pid of workersBelow(this.root)) {
      this.seen.add(pid);
      const bytes = Number(read(`/proc/${pid}/statm`).split(' ')[1] ?? 0) * PAGE;
      if (bytes > 0) this.looks.push({ at, bytes });
      const most = /^VmHWM:\s+(\d+) kB$/m.exec(read(`/proc/${pid}/status`))?.[1];
      this.peak = Math.max(this.peak, Number(most ?? 0) * 1024);
    }
  }

  over(ms: number): WorkerMemory {
    const within = (from: number, to: number): number =>
      median(this.looks.filter(({ at }) => at >= from * ms && at <= to * ms).map(({ bytes }) => bytes)) / MB;
    return {
      processes: this.seen.size,
      peakMb: Math.round(this.peak / MB),
      firstMb: Math.round(within(0, 0.25)),
      lastMb: Math.round(within(0.75, 1)),
    };
  }
}

/** What a worker starts looks like one for a moment. */
function workersBelow(pid: number): number[] {
  if (read(`/proc/${pid}/cmdline`).includes(WORKER)) return [pid];
  const tasks = foldersOf(`/proc/${pid}/task`);
  const children = tasks.flatMap((task) =>
    read(`/proc/${pid}/task/${task}/children`).trim().split(' ').filter(Boolean),
  );
  return children.map(Number).flatMap(workersBelow);
}

/** A process may have ended since it was seen. */
function foldersOf(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function median(all: readonly number[]): number {
  return [...all].sort((a, b) => a - b)[Math.floor(all.length / 2)] ?? 0;
}
