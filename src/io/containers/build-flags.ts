// A build as the flags of `docker buildx build` and `podman build`.
import type { BuildRequest, EngineName } from './types.js';

export interface BuildNaming {
  readonly tag: string;
  readonly label: string;
  /** Docker's: the group of processes that the build goes below. */
  readonly group?: string;
}

const MOST_FILE = 4 * 1024 ** 3;

/** The arguments behind the program's name. A value that starts with a dash cannot become a flag: each stands behind `=`. */
export function buildFlags(engine: EngineName, request: BuildRequest, { tag, label, group }: BuildNaming): string[] {
  const flags =
    engine === 'docker' ? ['buildx', 'build', '--load', '--provenance=false', '--progress=plain'] : ['build'];
  flags.push(`--tag=${tag}`, `--label=${label}`, `--file=${request.dockerfile}`);
  for (const [name, value] of Object.entries(request.args))
    flags.push(value === null ? `--build-arg=${name}` : `--build-arg=${name}=${value}`);
  if (request.target !== undefined) flags.push(`--target=${request.target}`);
  if (request.network !== undefined) flags.push(`--network=${request.network}`);
  if (request.platform !== undefined) flags.push(`--platform=${request.platform}`);
  if (request.shmSize !== undefined) flags.push(`--shm-size=${request.shmSize}`);
  for (const { id, file, environment } of request.secrets ?? []) {
    const source = file === undefined ? `type=env,env=${environment ?? id}` : `type=file,src=${file}`;
    flags.push(`--secret=id=${id},${source}`);
  }
  for (const ssh of request.ssh ?? []) flags.push(`--ssh=${ssh}`);
  for (const [name, source] of Object.entries(request.contexts ?? {})) flags.push(`--build-context=${name}=${source}`);
  for (const host of request.hosts ?? []) flags.push(`--add-host=${host.replace('=', ':')}`);
  if (request.untrusted) {
    flags.push('--ulimit=core=0:0', `--ulimit=fsize=${MOST_FILE}:${MOST_FILE}`);
    // Nothing that a build of somebody else left is mounted, and nothing is left for one.
    if (engine === 'docker') flags.push(`--build-arg=BUILDKIT_CACHE_MOUNT_NS=${label}`);
    else flags.push('--memory=4g');
    if (group !== undefined) flags.push(`--cgroup-parent=${group}`);
  }
  if (!request.cache) flags.push('--no-cache');
  // Without layers a second build would take as long as the first; the format is the one that knows health checks.
  if (engine === 'podman') flags.push('--format=docker', '--layers=true', '--force-rm');
  return [...flags, '--', request.context];
}
