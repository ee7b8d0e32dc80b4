// What a container takes of memory whose memory is not its data: a server that serves files or passes requests on, and a
// program of the repository that answers requests.
import {
  type Assumption,
  baseName,
  type Context,
  type Evidence,
  type Folder,
  isWithin,
  parent,
  wordPattern,
} from '../model/index.js';
import { ECOSYSTEMS, type MemoryUse } from '../ecosystems/index.js';
import { baseChain } from '../dockerfile/index.js';
import { footprintsMeasuredOn, serverFootprint, type ServiceProfile } from '../knowledge/index.js';
import type { Container } from '../kubernetes/index.js';
import { mountsOf, type PodView } from '../pods/index.js';
import { programIs } from '../programs/index.js';
import { sourcesOf } from '../runs/index.js';
import {
  findServingEvidence,
  isJobOrTool,
  isSourceMounted,
  isWholeServer,
  serviceMounts,
  startsOwnServer,
  startsServerOf,
  viewOfMaker,
  type ServiceView,
} from '../services/index.js';
import { builtPodUse, builtUse, type BuiltUse } from './container.js';
import { copiedPaths, filesAt, mountedPaths, type GivenPath } from './given-paths.js';
import { imageSource } from './source.js';

/** In mebibytes. */
export interface Footprint {
  readonly limit: number;
  /** What it is sure to take. */
  readonly request: number;
  readonly evidence: readonly Evidence[];
  readonly assumption: Assumption;
}

/** Of a service that stays up and answers; `undefined` where its memory is its data, or nobody can tell. */
export function footprintOfService(pulled: ServiceView, context: Context): Footprint | undefined {
  const view = viewOfMaker(pulled) ?? pulled;
  const { service, around, runs } = view;
  if (isJobOrTool(view) || isSourceMounted(around, service) || !findServingEvidence(view)) return undefined;
  const { profile, built } = runs;
  if (profile && startsItsServer(view, profile) && (!built || isWholeServer(profile))) {
    const mounts = serviceMounts(service);
    const given = mountedPaths(view);
    if (!given) return undefined;
    const inMemory = mounts.some(({ kind, options = '' }) => kind === 'tmpfs' && !/(?:^|,)size=/.test(options));
    return ofServer(profile, given, built, context, inMemory ? BUFFERS : HOLDS_DATA);
  }
  const use = builtUse(view, context);
  return use && built && ofProgram(use, built.context, context);
}

/** Also by an entry point that names it, which skips no more than scripts of the image. */
function startsItsServer(view: ServiceView, { image }: ServiceProfile): boolean {
  const { built, entrypoint } = view.runs;
  if (startsOwnServer(view)) return true;
  return (
    entrypoint === undefined && built?.entrypoint?.exec !== undefined && startsServerOf(image, built.entrypoint.exec)
  );
}

/** Of a container of a manifest, in the same way. */
export function footprintOfContainer(view: PodView, container: Container, context: Context): Footprint | undefined {
  const running = view.runs(container);
  if (!running || container.list === 'initContainers' || /Job$/.test(view.workload.kind)) return undefined;
  const { profile, built, command } = running;
  if (profile && !command && (!built || isWholeServer(profile))) {
    const given = mountsOf(container).map(({ path }): GivenPath => ({ target: path, path: undefined }));
    return ofServer(profile, given, built, context, HOLDS_DATA);
  }
  const use = builtPodUse(view, container, context);
  return use && built && ofProgram(use, built.context, context);
}

const SETTINGS = ['/etc/nginx', '/etc/caddy', '/usr/local/apache2/conf'];
const KEEPS = 'modsecurity js_import CacheEnable proxy_cache_path fastcgi_cache_path uwsgi_cache_path scgi_cache_path';
const BODIES = [/client_max_body_size\s{1,20}(?:0|\d{3,6}\s{0,9}m|\d{1,4}\s{0,9}g)/, /lua_\w{1,40}/];
/** Settings with which a server keeps answers or whole bodies, or runs programs. */
const HOLDS_DATA = wordPattern(KEEPS, { also: BODIES, flags: 'i' });
/**
 * The same where a tmpfs without a size is mounted, which counts as memory: what is passed on is kept in files, up to a
 * gibibyte each. Source: https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_max_temp_file_size
 */
const BUFFERS = wordPattern(`${KEEPS} proxy_pass fastcgi_pass uwsgi_pass scgi_pass grpc_pass`, {
  also: BODIES,
  flags: 'i',
});

function ofServer(
  profile: ServiceProfile,
  mounted: readonly GivenPath[],
  built: ServiceView['runs']['built'],
  context: Context,
  holdsData: RegExp,
): Footprint | undefined {
  const { repository } = context.evidence;
  const found = serverFootprint(profile.image);
  const doc = built && context.documents.dockerfile(built.file);
  const stage = built && doc?.stages[built.stage.index];
  if (!found || (built && !stage)) return undefined;
  const copied = doc && stage && built ? copiedPaths(doc, stage, built.context, context) : [];
  const given = [...mounted, ...copied];
  const texts = (stage ? baseChain(stage) : []).flatMap(({ instructions }) => instructions.map(({ args }) => args));
  for (const { target, path } of given) {
    if (!SETTINGS.some((folder) => isWithin(target, folder) || isWithin(folder, target))) continue;
    const files = path === undefined ? undefined : filesAt(path, repository);
    if (!files) return undefined;
    for (const file of files) {
      const text = repository.read(file);
      if (text === undefined) return undefined;
      texts.push(text);
    }
  }
  if (texts.some((text) => holdsData.test(text))) return undefined;
  const { peak, limit, measured } = found;
  const says = `${measured}, asked 800 times, 50 at a time,`;
  return footprint({ peak, limit, measured: says, looked: footprintsMeasuredOn() }, 1, []);
}

function ofProgram(
  { doc, stage, use }: Pick<BuiltUse, 'doc' | 'stage' | 'use'>,
  folder: Folder,
  context: Context,
): Footprint | undefined {
  const { program, environment } = use;
  const last = program.started.at(-1);
  if (!last || program.compiles.length > 0 || program.unread.length > 0) return undefined;
  const { languages, facts, strangers } = imageSource(doc, stage, folder, [use], context);
  const [language] = languages;
  const { memory, source } = ECOSYSTEMS.find((each) => each.source?.language === language) ?? {};
  if (!memory || languages.length > 1 || strangers.length > 0 || facts.missing !== undefined) return undefined;
  const answers = facts.routes.known.length + facts.listens.known.length + program.listens.length > 0;
  const startsOthers = facts.spawns.known.length + facts.spawns.unread.length > 0;
  if (!answers || startsOthers) return undefined;
  if (!source?.compiled && !source?.script?.test(last.name) && !answersItself(last.name)) return undefined;
  if (holdsMore(memory, sourcesOf(doc, stage, folder, context.evidence.repository), folder, context)) return undefined;
  const processes = memory.processes ? memory.processes(last, environment) : 1;
  if (processes === undefined) return undefined;
  const evidence: Evidence[] = [{ says: `it starts ${last.name}, which answers requests`, from: last.from }];
  if (processes > 1) evidence.push({ says: `it answers them in ${processes} processes`, from: last.from });
  return footprint({ ...memory, limit: memory.limit + memory.further * (processes - 1) }, processes, evidence);
}

/** An interpreter, or a server of its language: no tool for those who write the program, and nothing that takes jobs. */
function answersItself(name: string): boolean {
  return (
    programIs(name, 'interpreter') ||
    (programIs(name, 'takesPort') && !programIs(name, 'takesJobs') && !programIs(name, 'buildsFolder'))
  );
}

/** A manifest that names what keeps more, one that could not be read, or settings beside it. */
function holdsMore(
  { heavy, settings }: MemoryUse,
  sources: readonly Folder[],
  context: Folder,
  { evidence: { repository, projects } }: Context,
): boolean {
  const folders = new Set(
    [context, ...sources].flatMap((path) =>
      path !== '' && repository.kind(path) === 'file' ? [parent(path)] : [path],
    ),
  );
  for (const folder of folders) {
    if (settings && repository.list(folder).some((name) => settings.test(baseName(name)))) return true;
    for (const { manifests, unread } of projects(folder)) {
      if (unread.length > 0) return true;
      if (manifests.some((file) => heavy.test(repository.read(file) ?? ''))) return true;
    }
  }
  return false;
}

function footprint(
  { peak, limit, measured, looked }: Pick<MemoryUse, 'peak' | 'limit' | 'measured' | 'looked'>,
  processes: number,
  evidence: readonly Evidence[],
): Footprint {
  const each = processes === 1 ? '' : ` a process, of which it has ${processes}`;
  return {
    limit,
    request: Math.max(32, Math.ceil((peak * processes) / 32) * 32),
    evidence: [
      ...evidence,
      {
        says: `${measured} took ${peak} MiB at most`,
        from: { kind: 'observation', run: `a measurement of ${looked}` },
      },
    ],
    assumption: {
      id: 'memory-is-not-its-data',
      believes: `The program holds no data in memory that grows with its users, files or requests: a small one of its kind took ${peak} MiB at most${each}, and it gets ${limit} MiB`,
      breaksIf: 'it does (a cache, an upload, a large answer): the kernel kills a process of the container',
      checkBy: 'compare with `docker stats` or `kubectl top pod` under load, or run `harden observe`',
    },
  };
}
