// One start of an image by plain docker, as a second opinion on what was applied: none of what `verify` is made of.
import { spawnSync } from 'node:child_process';
import { COMPANY_FILE, COMPANY_NAME } from './company.js';
import type { Application } from './list.js';

const SECONDS = 12;
/** On a machine that is busy a program takes longer until it answers; one that has answered nothing all along is not waited for again. */
const MORE_SECONDS = 48;

/** What a folder builds, started alone. */
export interface LoneStart {
  /** `running 0 200`, `exited 1`, `does not build`, `does not start`. */
  readonly state: string;
  /** What the build said, where it failed; else the last that the program printed. */
  readonly says: string;
}

export function startAlone(
  folder: string,
  { dockerfile, context, answers }: Application,
  minutes: number,
  was?: LoneStart,
): LoneStart | undefined {
  const ports = answers.flatMap((each) => /^http (\d+)$/.exec(each)?.[1] ?? []);
  const image = `harden-bench-${process.pid}`;
  const words = ['--progress', 'plain', '--network', 'host', '--tag', image, '--file', dockerfile, context];
  const built = docker(folder, minutes * 60_000, 'build', ...words);
  if (built.status === null) return undefined;
  if (built.status !== 0) return { state: 'does not build', says: built.stderr };
  const published = ports.flatMap((port) => ['--publish', `127.0.0.1::${port}`]);
  const start = () => docker(folder, 60_000, 'run', '--detach', '--memory', '2g', '--name', image, ...published, image);
  const end = () => {
    docker(folder, 60_000, 'rm', '--force', '--volumes', image);
    docker(folder, 60_000, 'image', 'rm', '--force', image);
  };
  return startOf({ folder, image, ports, like: was?.state, start, end });
}

/** The same, with what stands beside it. */
export function startTogether(
  folder: string,
  { answers }: Application,
  minutes: number,
  was?: LoneStart,
): LoneStart | undefined {
  const ports = answers.flatMap((each) => /^http (\d+)$/.exec(each)?.[1] ?? []);
  const project = `harden-bench-${process.pid}`;
  const compose = ['compose', '--project-name', project, '--file', COMPANY_FILE];
  const built = docker(folder, minutes * 60_000, ...compose, '--progress', 'plain', 'build');
  if (built.status === null) return undefined;
  if (built.status !== 0) return { state: 'does not build', says: built.stderr };
  const start = () => docker(folder, 180_000, ...compose, 'up', '--detach');
  const end = () => void docker(folder, 120_000, ...compose, 'down', '--volumes', '--rmi', 'local');
  return startOf({ folder, image: `${project}-${COMPANY_NAME}-1`, ports, like: was?.state, start, end });
}

interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Start {
  readonly folder: string;
  /** Name of the container. */
  readonly image: string;
  readonly ports: readonly string[];
  /** How it started before. */
  readonly like: string | undefined;
  readonly start: () => Ran;
  readonly end: () => void;
}

function startOf(start: Start): LoneStart {
  const { folder, image, like } = start;
  const started = start.start();
  try {
    if (started.status !== 0) return { state: 'does not start', says: started.stderr };
    for (let waited = 0; waited < SECONDS && isRunning(folder, image); waited += 2) spawnSync('sleep', ['2']);
    let state = seen(start);
    for (let waited = 0; waited < MORE_SECONDS && isSilent(state) && state !== like; waited += 4) {
      spawnSync('sleep', ['4']);
      state = seen(start);
    }
    const { stdout, stderr } = docker(folder, 60_000, 'logs', '--tail', '40', image);
    return { state, says: `${stdout}\n${stderr}` };
  } finally {
    start.end();
  }
}

function isRunning(folder: string, image: string): boolean {
  return printed(folder, 'inspect', '--format', '{{.State.Status}}', image) === 'running';
}

function seen({ folder, image, ports }: Start): string {
  const state = printed(folder, 'inspect', '--format', '{{.State.Status}} {{.State.ExitCode}}', image);
  return [state, ...ports.map((port) => statusOf(folder, image, port))].join(' ');
}

/** True where it runs, and a port that it should answer on does not. */
export function isSilent(state: string): boolean {
  return /^running .*\b(?:none|000)\b/.test(state);
}

function statusOf(folder: string, image: string, port: string): string {
  const address = printed(folder, 'port', image, `${port}/tcp`).split('\n')[0]!;
  if (!/^127\.0\.0\.1:\d+$/.test(address)) return 'none';
  const asked = spawnSync('curl', ['-s', '-o', '/dev/null', '-m', '5', '-w', '%{http_code}', `http://${address}/`], {
    encoding: 'utf8',
  });
  return asked.stdout.trim() || 'none';
}

function printed(folder: string, ...args: readonly string[]): string {
  return docker(folder, 60_000, ...args).stdout.trim();
}

function docker(cwd: string, timeout: number, ...args: readonly string[]): Ran {
  return spawnSync('docker', args, {
    cwd,
    timeout,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}
