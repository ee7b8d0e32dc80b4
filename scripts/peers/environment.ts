// An environment of its own for each peer, below the state folder of the user: a venv, or a folder of npm. Which index
// packages come from is for pip and npm to know.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where a peer is asked: its programs, in the folder of the files. */
export interface Environment {
  /** Milliseconds of the processor that its programs have taken. */
  cpuMs: number;
  /** A folder for what it keeps between runs. */
  readonly scratch: string;
  /** A folder of rules that its package does not bring. */
  readonly rules: string | undefined;
  /** Runs a program of the peer, for what it prints as JSON, whatever it ends with. */
  json<T>(program: string, ...args: readonly string[]): T;
  run(program: string, ...args: readonly string[]): void;
}

interface Pack {
  readonly from: 'pip' | 'npm';
  readonly pack: string;
  readonly version: string;
}

/** A program printed something else than it should: it fails on a file, mostly. */
export class NoAnswer extends Error {}

/** Where this benchmark keeps environments and what it has seen. */
export function stateFolder(): string {
  return join(process.env.XDG_STATE_HOME || join(homedir(), '.local', 'state'), 'harden-bench', 'peers');
}

/** Installs a peer, where that has not been done. @throws with what the client of the registry says. */
export function install({ from, pack, version }: Pack): string {
  const folder = join(stateFolder(), `${pack}-${version}`);
  const done = join(folder, 'ok');
  if (existsSync(done)) return folder;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  if (from === 'pip') {
    must('python3', '-m', 'venv', folder);
    must(join(folder, 'bin', 'pip'), 'install', '--quiet', '--disable-pip-version-check', `${pack}==${version}`);
  } else must('npm', 'install', '--silent', '--no-audit', '--no-fund', '--prefix', folder, `${pack}@${version}`);
  writeFileSync(done, '');
  return folder;
}

function must(program: string, ...args: readonly string[]): void {
  const { status, stderr } = spawnSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${stderr}`);
}

/** A peer at work in a folder. */
export function environmentIn(cwd: string, home: string, rules: string | undefined): Environment {
  const scratch = join(home, 'scratch');
  mkdirSync(scratch, { recursive: true });
  const path = [join(home, 'bin'), join(home, 'node_modules', '.bin'), process.env.PATH].join(':');
  const env = { ...process.env, PATH: path, NODE_PATH: join(home, 'node_modules'), HOME: scratch, LOG_LEVEL: 'ERROR' };
  const environment: Environment = {
    cpuMs: 0,
    scratch,
    rules,
    json<T>(program: string, ...args: readonly string[]): T {
      const { stdout, stderr } = timed(program, args);
      try {
        return JSON.parse(stdout) as T;
      } catch {
        throw new NoAnswer(`${program} printed no JSON: ${stdout.slice(0, 300)} ${stderr.slice(-600)}`);
      }
    },
    run: (program, ...args) => void timed(program, args),
  };
  function timed(program: string, args: readonly string[]): { stdout: string; stderr: string } {
    // Into a file: some end before a pipe has taken all they print.
    const script = `exec 3>&2; TIMEFORMAT='%3U %3S'; { time "$@" >"$PRINTED" 2>&3; } 2>"$TIMES"`;
    const times = join(scratch, 'times');
    const printed = join(scratch, 'printed');
    const { stderr } = spawnSync('bash', ['-c', script, 'bash', program, ...args], {
      cwd,
      env: { ...env, TIMES: times, PRINTED: printed },
      encoding: 'utf8',
      maxBuffer: 1 << 29,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    environment.cpuMs += cpuOf(times);
    return { stdout: readFileSync(printed, 'utf8'), stderr };
  }
  return environment;
}

function cpuOf(file: string): number {
  const { stdout } = spawnSync('cat', [file], { encoding: 'utf8' });
  const [user = 0, system = 0] = (stdout.trim().split('\n').at(-1) ?? '').split(' ').map(Number);
  return Math.round(1000 * (user + system));
}
