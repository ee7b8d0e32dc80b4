// Which engine answers. Docker first: where both are there, it is what Compose files are run with.
import { ConfigError } from '../../model/index.js';
import { createClient } from './client.js';
import { runProgram } from './process.js';
import { type Engine, EngineError, type EngineName, type Ran } from './types.js';

export interface EngineRequest {
  /** Absent: the first that answers. */
  readonly engine?: EngineName;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal | undefined;
  /** See `ClientOptions.say`. */
  readonly say?: (text: string) => void;
}

type Found = { readonly engine: Engine } | { readonly why: string };
const ANSWER_MS = 20_000;

/**
 * The engine to use.
 * @throws ConfigError where none answers, with what each said.
 */
export async function findEngine(request: EngineRequest): Promise<Engine> {
  const names: readonly EngineName[] = request.engine ? [request.engine] : ['docker', 'podman'];
  const reasons: string[] = [];
  for (const name of names) {
    const found = await (name === 'docker' ? docker(request) : podman(request));
    if ('engine' in found) return found.engine;
    reasons.push(`${name}: ${found.why}`);
  }
  throw new ConfigError(
    `no container engine answers, and this command builds and runs images (${reasons.join('; ')}). Start Docker or Podman; nothing else of harden needs one`,
  );
}

async function ask(program: string, args: readonly string[], { env, signal }: EngineRequest): Promise<Ran | string> {
  try {
    return await runProgram(program, args, { env, signal, timeoutMs: ANSWER_MS });
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    return error.message.includes('ENOENT') ? 'not installed' : error.message;
  }
}

async function docker(request: EngineRequest): Promise<Found> {
  const format = '{{.Server.Version}} {{.Server.Os}} {{.Server.Arch}}';
  const answer = await ask('docker', ['version', '--format', format], request);
  if (typeof answer === 'string') return { why: answer };
  // podman-docker gives Podman the name of Docker.
  if (/podman/i.test(answer.err)) return { why: 'it is Podman under another name' };
  const [version, os, architecture] = answer.out.trim().split(' ');
  if (answer.code !== 0 || !version || !os || !architecture) return { why: firstLine(answer) };
  const elsewhere = await remote(request);
  if (elsewhere !== undefined) return { why: elsewhere };
  const buildx = await ask('docker', ['buildx', 'version'], request);
  if (typeof buildx === 'string' || buildx.code !== 0) return { why: 'it has no buildx, which builds with BuildKit' };
  const compose = await composeOf('docker', request);
  const platform = { os, architecture };
  const { env, signal, say } = request;
  return { engine: createClient({ name: 'docker', title: `Docker ${version}`, platform, compose, env, signal, say }) };
}

/** Mounts and ports of an engine on another machine are there and not here. */
async function remote(request: EngineRequest): Promise<string | undefined> {
  const set = request.env.DOCKER_HOST;
  const context = set
    ? undefined
    : await ask('docker', ['context', 'inspect', '--format', '{{.Endpoints.docker.Host}}'], request);
  const host = set || (typeof context === 'object' && context.code === 0 ? context.out.trim() : '');
  if (host === '' || host.startsWith('unix://') || host.startsWith('npipe://')) return undefined;
  return `it is at ${host.replace(/\/\/[^@/]*@/, '//')}, whose mounts and ports cannot be reached from here`;
}

async function podman(request: EngineRequest): Promise<Found> {
  const format = '{{.Version.Version}} {{.Host.OS}} {{.Host.Arch}} {{.Host.ServiceIsRemote}}';
  const answer = await ask('podman', ['info', '--format', format], request);
  if (typeof answer === 'string') return { why: answer };
  const [version, os, architecture] = answer.out.trim().split(' ');
  if (answer.code !== 0 || !version || !os || !architecture) return { why: firstLine(answer) };
  const compose = await composeOf('podman', request);
  const platform = { os, architecture };
  const { env, signal, say } = request;
  return { engine: createClient({ name: 'podman', title: `Podman ${version}`, platform, compose, env, signal, say }) };
}

/** Compose v2 is needed: the older one and podman-compose do not print their model. */
async function composeOf(name: EngineName, request: EngineRequest): Promise<true | string> {
  const answer = await ask(name, ['compose', 'version', '--short'], request);
  const version = typeof answer === 'string' ? '' : answer.out.trim();
  if (!/^v?[2-9]\./.test(version)) return `${name} has no Compose v2 (${name} compose version)`;
  // Podman hands over to docker-compose, which talks to its socket; a service that need not be running.
  const listed = name === 'podman' ? await ask(name, ['compose', 'ls'], request) : undefined;
  if (listed === undefined || (typeof listed === 'object' && listed.code === 0)) return true;
  return 'podman compose finds no socket of Podman; start podman.socket, or podman system service';
}

function firstLine({ err, out }: Ran): string {
  return (err || out).trim().split('\n', 1)[0]!.slice(0, 300) || 'it does not answer';
}
