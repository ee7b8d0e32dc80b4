// One application, built and run: what it answers, whom it runs as, how it stops, how big it is, how long a build takes.
import { appendFileSync, cpSync } from 'node:fs';
import { extname, join } from 'node:path';
import { project } from '../../support/command.js';
import { temporary } from '../../support/temporary.js';
import type { App, Request } from './apps.js';
import { docker, harden, tryDocker, uniqueName } from './lab.js';
import { instead } from './stand-ins.js';
import type { Pair } from './table.js';

const PATIENCE_MS = 120_000;
/** How long `docker stop` waits before it kills. */
export const GRACE_S = 8;

/** What `docker stop` met: seconds until the program was gone, and its exit code. 137 is killed. */
export interface Stop {
  readonly seconds: number;
  readonly code: number;
}

export interface Seen {
  /** Status and body of each request, in order; of the second start after those of the first. */
  readonly answers: readonly string[];
  /** What did not answer as the table says. */
  readonly wrong: readonly string[];
  /** Numeric users of the container's processes. */
  readonly users: readonly string[];
  readonly stop: Stop;
}

export interface Hardened {
  readonly steps: readonly string[];
  readonly refused: readonly { readonly transform: string; readonly code: string; readonly message: string }[];
}

/** A copy of the application's folder. */
export function copyOf(app: App): string {
  const folder = temporary();
  cpSync(join(project, '__tests__', 'e2e', 'apps', app.name), folder, { recursive: true });
  return folder;
}

/** Builds the folder, with stand-ins of these images; the image's name. */
export function build(folder: string, what: string, standIns: readonly string[] = []): string {
  const image = uniqueName(what);
  docker('build', '--network', 'host', ...instead(standIns), '--tag', image, folder);
  return image;
}

/** Bytes, all layers. */
export function sizeOf(image: string): number {
  return Number(docker('image', 'inspect', '--format', '{{.Size}}', image));
}

/** Seconds of a build after the source file changed, before and after: the least of `rounds`, measured in turns. */
export function rebuildTimes(app: App, folders: Pair<string>, rounds: number): Pair<number> {
  const least: [number, number] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let round = 0; round < rounds; round++) {
    for (const at of [0, 1] as const) {
      const comment = /^\.(?:py|rb)$/.test(extname(app.touch)) ? '#' : '//';
      appendFileSync(join(folders[at], app.touch), `${comment} ${process.pid}-${Date.now()}\n`);
      const started = performance.now();
      build(folders[at], `${app.name}-again`, app.standIns);
      least[at] = Math.min(least[at], (performance.now() - started) / 1000);
    }
  }
  return least;
}

/** Runs the whole tool on the folder as somebody does who works with the lab. */
export function hardenFolder(folder: string): Hardened {
  const ran = harden(folder, ['fix', '--yes', '--format', 'json']);
  if (ran.code !== 0) throw new Error(`harden fix ended with ${ran.code}\n${ran.err}`);
  const plan = JSON.parse(ran.out) as {
    groups: { steps: { id: string }[]; refused: { transform: string; code: string; message: string }[] }[];
  };
  return {
    steps: plan.groups.flatMap((group) => group.steps.map((step) => step.id)),
    refused: plan.groups.flatMap((group) => group.refused),
  };
}

/** Starts the image, asks everything, stops it, and starts it once more with what it left in its volume. */
export async function run(app: App, image: string): Promise<Seen> {
  const volume = app.volume === undefined ? undefined : uniqueName('volume');
  try {
    const first = await boot(app, image, app.requests, volume);
    // How it stops is seen once: those that are killed take their time.
    const second = await boot(app, image, app.again ?? app.requests, volume, false);
    return {
      answers: [...first.answers, ...second.answers],
      wrong: [...first.wrong, ...second.wrong],
      users: [...new Set([...first.users, ...second.users])].sort(),
      stop: first.stop!,
    };
  } finally {
    if (volume) tryDocker('volume', 'rm', '--force', volume);
  }
}

interface Boot extends Omit<Seen, 'stop'> {
  readonly stop?: Stop;
}

async function boot(
  app: App,
  image: string,
  requests: readonly Request[],
  volume: string | undefined,
  stops = true,
): Promise<Boot> {
  const name = uniqueName(app.name);
  const mounts = volume === undefined ? [] : ['--volume', `${volume}:${app.volume}`];
  try {
    docker('run', '--detach', '--name', name, '--publish', `127.0.0.1::${app.port}`, ...mounts, image);
    const at = docker('port', name, `${app.port}/tcp`).trim().split('\n')[0]!;
    await untilItAnswers(name, `http://${at}/`);
    const answers: string[] = [];
    const wrong: string[] = [];
    for (const request of requests) {
      const answer = await ask(`http://${at}`, request);
      answers.push(answer.join(' '));
      const [status, body] = request.gives;
      const fits = typeof body === 'string' ? answer[1].includes(body) : body.test(answer[1]);
      if (answer[0] !== status || !fits) wrong.push(`${JSON.stringify(request)}: ${answer.join(' ')}`);
    }
    if (wrong.length > 0) wrong.push(logsOf(name));
    const users = docker('top', name, '-eo', 'uid,pid').trim().split('\n').slice(1);
    const seen = { answers, wrong, users: users.map((line) => line.trim().split(/\s+/)[0]!) };
    return stops ? { ...seen, stop: stopped(name) } : seen;
  } finally {
    tryDocker('rm', '--force', '--volumes', name);
  }
}

async function untilItAnswers(name: string, url: string): Promise<void> {
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      await (await fetch(url, { signal: AbortSignal.timeout(5_000) })).text();
      return;
    } catch (error) {
      const running = tryDocker('inspect', '--format', '{{.State.Running}}', name).out.trim() === 'true';
      if (!running || Date.now() > until) throw new Error(`it does not answer: ${error}\n${logsOf(name)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function ask(base: string, { get, post, put, json, text }: Request): Promise<[number, string]> {
  const body = json === undefined ? text : JSON.stringify(json);
  const response = await fetch(`${base}${get ?? post ?? put}`, {
    method: get !== undefined ? 'GET' : post !== undefined ? 'POST' : 'PUT',
    headers: json === undefined ? {} : { 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body }),
  });
  return [response.status, await response.text()];
}

function stopped(name: string): Stop {
  const started = performance.now();
  docker('stop', '--time', String(GRACE_S), name);
  const seconds = (performance.now() - started) / 1000;
  return { seconds, code: Number(docker('inspect', '--format', '{{.State.ExitCode}}', name)) };
}

function logsOf(name: string): string {
  const { out, err } = tryDocker('logs', '--tail', '40', name);
  return out + err;
}
