// A server in a Compose project as the patch leaves it, started twice on the same volumes.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse, stringify } from 'yaml';
import { registry } from '../../../transforms/index.js';
import type { ServiceProfile } from '../../../src/knowledge/index.js';
import { planTexts } from '../../support/plan.js';
import { temporary } from '../../support/temporary.js';
import { dockerLater, tryDockerLater, uniqueName } from './lab.js';

/** The keys of a service that a trial reads, or leaves something out of. */
export interface PatchedService {
  readonly user?: string;
  readonly cap_drop?: readonly string[];
  readonly cap_add?: readonly string[];
  readonly read_only?: boolean;
  readonly tmpfs?: readonly string[];
  readonly volumes?: readonly string[];
  readonly healthcheck?: { readonly test: readonly string[] };
}

interface Asked {
  readonly image: string;
  readonly env?: Readonly<Record<string, string>>;
  /** What the service has to be given to work at all. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Where it keeps data of which the profile says nothing. */
  readonly data?: readonly string[];
}

/** What harden makes of a Compose file that runs the image, with a named volume wherever it keeps data. */
export function patchOf(
  { image, env = {}, settings = {}, data = [] }: Asked,
  profile: ServiceProfile,
  without: readonly string[],
): string {
  const known = (profile.writable ?? []).flatMap(({ is }) => (is.kind === 'volume' ? [is.path] : []));
  const paths = [...known, ...data];
  const volumes = Object.fromEntries(paths.map((_path, at) => [`data${at}`, {}]));
  const server = {
    image,
    ...settings,
    ...(Object.keys(env).length > 0 ? { environment: env } : {}),
    ...(paths.length > 0 ? { volumes: paths.map((path, at) => `data${at}:${path}`) } : {}),
  };
  const text = stringify({ services: { server }, ...(paths.length > 0 ? { volumes } : {}) });
  const asConfigured = Object.fromEntries(without.map((id) => [id, false]));
  const { after } = planTexts({ 'compose.yaml': text }, { registry, asConfigured });
  return after['compose.yaml']!;
}

export function serviceOf(text: string): PatchedService {
  return (parse(text) as { services: { server: PatchedService } }).services.server;
}

/** The same file with other capabilities. */
export function withCapabilities(text: string, capabilities: readonly string[]): string {
  const model = parse(text) as { services: { server: Record<string, unknown> } };
  return stringify({
    ...model,
    services: { server: { ...model.services.server, cap_drop: ['ALL'], cap_add: capabilities } },
  });
}

export interface Trial {
  readonly text: string;
  /** What is started the second time, where that is another. */
  readonly later?: string;
  /** What runs in place of the image that the file names. */
  readonly image: string;
  /** The words of a command that tells that it works. */
  readonly works: readonly string[];
  /** The user that something in the container must run as. */
  readonly becomes?: number;
  readonly patience: number;
}

export interface Boots {
  /** How many of two became healthy. */
  readonly count: number;
  /** What was said at the one that did not. */
  readonly log: string;
  readonly slowest: number;
}

const PROBE_MS = 15_000;
const PAUSE_MS = 500;

/** Starts it, and again after `down` on the same volumes. */
export async function boots(trial: Trial): Promise<Boots> {
  const name = uniqueName('trial');
  // Without a network of its own: the engine has few of them, and the server is asked from inside.
  const override = { services: { server: { image: trial.image, pull_policy: 'never', network_mode: 'bridge' } } };
  const folder = temporary({ 'compose.yaml': trial.text, 'compose.override.yaml': stringify(override) });
  const files = ['--file', join(folder, 'compose.yaml'), '--file', join(folder, 'compose.override.yaml')];
  const compose = ['compose', '--project-name', name, '--project-directory', folder, ...files];
  const container = `${name}-server-1`;
  let log = '';
  let count = 0;
  let slowest = 0;
  try {
    for (; count < 2; count++) {
      if (count === 1 && trial.later !== undefined) writeFileSync(join(folder, 'compose.yaml'), trial.later);
      const started = Date.now();
      const up = await tryDockerLater([...compose, 'up', '--detach']);
      const healthy = up.code === 0 && (await becomesHealthy(container, trial, started + trial.patience));
      slowest = Math.max(slowest, Date.now() - started);
      if (!healthy) log = up.code === 0 ? await saidOf(container) : up.err;
      if (!healthy) break;
      await tryDockerLater([...compose, 'down', '--timeout', '20']);
    }
  } finally {
    await tryDockerLater([...compose, 'down', '--volumes', '--timeout', '0']);
  }
  return { count, log, slowest };
}

async function saidOf(container: string): Promise<string> {
  const { out, err } = await tryDockerLater(['logs', container]);
  const state = await tryDockerLater(['inspect', '--format', '{{json .State}}', container]);
  return `${out}${err}${state.out}`;
}

/** By its own probe, and by the health check of the file where there is one: for a while, not just for a moment of the first set-up. */
async function becomesHealthy(container: string, { works, becomes }: Trial, until: number): Promise<boolean> {
  let passed = 0;
  while (Date.now() < until) {
    // A server without its workers takes the connection and never answers.
    if ((await tryDockerLater(['exec', container, ...works], PROBE_MS)).code === 0) passed++;
    else passed = 0;
    const { runs, health } = await stateOf(container);
    if (!runs) return false;
    if (passed >= 2 && ['none', 'healthy'].includes(health))
      return becomes === undefined || (await usersIn(container)).includes(becomes);
    await sleep(PAUSE_MS);
  }
  return false;
}

/** One that ended and was started again by its restart policy does not count as running. */
async function stateOf(container: string): Promise<{ readonly runs: boolean; readonly health: string }> {
  const format = '{{.State.Running}} {{.RestartCount}} {{if .State.Health}}{{.State.Health.Status}}{{else}}none{{end}}';
  const { out } = await tryDockerLater(['inspect', '--format', format, container]);
  const [running, restarts, health = ''] = out.trim().split(' ');
  return { runs: running === 'true' && restarts === '0', health };
}

/** The numbers of the users that processes of the container run as. */
async function usersIn(container: string): Promise<number[]> {
  const lines = (await dockerLater('top', container, '-eo', 'pid,uid')).trim().split('\n').slice(1);
  return lines.map((line) => Number(line.trim().split(/\s+/)[1]));
}

/** The version of a package that an image holds, and the release of Debian. */
export async function packageIn(image: string, name: string): Promise<string> {
  const script = `dpkg-query -W -f '\${Version}' ${name} && echo && cat /etc/debian_version`;
  const out = await dockerLater(
    'run',
    '--rm',
    '--network',
    'none',
    '--entrypoint',
    'sh',
    '--user',
    '0',
    image,
    '-c',
    script,
  );
  const [version, release] = out.trim().split('\n');
  return `${name} ${version} of Debian ${release}`;
}
