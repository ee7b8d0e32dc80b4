import { execFileSync, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  cpSync,
  existsSync,
  readFileSync,
  readdirSync,
  realpathSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Person } from '../../src/cli/ask.js';
import { main } from '../../src/cli/index.js';
import type { Io } from '../../src/cli/output.js';
import { temporary } from './temporary.js';

/** Scripts that are bundled lie elsewhere, and are told. */
export const project = process.env.HARDEN_ROOT ?? join(__dirname, '..', '..');
const bin = join(project, 'bin', 'harden.js');

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** No test reaches for the network unless it says so. */
export const OFFLINE = { LANG: 'C.UTF-8', HARDEN_OFFLINE: '1' } as const;

/** Runs the command in this process, as on a pipe unless told otherwise. */
export async function harden(cwd: string, argv: readonly string[], io: Partial<Io> = {}): Promise<Ran> {
  let out = '';
  let err = '';
  const fake: Io = {
    out(text) {
      out += text;
    },
    err(text) {
      err += text;
    },
    isTerminal: false,
    errIsTerminal: false,
    canAsk: false,
    person: () => Promise.reject(new Error('nobody is asked')),
    columns: 100,
    cwd,
    ...io,
    env: { ...OFFLINE, ...io.env },
  };
  const code = await main(argv, fake);
  return { code, out, err };
}

/** Somebody who gives these answers in turn, and whose editor is a function. */
export function person(answers: readonly unknown[], edit: Person['edit'] = () => undefined): Partial<Io> {
  const left = [...answers];
  const next = <Value>(): Promise<Value> => {
    if (left.length === 0) throw new Error('asked more often than there are answers');
    const answer = left.shift();
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer as Value);
  };
  return { canAsk: true, person: async () => ({ confirm: next, choose: next, find: next, edit }) };
}

/** Its files where another account can read them, wherever this checkout lies. */
export function copyForOthers(): string {
  const folder = temporary();
  for (const part of ['bin', 'dist', 'schemas', 'skills', 'package.json'])
    cpSync(join(project, part), join(folder, part), { recursive: true });
  chmodSync(folder, 0o755);
  return join(folder, 'bin', 'harden.js');
}

/** Runs the built command as a process of its own; as another account from a copy. */
export function hardenProcess(
  cwd: string,
  argv: readonly string[],
  options: Parameters<typeof spawnSync>[2] = {},
): Ran {
  build();
  const { PATH, HOME } = process.env;
  const program = options.uid === undefined ? bin : copyForOthers();
  const ran = spawnSync(process.execPath, [program, ...argv], {
    cwd,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: { PATH, HOME, ...OFFLINE },
    ...options,
  });
  if (ran.error) throw ran.error;
  return { code: ran.status ?? -1, out: String(ran.stdout), err: String(ran.stderr) };
}

let fresh = false;

/** Builds the package unless what is built is newer than every source. */
export function build(): void {
  if (fresh) return;
  const made = join(project, 'dist', 'cli.js');
  const sources = ['src', 'transforms', 'scripts/build.mjs', 'scripts/build', 'package.json'].map((path) =>
    newest(join(project, path)),
  );
  if (!existsSync(made) || statSync(made).mtimeMs < Math.max(...sources)) {
    execFileSync(process.execPath, [join(project, 'scripts', 'build.mjs')], { stdio: ['ignore', 'ignore', 'inherit'] });
  }
  fresh = true;
}

function newest(path: string): number {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  let latest = 0;
  for (const name of readdirSync(path)) latest = Math.max(latest, newest(join(path, name)));
  return latest;
}

/** Every file below a folder but git's own, with its content. */
export function treeOf(root: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const entry of readdirSync(root, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name);
    // Newer versions of Node list what a linked folder holds as well.
    if (realpathSync(entry.parentPath) !== join(realpathSync(root), entry.parentPath.slice(root.length))) continue;
    if (entry.isFile() && !path.includes('/.git/')) found[path.slice(root.length + 1)] = readFileSync(path, 'latin1');
  }
  return found;
}

export function git(root: string, ...args: string[]): string {
  return execFileSync('git', ['-C', root, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Makes a folder a git repository with everything in it committed; with `-f` also what its own rules ignore. */
export function commitAll(root: string, ...force: readonly '-f'[]): string {
  git(root, 'init', '-q', '-b', 'main', '--template=');
  appendFileSync(join(root, '.git', 'config'), '[user]\n\tname = A\n\temail = a@example.org\n');
  git(root, 'add', ...force, '.');
  git(root, 'commit', '-q', '-m', 'first');
  return root;
}
