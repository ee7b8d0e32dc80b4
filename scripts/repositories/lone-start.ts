// One start of an image by plain docker, as a second opinion on what was applied: none of what `verify` is made of.
import { spawnSync } from 'node:child_process';

const SECONDS = 12;

/** What a folder builds, started alone: `running 200`, `exited 1`, or `does not build`. */
export function startAlone(folder: string, dockerfile: string, context: string, ports: readonly string[]): string {
  const image = `harden-bench-${process.pid}`;
  const built = docker(
    folder,
    1_200_000,
    'build',
    '--quiet',
    '--network',
    'host',
    '--tag',
    image,
    '--file',
    dockerfile,
    context,
  );
  if (built.status !== 0) return 'does not build';
  const published = ports.flatMap((port) => ['--publish', `127.0.0.1::${port}`]);
  const started = docker(folder, 60_000, 'run', '--detach', '--memory', '2g', '--name', image, ...published, image);
  try {
    if (started.status !== 0) return 'does not start';
    spawnSync('sleep', [String(SECONDS)]);
    const state = printed(folder, 'inspect', '--format', '{{.State.Status}} {{.State.ExitCode}}', image);
    return [state, ...ports.map((port) => statusOf(folder, image, port))].join(' ');
  } finally {
    docker(folder, 60_000, 'rm', '--force', '--volumes', image);
    docker(folder, 60_000, 'image', 'rm', '--force', image);
  }
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

function docker(
  cwd: string,
  timeout: number,
  ...args: readonly string[]
): { readonly status: number | null; readonly stdout: string } {
  return spawnSync('docker', args, { cwd, timeout, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
}
