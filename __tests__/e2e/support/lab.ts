// The engine, the registry and the package index that the suites run against, and what they leave behind.
import { execFile, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildFault, engineFault } from '../../../src/io/containers/index.js';
import { hardenProcess, OFFLINE, type Ran } from '../../support/command.js';
import { removeTemporary, temporary } from '../../support/temporary.js';

export const REGISTRY = process.env.HARDEN_E2E_REGISTRY ?? '127.0.0.1:5000';
export const INDEX = process.env.HARDEN_E2E_INDEX ?? 'http://127.0.0.1:8099/simple/';
const LONGEST_MS = 500_000;
/** Seconds before the engine is asked again, where it failed itself: on a machine that is busy it does. */
const PAUSES_S = [2, 5, 10, 20];
const DOWN = ['down', '--volumes', '--rmi', 'local', '--remove-orphans', '--timeout', '2'];

/** `describe`, skipped aloud without an engine or the images, by docker.io's names; never skipped in CI. */
export function describeInLab(name: string, images: readonly string[], body: () => void): void {
  const missing = whatIsMissing(images);
  if (missing !== undefined && !process.env.CI) {
    process.stderr.write(`SKIPPED: ${name}: ${missing}\n`);
    describe.skip(name, body);
    return;
  }
  describe(name, () => {
    afterAll(removeAll);
    if (missing !== undefined)
      test('the lab is there', () => {
        throw new Error(missing);
      });
    else body();
  });
}

function whatIsMissing(images: readonly string[]): string | undefined {
  const engine = spawnSync('docker', ['info', '--format', '{{.ServerVersion}}'], { encoding: 'utf8', timeout: 30_000 });
  if (engine.status !== 0) return 'no container engine answers (docker info)';
  const absent = images.filter((image) => digestOf(image) === undefined);
  return absent.length === 0 ? undefined : `the registry at ${REGISTRY} does not have ${absent.join(', ')}`;
}

/** What the registry itself says a tag of docker.io is today: asked without harden. */
export function digestOf(image: string): string | undefined {
  const [name = '', tag = 'latest'] = image.split(':');
  const path = name.includes('/') ? name : `library/${name}`;
  const accept = ['oci.image.index.v1', 'docker.distribution.manifest.list.v2', 'oci.image.manifest.v1'];
  const types = [...accept, 'docker.distribution.manifest.v2'].map((type) => `application/vnd.${type}+json`);
  const asked = spawnSync(
    'curl',
    [
      '-sSfI',
      '--max-time',
      '10',
      '-H',
      `Accept: ${types.join(', ')}`,
      `http://${REGISTRY}/v2/${path}/manifests/${tag}`,
    ],
    { encoding: 'utf8' },
  );
  return /^docker-content-digest: *(sha256:[0-9a-f]{64})/im.exec(asked.stdout ?? '')?.[1];
}

const images: string[] = [];
const projects: { readonly name: string; readonly folder: string }[] = [];
let count = 0;

/** A name for an image, a container or a project, which no other run has. Images of that name are removed at the end. */
export function uniqueName(what: string): string {
  const name = `harden-e2e-${what}-${process.pid}-${++count}`;
  images.push(name);
  return name;
}

/** Runs docker; what it prints. Throws with what it says when it fails. */
export function docker(...args: readonly string[]): string {
  return run('docker', args);
}

/** Runs docker; its outcome, whatever it is. */
export function tryDocker(...args: readonly string[]): Ran {
  return attempt('docker', args, { timeout: LONGEST_MS });
}

/** Runs docker beside other work; what it prints. Throws with what it says when it fails. */
export async function dockerLater(...args: readonly string[]): Promise<string> {
  const { code, out, err } = await tryDockerLater(args);
  if (code !== 0) throw new Error(`docker ${args.join(' ')}\n${out}${err}`);
  return out;
}

/** Runs docker beside other work; its outcome, whatever it is. Given up after so many milliseconds: the code is then -1. */
export async function tryDockerLater(args: readonly string[], timeout = LONGEST_MS): Promise<Ran> {
  for (const seconds of [...PAUSES_S, undefined]) {
    const result = await execute(args, timeout);
    const fault = faultOf(args, result);
    if (fault === undefined || seconds === undefined) return result;
    process.stderr.write(`RETRIED after ${seconds} s: docker ${args[0]}: ${fault}\n`);
    await sleep(seconds * 1000);
  }
  throw new Error('not reached');
}

function execute(args: readonly string[], timeout: number): Promise<Ran> {
  return new Promise((resolve) => {
    execFile('docker', args, { encoding: 'utf8', maxBuffer: 1 << 27, timeout }, (error, out, err) => {
      const code = error ? (typeof error.code === 'number' ? error.code : -1) : 0;
      resolve({ code, out, err: err || (error ? String(error) : '') });
    });
  });
}

interface Attempt {
  readonly timeout: number;
  readonly cwd?: string;
}

/** Asks the engine again where it failed itself, and says so: that is no fault of what is tested. */
function attempt(program: string, args: readonly string[], options: Attempt): Ran {
  for (const seconds of [...PAUSES_S, undefined]) {
    const ran = spawnSync(program, args, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      maxBuffer: 1 << 27,
      ...options,
    });
    const result = { code: ran.status ?? -1, out: ran.stdout ?? '', err: ran.stderr || String(ran.error ?? '') };
    const fault = faultOf(args, result);
    if (fault === undefined || seconds === undefined) return result;
    process.stderr.write(`RETRIED after ${seconds} s: ${program} ${args[0]}: ${fault}\n`);
    removeHalfMade(args);
    pause(seconds);
  }
  throw new Error('not reached');
}

/** Waits. */
function pause(seconds: number): void {
  spawnSync('sleep', [String(seconds)]);
}

/** What the engine says of its own failure. What a container or an instruction printed is not read. */
export function faultOf([command]: readonly string[], { code, err }: Ran): string | undefined {
  if (code === 0 || code === -1) return undefined;
  if (command === 'build') return buildFault(err);
  return ['run', 'start', 'exec', 'compose', 'create'].includes(command ?? '') ? engineFault(err) : undefined;
}

/** A container that was made and not started keeps its name. */
function removeHalfMade(args: readonly string[]): void {
  if (args[0] !== 'run') return;
  const at = args.indexOf('--name');
  const name = at === -1 ? args.find((word) => word.startsWith('--name='))?.slice(7) : args[at + 1];
  if (name !== undefined) spawnSync('docker', ['rm', '--force', name], { timeout: LONGEST_MS });
}

/** A Compose project of its own: `up`, `ps`, `exec`. It is taken down with its volumes at the end. */
export function compose(folder: string, name: string): (...args: readonly string[]) => string {
  projects.push({ name, folder });
  return (...args) =>
    run('docker', ['compose', '--project-name', name, '--project-directory', folder, ...args], folder);
}

function run(program: string, args: readonly string[], cwd?: string): string {
  const { code, out, err } = attempt(program, args, { timeout: LONGEST_MS, ...(cwd === undefined ? {} : { cwd }) });
  if (code !== 0) throw new Error(`${program} ${args.join(' ')}\n${out}${err}`);
  return out;
}

/** Takes away what was made under names of this run. */
export function removeAll(): void {
  for (const { name, folder } of projects.splice(0))
    tryDocker('compose', '--project-name', name, '--project-directory', folder, ...DOWN);
  const left = images.splice(0).filter((name) => tryDocker('image', 'inspect', name).code === 0);
  if (left.length > 0) tryDocker('image', 'rm', '--force', ...left);
  removeTemporary();
}

/** The configuration of somebody who works with the lab: docker.io is asked at the mirror, packages at the index. */
export function labConfig(more = ''): string {
  const text = `${more}registries:\n  docker.io: {mirrors: ["http://${REGISTRY}"]}\nindexes: {python: "${INDEX}"}\n`;
  return join(temporary({ 'lab.yaml': text }), 'lab.yaml');
}

interface Way {
  /** In place of one of its own, so that nothing is known from before. */
  readonly home?: string;
  readonly config?: string;
}

/** Runs the built command as somebody does who works with the lab. */
export function harden(
  cwd: string,
  argv: readonly string[],
  { home = temporary(), config = labConfig() }: Way = {},
): Ran {
  const { PATH } = process.env;
  const env = { ...OFFLINE, PATH, HOME: home, HARDEN_OFFLINE: '' };
  return hardenProcess(cwd, [...argv, '--config', config], { env });
}
