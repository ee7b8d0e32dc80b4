// Podman set up for the lab: its images come from the lab's registry, and Compose finds it at a socket of its own.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { temporary } from '../../support/temporary.js';
import { REGISTRY } from './lab.js';

export interface Podman {
  /** What a person who works with it has in the environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Containers, networks and volumes there are, by id or name. */
  all(): string[];
  stop(): Promise<void>;
}

const REGISTRIES = `unqualified-search-registries = ["docker.io"]
[[registry]]
prefix = "docker.io"
location = "${REGISTRY}"
insecure = true
`;
const PROBE = 'docker.io/library/python:3.12-slim';

/**
 * Finds a runtime with which Podman starts containers here, and serves its socket. In a virtual machine with both
 * versions of control groups crun does not start, and an unprivileged root may not raise limits.
 * @returns what each runtime said where none does.
 */
export async function startPodman(): Promise<Podman | string> {
  const said: string[] = [];
  for (const runtime of ['crun', 'runc']) {
    const folder = temporary({
      'registries.conf': REGISTRIES,
      'containers.conf': `[engine]\nruntime = "${runtime}"\n[containers]\ndefault_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]\n`,
    });
    const socket = join(folder, 'podman.sock');
    const env = {
      PATH: process.env.PATH ?? '',
      CONTAINERS_CONF: join(folder, 'containers.conf'),
      CONTAINERS_REGISTRIES_CONF: join(folder, 'registries.conf'),
      PODMAN_IGNORE_CGROUPSV1_WARNING: '1',
      DOCKER_HOST: `unix://${socket}`,
    };
    const run = (...args: string[]) => spawnSync('podman', args, { env, encoding: 'utf8', timeout: 300_000 });
    const tried = run('run', '--rm', '--network=none', PROBE, 'true');
    if (tried.status !== 0) {
      said.push(`${runtime}: ${tried.error ? String(tried.error) : tried.stderr.trim().split('\n').at(-1)}`);
      continue;
    }
    const service = spawn('podman', ['system', 'service', '--time=0', `unix://${socket}`], { env, stdio: 'ignore' });
    for (let time = 0; time < 100 && !existsSync(socket); time++) await sleep(100);
    process.stderr.write(`podman with ${runtime}${said.length > 0 ? `; ${said.join('; ')}` : ''}\n`);
    const lists = [
      ['ps', '--all', '--format={{.Names}}'],
      ['network', 'ls', '--format={{.Name}}'],
      ['volume', 'ls', '--format={{.Name}}'],
    ];
    const all = (): string[] =>
      lists.flatMap((list) =>
        run(...list)
          .stdout.split('\n')
          .filter(Boolean),
      );
    return { env, all, stop: () => ended(service) };
  }
  return said.join('; ');
}

async function ended(service: ChildProcess): Promise<void> {
  const closed = new Promise((resolve) => service.once('close', resolve));
  service.kill();
  await closed;
}
