// An engine through its own command: that is what has the person's contexts, credential helpers, BuildKit and Compose.
// client never touches what does not carry the label of this run, or of a run that is gone.
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildFlags } from './build-flags.js';
import { startBuildLimits } from './build-limits.js';
import { contentsReader } from './contents.js';
import { entriesReader } from './entries.js';
import { buildFault, isLacking, pause, PAUSES, type Patience, retryWhileEngineFails, ranFault } from './faults.js';
import { recordIn } from '../registry/json.js';
import { readContainer, readHistory, readImage } from './inspect.js';
import { presentIn } from './live.js';
import { OWNER_LABEL, ownerToken } from './owner.js';
import { runProgram, streamProgram, wordsOf } from './process.js';
import { createRemoval } from './removal.js';
import {
  type BuildRequest,
  type Built,
  type ComposeRequest,
  type ContainerEntries,
  type ContainerState,
  type Engine,
  EngineError,
  EngineFault,
  type EngineName,
  type ImageContents,
  type ImageFacts,
  type Layer,
  type ModelMap,
  type Platform,
  type Project,
  type Ran,
} from './types.js';

export interface ClientOptions {
  readonly name: EngineName;
  readonly title: string;
  readonly platform: Platform;
  readonly compose: true | string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Ends every command that runs; what cleans up afterwards goes on. */
  readonly signal?: AbortSignal | undefined;
  /** Told when the engine failed and is asked again. */
  readonly say?: ((text: string) => void) | undefined;
  /** Milliseconds before each of those attempts. */
  readonly pauses?: readonly number[] | undefined;
}

const QUICK_MS = 60_000;
const READ_MS = 600_000;
/** An inspection of a hundred containers, a model of a thousand services. */
const MOST_JSON = 64 * 1024 * 1024;
const BUILD_LOG = 32 * 1024;

/** The client of an engine that was found to answer. */
export function createClient(options: ClientOptions): Engine {
  const { name, title, platform, compose, signal } = options;
  const owner = ownerToken(randomBytes(4).toString('hex'));
  const label = { key: OWNER_LABEL, value: owner };
  const labelled = `${OWNER_LABEL}=${owner}`;
  // Settings of the person that would point Compose at other files than those named.
  const { COMPOSE_FILE: _, COMPOSE_PROJECT_NAME: __, COMPOSE_REMOVE_ORPHANS: ___, ...rest } = options.env;
  const env = {
    ...rest,
    DOCKER_BUILDKIT: '1',
    COMPOSE_ANSI: 'never',
    PODMAN_IGNORE_CGROUPSV1_WARNING: '1',
    PODMAN_COMPOSE_WARNING_LOGS: 'false',
    NO_COLOR: '1',
  };
  let built = 0;
  let limits: ReturnType<typeof startBuildLimits> | undefined;
  let saidUnlimited = false;

  const run = (args: readonly string[], timeoutMs: number, keep?: number): Promise<Ran> =>
    runProgram(name, args, { env, timeoutMs, signal, ...(keep ? { keep, part: 'start' } : {}) });
  const must = async (args: readonly string[], timeoutMs = QUICK_MS): Promise<string> =>
    demand(args, await run(args, timeoutMs, MOST_JSON));
  // What cleans up must not be ended by what made cleaning up necessary.
  const unstoppable = (args: readonly string[]): Promise<Ran> =>
    runProgram(name, args, { env, timeoutMs: QUICK_MS, keep: MOST_JSON });
  const removal = createRemoval({ name, label: labelled, signal, run: unstoppable });

  function demand(args: readonly string[], { code, out, err, timedOut }: Ran): string {
    if (code === 0) return out;
    const what = `${name} ${args[0]}${args[0] === 'compose' ? ` ${args.at(-1)}` : ''}`;
    if (timedOut) throw new EngineFault(`${what}: no answer in time`);
    throw new EngineError(`${what}: ${lastLines(err || out)}`);
  }

  const patience = <Result>(fault: Patience<Result>['fault']): Patience<Result> => ({
    pauses: options.pauses ?? PAUSES,
    fault,
    pause: (ms) => pause(ms, signal),
    say: options.say ?? (() => {}),
  });

  function failed(fault: string): EngineFault {
    return new EngineFault(`${title} fails itself, so that nothing follows for the files: ${fault}`);
  }

  /** What stays of a fault may come of the settings, such as a limit too low to start anything; or of the engine, which then starts nothing at all. */
  async function startsNothing(reference: string): Promise<boolean> {
    // Its program is not there, which shows only once all else was set up.
    const args = ['run', '--rm', '--pull=never', `--label=${labelled}`, '--network=none', '--entrypoint=/none', '--'];
    return ranFault(await run([...args, reference], QUICK_MS)) !== undefined;
  }

  async function build(request: BuildRequest): Promise<Built> {
    const image = `harden-verify/${owner.split('.')[3]}:${++built}`;
    const group = request.untrusted && name === 'docker' ? await groupForBuilds() : undefined;
    const flags = buildFlags(name, request, { tag: image, label: labelled, ...(group === undefined ? {} : { group }) });
    const logOf = ({ out, err }: Ran): string => `${out}${err}`.slice(-BUILD_LOG);
    type Timed = Ran & { readonly ms: number };
    const once = async (): Promise<Timed> => {
      const from = performance.now();
      const ran = await runProgram(name, flags, { env, timeoutMs: request.timeoutMs, signal, keep: BUILD_LOG });
      return { ...ran, ms: performance.now() - from };
    };
    const faultOf = (ran: Ran): string | undefined => (ran.code === 0 ? undefined : buildFault(logOf(ran)));
    const ran = await retryWhileEngineFails(once, patience<Timed>(faultOf));
    const { code, ms, timedOut } = ran;
    if (code === 0) return { ok: true, image, ms };
    const fault = faultOf(ran);
    if (fault !== undefined) throw failed(fault);
    const log = logOf(ran);
    return {
      ok: false,
      log: timedOut ? `${log}\nthe build took longer than ${Math.round(request.timeoutMs / 1000)} s` : log,
      ms,
    };
  }

  /** Where the builds of strangers have limits; started with the first of them. */
  async function groupForBuilds(): Promise<string | undefined> {
    limits ??= startBuildLimits({ platform, label: labelled, tag: `harden-verify/${owner.split('.')[3]}:limits`, run });
    const found = await limits;
    if ('group' in found) return found.group;
    if (!saidUnlimited) options.say?.(`builds have no limit of memory and processes here: ${found.why}`);
    saidUnlimited = true;
    return undefined;
  }

  async function image(reference: string): Promise<ImageFacts | undefined> {
    const { code, out } = await run(['image', 'inspect', '--', reference], QUICK_MS, MOST_JSON);
    return code === 0 ? readImage((JSON.parse(out) as unknown[])[0]) : undefined;
  }

  async function layers(reference: string): Promise<readonly Layer[]> {
    const format = name === 'docker' ? '{{json .}}' : 'json';
    return readHistory(await must(['history', '--no-trunc', '--human=false', `--format=${format}`, '--', reference]));
  }

  async function contents(reference: string, folders: readonly string[] = []): Promise<ImageContents> {
    // Nothing starts: an image without a command takes any. What would be laid over the image's own files is memory: an engine
    // makes no volume where the image has a file.
    const volumes = (await image(reference))?.config.volumes ?? [];
    const memory = volumes
      .filter((path) => /^\/[^",\n]*$/.test(path))
      .map((path) => `--mount=type=tmpfs,target=${path}`);
    const args = ['create', `--label=${labelled}`, '--network=none', ...memory, '--', reference, 'none'];
    const id = (await must(args)).trim();
    try {
      const reader = await contentsReader(folders);
      const args = ['export', id];
      demand(args, await streamProgram(name, args, { env, timeoutMs: READ_MS, signal }, reader.take));
      return await reader.finish();
    } finally {
      await unstoppable(['rm', '--force', '--volumes', id]);
    }
  }

  async function entries(container: string, path: string): Promise<ContainerEntries | undefined> {
    const reader = await entriesReader(path);
    const { code } = await streamProgram(
      name,
      ['cp', `${container}:${path}`, '-'],
      { env, timeoutMs: QUICK_MS, signal },
      reader.take,
    );
    const found = await reader.finish().catch(() => undefined); // an archive that breaks off
    return code === 0 || found?.cut ? found : undefined;
  }

  async function exec(
    container: string,
    argv: readonly string[],
    { timeoutMs, user }: { readonly timeoutMs: number; readonly user?: string },
  ): Promise<Ran> {
    const args = ['exec', ...(user === undefined ? [] : [`--user=${user}`]), container, ...argv];
    return await retryWhileEngineFails(() => run(args, timeoutMs), patience(ranFault));
  }

  async function readCompose({ files, folder }: ComposeRequest): Promise<ModelMap> {
    if (compose !== true) throw new EngineError(compose);
    const from = ['compose', ...files.flatMap((file) => ['--file', file]), '--project-directory', folder];
    return JSON.parse(await must([...from, 'config', '--format', 'json'])) as ModelMap;
  }

  function project(projectName: string, model: ModelMap, folder: string): Project {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const file = join(folder, 'compose.json');
    // Values of the environment are in it.
    writeFileSync(file, JSON.stringify(model), { mode: 0o600 });
    const base = ['compose', '--project-name', projectName, '--project-directory', folder, '--file', file];
    const filter = [`--filter=label=${labelled}`, `--filter=label=com.docker.compose.project=${projectName}`];
    return {
      name: projectName,
      async up({ timeoutMs, recreate }) {
        const args = ['up', '--detach', '--no-build', '--quiet-pull', ...(recreate ? ['--force-recreate'] : [])];
        // What was made and not started is started by the next attempt, with the volumes it has.
        const ran = await retryWhileEngineFails(() => run([...base, ...args], timeoutMs), patience(ranFault));
        const fault = ranFault(ran);
        const reference = Object.values(recordIn(model.services)).map((service) => recordIn(service).image)[0];
        if (
          fault !== undefined &&
          (isLacking(fault) || typeof reference !== 'string' || (await startsNothing(reference)))
        )
          throw failed(fault);
        return ran;
      },
      async containers() {
        const ids = wordsOf(await must(['ps', '--all', '--quiet', '--no-trunc', ...filter]));
        const found = ids.length === 0 ? [] : await inspected(ids);
        if (name === 'docker') return found;
        // Podman leaves health checks to timers of systemd, which need not be there.
        const asked = found.filter(({ status, health }) => status === 'running' && health !== undefined);
        await Promise.all(asked.map(({ id }) => run(['healthcheck', 'run', id], QUICK_MS)));
        return asked.length === 0 ? found : inspected(ids);
      },
      async logs(id, bytes) {
        const { out, err } = await runProgram(name, ['logs', '--tail=5000', id], {
          env,
          timeoutMs: QUICK_MS,
          signal,
          keep: bytes,
        });
        return out === '' ? err : `${out}\n${err}`.trimEnd();
      },
      stop: (timeoutMs) => run([...base, 'stop'], timeoutMs),
      down: () => removal.removeLabelled(filter),
    };
  }

  async function inspected(ids: readonly string[]): Promise<ContainerState[]> {
    const { out } = await run(['inspect', '--type=container', ...ids], QUICK_MS, MOST_JSON);
    return (JSON.parse(out || '[]') as unknown[]).map(readContainer);
  }

  return {
    name,
    title,
    platform,
    compose,
    label,
    build,
    image,
    layers,
    contents,
    removeImage: async (reference) => void (await unstoppable(['image', 'rm', '--force', '--', reference])),
    async clear(folder, entries, images) {
      const at = '/harden-removes';
      const mount = [`--mount=type=bind,source=${folder},target=${at}`, '--security-opt=label=disable', '--user=0:0'];
      const args = [
        'run',
        '--rm',
        '--pull=never',
        `--label=${labelled}`,
        '--network=none',
        ...mount,
        '--entrypoint=rm',
      ];
      const paths = entries.map((entry) => `${at}/${entry}`);
      for (const each of images)
        if ((await unstoppable([...args, '--', each, '-rf', '--', ...paths])).code === 0) return;
    },
    readCompose,
    project,
    exec,
    entries,
    present: (container, paths) => presentIn(exec, container, paths),
    async diff(container) {
      const lines = (await must(['diff', container])).split('\n');
      return lines.flatMap((line) => {
        const [kind = '', path = ''] = [line.slice(0, 1), line.slice(2)];
        return path !== '' && (kind === 'A' || kind === 'C' || kind === 'D') ? [{ kind, path } as const] : [];
      });
    },
    run: (args, { timeoutMs }) => run(args, timeoutMs, MOST_JSON),
    removeAll: removal.removeAll,
    sweep: removal.sweep,
  };
}

function lastLines(output: string): string {
  return output.trim().split('\n').slice(-6).join('\n').slice(-1500) || 'it failed and said nothing';
}
