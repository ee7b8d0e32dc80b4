// The least a service needs, found without anything of src/observe: every set there is, the smallest first.
import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { faultOf, uniqueName } from './lab.js';

export interface Trial {
  readonly image: string;
  /** More words of `docker run`. */
  readonly options?: readonly string[];
  /** Where its data lies: a fresh volume in each run, kept from the first start to the second. */
  readonly volume?: string;
  /** Shell commands inside: ends with 0 when it is ready, and when it does its work. */
  readonly check: string;
  readonly use?: string;
  /** Where it may have to write. No path lies in another, so that the smallest set is the only one. */
  readonly paths: readonly string[];
  /** What it may need out of Docker's. Absent: `UNIVERSE`. */
  readonly capabilities?: readonly string[];
}

/** How long is waited for a service: as long as it took with all that it has, and then some. */
export interface Patience {
  readonly readyMs: number;
  /** From when its log says that something was denied. */
  readonly deniedMs: number;
}

export interface Less {
  /** All others are dropped. Absent: as the engine gives them. */
  readonly capabilities?: readonly string[];
  /** The root is read-only but for these. Absent: it is not. */
  readonly paths?: readonly string[];
}

export interface Least {
  readonly capabilities: readonly string[];
  readonly paths: readonly string[];
  readonly runs: number;
  readonly patience: Patience;
}

/** https://github.com/moby/moby/blob/master/oci/caps/defaults.go */
export const ALL_OF_DOCKER = [
  ...['AUDIT_WRITE', 'CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID', 'KILL', 'MKNOD', 'NET_BIND_SERVICE', 'NET_RAW'],
  ...['SETFCAP', 'SETGID', 'SETPCAP', 'SETUID', 'SYS_CHROOT'],
] as const;
/**
 * All subsets of Docker's fourteen would be 16384 runs. These seven are what image profiles name: entry points that give
 * their data to a user and become that user, servers that signal children of another user or listen on a low port. That no other is needed shows in the run in which the found set works with all others
 * dropped; that each of it is needed, whatever else there is, the test asks with all of Docker's but this one.
 */
const UNIVERSE = ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'KILL', 'NET_BIND_SERVICE', 'SETGID', 'SETUID'] as const;
const MOST: Patience = { readyMs: 20_000, deniedMs: 20_000 };
const LEAST_MS = 2000;
const AT_ONCE = 3;
/** How a kernel says no. One that says so and works all the same has until `deniedMs` to show it. */
const DENIED = /not permitted|permission denied|read-only file ?system/i;
const run = promisify(execFile);

/** Every set of a size is tried, so that a second one of the same size would show. */
export async function exhaustive(trial: Trial): Promise<Least> {
  const patience = await patienceWith(trial);
  const capabilities = await smallest(trial.capabilities ?? UNIVERSE, (chosen) =>
    worksTwice(trial, { capabilities: chosen }, patience),
  );
  const paths = await smallest(trial.paths, (chosen) => worksTwice(trial, { paths: chosen }, patience));
  return { capabilities: capabilities.set, paths: paths.set, runs: capabilities.runs + paths.runs, patience };
}

/** As many at once as the search has, so that each is as slow as there. */
async function patienceWith(trial: Trial): Promise<Patience> {
  const times = await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      const from = Date.now();
      if (!(await worksTwice(trial, {}, MOST))) throw new Error('it does not work with all that it has');
      // Of two starts, and their ends.
      return (Date.now() - from) / 2;
    }),
  );
  const slowest = Math.max(LEAST_MS, ...times);
  return { readyMs: 2 * slowest, deniedMs: slowest };
}

async function smallest(
  all: readonly string[],
  works: (chosen: readonly string[]) => Promise<boolean>,
): Promise<{ readonly set: readonly string[]; readonly runs: number }> {
  let runs = 0;
  for (let size = 0; size <= all.length; size++) {
    const open = subsets(all, size);
    const working: string[][] = [];
    const worker = async (): Promise<void> => {
      for (let next = open.shift(); next; next = open.shift()) {
        runs++;
        if (await works(next)) working.push(next);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    if (working.length > 1) throw new Error(`more than one set of ${size} works: ${JSON.stringify(working)}`);
    if (working[0]) return { set: working[0], runs };
  }
  throw new Error(`it does not even work with ${all.join(', ')}`);
}

function subsets(all: readonly string[], size: number): string[][] {
  if (size === 0) return [[]];
  return all.flatMap((each, at) => subsets(all.slice(at + 1), size - 1).map((rest) => [each, ...rest]));
}

/** Ready, and at work, on a fresh volume and then once more on that volume. */
export async function worksTwice(trial: Trial, less: Less, patience: Patience): Promise<boolean> {
  const name = uniqueName('least');
  const volume = trial.volume === undefined ? [] : [`--volume=${name}:${trial.volume}`];
  const dropped = less.capabilities ? ['--cap-drop=ALL', ...less.capabilities.map((each) => `--cap-add=${each}`)] : [];
  const closed = less.paths ? ['--read-only', ...less.paths.map((path) => `--tmpfs=${path}:mode=1777`)] : [];
  const words = ['run', '--detach', `--name=${name}`, ...volume, ...dropped, ...closed, ...(trial.options ?? [])];
  try {
    for (let time = 0; time < 2; time++) {
      if (!(await code([...words, trial.image])).ok || !(await becomesReady(name, trial, patience))) return false;
      await code(['stop', '--time=3', name]);
      await code(['rm', '--force', name]);
    }
    return true;
  } finally {
    await code(['rm', '--force', '--volumes', name]);
    if (trial.volume !== undefined) await code(['volume', 'rm', '--force', name]);
  }
}

async function becomesReady(name: string, { check, use }: Trial, { readyMs, deniedMs }: Patience): Promise<boolean> {
  let until = Date.now() + readyMs;
  let denied = false;
  while (Date.now() < until) {
    if ((await code(['exec', name, 'sh', '-c', check])).ok)
      return use === undefined || (await code(['exec', name, 'sh', '-c', use])).ok;
    const { out } = await code(['inspect', '--format={{.State.Running}}', name]);
    if (out.trim() !== 'true') return false;
    if (!denied && DENIED.test((await code(['logs', name])).out)) {
      denied = true;
      until = Math.min(until, Date.now() + deniedMs);
    }
    await sleep(200);
  }
  return false;
}

async function code(words: readonly string[]): Promise<{ readonly ok: boolean; readonly out: string }> {
  for (let time = 0; ; time++) {
    try {
      const { stdout, stderr } = await run('docker', words, { timeout: 60_000 });
      return { ok: true, out: stdout + stderr };
    } catch (error) {
      const { stderr = '' } = error as { stderr?: string };
      const fault = faultOf(words, { code: 1, out: '', err: stderr });
      if (fault === undefined || time === 4) return { ok: false, out: '' };
      process.stderr.write(`RETRIED: docker ${words[0]}: ${fault}\n`);
      const name = words.find((word) => word.startsWith('--name='))?.slice(7);
      if (words[0] === 'run' && name !== undefined) await code(['rm', '--force', name]);
      await sleep(2000 * (time + 1));
    }
  }
}
