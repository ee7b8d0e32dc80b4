// Asking pip, npm, gem and go themselves, where nothing is configured: they know their own default.
import { execFile } from 'node:child_process';
import { findProgram } from '../program.js';
import { homeOf, type Environment, type PackageOptions, type RunTool } from './options.js';

const PATIENCE_MS = 15_000;

/**
 * What a tool prints; `undefined` where it is missing, fails or takes too long. It runs without a shell and in the home
 * folder, so that no file of the repository in hand can set or be anything for it.
 */
const runTool: RunTool = (name, args, env) =>
  new Promise((resolve) => {
    const options = {
      cwd: homeOf(env),
      env: env as NodeJS.ProcessEnv,
      timeout: PATIENCE_MS,
      maxBuffer: 1024 * 1024,
      windowsHide: true,
    };
    const program = findProgram(name, env.PATH);
    if (program === undefined) return resolve(undefined);
    execFile(program, [...args], options, (error, stdout) => resolve(error ? undefined : stdout));
  });

/** What the tool of one index said before. */
export interface KeptAddress {
  get(): string | undefined;
  put(address: string): void;
}

export type IndexOptions = PackageOptions & { readonly kept: KeptAddress };

/**
 * The address that a tool says. Offline it only tells which answers are kept, so what was said within hours is taken: a
 * tool needs half a second. An address with a password is never kept.
 */
export async function askTool(
  { kept, offline, env = process.env, runTool: run = runTool }: IndexOptions,
  ask: (run: RunTool, env: Environment) => Promise<string | undefined>,
): Promise<string | undefined> {
  const known = offline ? kept.get() : undefined;
  if (known !== undefined) return known;
  const address = await ask(run, env);
  if (address !== undefined && !address.includes('@')) kept.put(address);
  return address;
}

/**
 * The index that pip uses, as the help of `pip install` names it: `(default https://...)`. pip fills in what its
 * configuration says, so this is right on systems whose files are elsewhere too.
 */
export async function askPip(run: RunTool, env: Environment): Promise<string | undefined> {
  const help = ['install', '--help'];
  const calls: [string, string[]][] = [
    ['pip3', help],
    ['pip', help],
    ['python3', ['-m', 'pip', ...help]],
    ['python', ['-m', 'pip', ...help]],
  ];
  for (const [name, args] of calls) {
    const text = await run(name, args, { ...env, COLUMNS: '1000' });
    const found = text === undefined ? null : /Python Package Index\s+\(default\s+([^\s)]+)\)/.exec(text);
    if (found) return found[1]!;
  }
  return undefined;
}

/** The registry that npm uses for a scope (`@acme`), or for names without one. */
export async function askNpm(run: RunTool, env: Environment, scope: string): Promise<string | undefined> {
  for (const key of scope === '' ? ['registry'] : [`${scope}:registry`, 'registry']) {
    const text = (await run('npm', ['config', 'get', key], env))?.trim();
    if (text !== undefined && /^https?:\/\/\S+$/.test(text)) return text;
  }
  return undefined;
}

/** The first source that gem installs from. */
export async function askGem(run: RunTool, env: Environment): Promise<string | undefined> {
  const text = await run('gem', ['sources'], env);
  return text
    ?.split(/\r?\n/)
    .find((line) => /^https?:\/\/\S+$/.test(line.trim()))
    ?.trim();
}

/** GOPROXY as go fills it in: a list of addresses and words. */
export async function askGo(run: RunTool, env: Environment): Promise<string | undefined> {
  return (await run('go', ['env', 'GOPROXY'], env))?.trim() || undefined;
}
