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
const READY_MS = 8000;
const AT_ONCE = 3;
const run = promisify(execFile);

/** Every set of a size is tried, so that a second one of the same size would show. */
export async function exhaustive(trial: Trial): Promise<Least> {
  const capabilities = await smallest(UNIVERSE, (chosen) => worksTwice(trial, { capabilities: chosen }));
  const paths = await smallest(trial.paths, (chosen) => worksTwice(trial, { paths: chosen }));
  return { capabilities: capabilities.set, paths: paths.set, runs: capabilities.runs + paths.runs };
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
export async function worksTwice(trial: Trial, less: Less): Promise<boolean> {
  const name = uniqueName('least');
  const volume = trial.volume === undefined ? [] : [`--volume=${name}:${trial.volume}`];
  const dropped = less.capabilities ? ['--cap-drop=ALL', ...less.capabilities.map((each) => `--cap-add=${each}`)] : [];
  const closed = less.paths ? ['--read-only', ...less.paths.map((path) => `--tmpfs=${path}:mode=1777`)] : [];
  const words = ['run', '--detach', `--name=${name}`, ...volume, ...dropped, ...closed, ...(trial.options ?? [])];
  try {
    for (let time = 0; time < 2; time++) {
      if (!(await code([...words, trial.image])).ok || !(await becomesReady(name, trial))) return false;
      await code(['stop', '--time=3', name]);
      await code(['rm', '--force', name]);
    }
    return true;
  } finally {
    await code(['rm', '--force', '--volumes', name]);
    if (trial.volume !== undefined) await code(['volume', 'rm', '--force', name]);
  }
}

async function becomesReady(name: string, { check, use }: Trial): Promise<boolean> {
  const until = Date.now() + READY_MS;
  while (Date.now() < until) {
    if ((await code(['exec', name, 'sh', '-c', check])).ok)
      return use === undefined || (await code(['exec', name, 'sh', '-c', use])).ok;
    const { out } = await code(['inspect', '--format={{.State.Running}}', name]);
    if (out.trim() !== 'true') return false;
    await sleep(200);
  }
  return false;
}

async function code(words: readonly string[]): Promise<{ readonly ok: boolean; readonly out: string }> {
  for (let time = 0; ; time++) {
    try {
      return { ok: true, out: (await run('docker', words, { timeout: 60_000 })).stdout };
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
