// What stands in the way of another user, when the container runs: programs that need root, ports, mounts.
import {
  type Assumption,
  type FilePath,
  parent,
  partPattern,
  type Repository,
  resolveIn,
  stop,
  type Stop,
} from '../../src/model/index.js';
import { ECOSYSTEMS } from '../../src/ecosystems/index.js';
import { programIs } from '../../src/programs/index.js';
import type { ImageSource, ImageUse, UseMount } from '../../src/uses/index.js';
import { imageProfile } from '../../src/knowledge/index.js';
import { isFree, isSystem } from './paths.js';
import { phraseSign, placeOf } from './reasons.js';

/** Poetry uses the system’s Python for everybody where a variable says so; `poetry config` says it to root alone. */
function isPoetrySet(through: readonly string[], variables: (name: string) => string | undefined): boolean {
  return through.includes('poetry') && /^(?:false|0)$/i.test(variables('POETRY_VIRTUALENVS_CREATE') ?? '');
}

/** The first use that cannot be another user than root. Uses that name a user themselves are not touched by USER. */
export function needsRoot(uses: readonly ImageUse[], source: ImageSource, own: FilePath): Stop | undefined {
  for (const use of uses) {
    if (use.user !== undefined) continue;
    const { program } = use;
    const [root] = program.root;
    if (root)
      return stop(
        'needs-decision',
        `${phraseSign(root, own)}; let it run as another user from the start, or leave it to give root up itself`,
      );
    const installing = program.compiles.find(({ says }) => says.startsWith('installs'));
    if (installing)
      return stop(
        'needs-decision',
        `${phraseSign(installing, own)}, beside files that belong to root; do that in the image, then another user can start it`,
      );
    const [first] = use.given;
    if (first !== undefined)
      return stop(
        'needs-decision',
        `${use.name} ${first}, of use to root only (${placeOf(use.from, own)}); decide between the two`,
      );
    const mount = use.mounts.find(({ source: from, target }) =>
      /docker\.sock|containerd\.sock|podman\.sock/.test(`${from ?? ''} ${target ?? ''}`),
    );
    if (mount)
      return stop(
        'needs-decision',
        `${use.name} reaches the container engine through ${mount.target ?? 'its socket'}, which belongs to root and a group of the host`,
      );
  }
  const [call] = source.facts.root;
  if (call && uses.some(({ user }) => user === undefined))
    return stop('needs-decision', `${phraseSign(call, own)}; decide whether it can do without, and say so with USER`);
  const spawn = source.facts.spawns.known.find(({ program }) => programIs(program, 'rootWhenCalled'));
  if (spawn)
    return stop('needs-decision', `it starts ${spawn.program} (${placeOf(spawn.from, own)}), which needs root`);
  const browser = source.facts.spawns.known.find(({ program }) => /chrom|firefox/.test(program));
  if (browser)
    return stop(
      'needs-decision',
      `it starts a browser (${placeOf(browser.from, own)}), whose sandbox and home depend on the user`,
    );
  return undefined;
}

/** Environments that a tool makes for whoever calls it: a run shows that another user finds the same one. */
export function untriedEnvironment(
  uses: readonly ImageUse[],
  own: FilePath,
  variables: (name: string) => string | undefined,
): readonly Assumption[] {
  const assumptions: Assumption[] = [];
  for (const { user, program } of uses) {
    if (user !== undefined) continue;
    const managed = program.started.find(({ name, through }) =>
      [name, ...through].some((each) => programIs(each, 'keepsEnvironments')),
    );
    if (!managed || isPoetrySet(managed.through, variables)) continue;
    const tool = [managed.name, ...managed.through].find((each) => programIs(each, 'keepsEnvironments'));
    assumptions.push({
      id: 'finds-its-environment',
      believes: `${tool} finds the environment that the build made, also with another home directory (${placeOf(managed.from, own)})`,
      breaksIf: 'it looks for it in the home of root, and makes an empty one: a module is not found',
      checkBy: 'start the image and use what it offers once',
      needsRun: true,
    });
  }
  return assumptions;
}

/** Ports that the container listens on, as far as anything names them. */
export function portsOf(
  uses: readonly ImageUse[],
  source: ImageSource,
  image: string,
  variables: (name: string) => string | undefined,
): number[] {
  const ports = new Set<number>();
  for (const use of uses) {
    const addresses = ASP_NET.map((name) => use.environment.get(name) ?? variables(name)).find(
      (text) => text !== undefined,
    );
    const isWeb = source.languages.includes('dotnet') && /\/aspnet\b/.test(image);
    // Images up to 7 set ASPNETCORE_URLS to port 80, later ones ASPNETCORE_HTTP_PORTS to 8080.
    if (isWeb && addresses === undefined) ports.add(imageProfile(image)?.accounts ? 8080 : 80);
    for (const [, port] of addresses?.matchAll(/(?:^|[:;])(\d{1,5})(?=$|[;/])/g) ?? []) ports.add(Number(port));
    for (const port of use.ports) ports.add(port);
    for (const each of [...use.program.listens, ...source.facts.listens.known]) {
      const set =
        each.variable === undefined ? undefined : (use.environment.get(each.variable) ?? variables(each.variable));
      if (set === undefined) ports.add(each.port);
      else if (/^\d+$/.test(set)) ports.add(Number(set));
    }
  }
  return [...ports].sort((a, b) => a - b);
}

/** Source: https://learn.microsoft.com/dotnet/core/compatibility/containers/8.0/aspnet-port */
const ASP_NET = ['ASPNETCORE_URLS', 'ASPNETCORE_HTTP_PORTS', 'URLS'];

const DATA = /(?:^|[/_-])(?:data|db|database|storage|uploads?|logs?|volumes?|backups?|media)(?:$|[/_-])/i;

const VOLUMES: Assumption = {
  id: 'existing-volumes-are-handed-over',
  believes: 'Volumes start empty, or their files are given to the new user once',
  breaksIf: 'one that is in use keeps the files of root: the program cannot write them',
  checkBy:
    'start it with a copy of the data; hand a volume over with `docker run --rm -v VOLUME:/data IMAGE-WITH-CHOWN chown -R UID:GID /data`',
};
const BINDS: Assumption = {
  id: 'bind-mounts-can-be-read',
  believes: 'What Compose mounts from the host can be read by everybody, and nothing writes there',
  breaksIf: 'files of the host are closed to others, or the program writes into what is mounted',
  checkBy: 'start it with Compose on a checkout of its own',
};

const CACHES: Assumption = {
  id: 'cache-of-root-is-not-read',
  believes:
    'What is mounted into the home directory of root is the cache of a build tool, which the container does not start',
  breaksIf: 'the program looks there for a library or a setting: a file is not found',
  checkBy: 'start it with Compose and use what it offers once',
};

/** Where build tools keep what they have downloaded. */
const TOOL_CACHE = partPattern(ECOSYSTEMS.flatMap(({ homeCaches = [] }) => homeCaches).join(' '), {
  before: /^\/root\/\./,
  after: /(?:\/|$)/,
});

/** Files that nobody meant for a folder, by their names. */
const FILE_NAME = /[^/]\.(?:sqlite3?|db3?|json|ya?ml|toml|ini|conf|cfg|log|txt|xml|properties|env|key|pem|crt)$/i;

const TAKEN: Assumption = {
  id: 'volumes-of-others-can-be-read',
  believes:
    'What the program takes from the volumes of another service can be read by everybody, and it writes nothing there',
  breaksIf: 'files there are closed to others, or the program writes: permission denied',
  checkBy: 'start it with Compose and use what it offers once',
};

function sharedVolume(other: string, { name }: ImageUse, target: string): Assumption {
  return {
    id: 'volume-is-shared',
    believes: `${other}, which has the volume at ${target} of ${name} as well, leaves nothing there that the program changes as another account, and has no folder of its own there that the volume is made of`,
    breaksIf: `what ${other} writes belongs to its own account, or the volume starts as a copy of its folder: the program cannot write there`,
    checkBy: 'start both with Compose on new volumes, let both write, and let the program change what the other wrote',
    needsRun: true,
  };
}

export interface Mounts {
  /** It writes what is mounted from the host: its checkout, or a folder for data that lies in it. */
  readonly writesOnHost?: 'checkout' | 'data';
  /** Folders where a volume is mounted that the program writes. */
  readonly folders: readonly string[];
  readonly assumptions: readonly Assumption[];
}

/**
 * What the mounts of all uses ask for.
 * @param writes whether the program may write at or below a path.
 */
export function judgeMounts(
  uses: readonly ImageUse[],
  volumes: readonly string[],
  writes: (path: string) => boolean,
  isFile: (path: string) => boolean,
  repository: Repository,
): Mounts | Stop {
  const folders = new Set<string>(volumes.filter((path) => !isFree(path)));
  const system = [...folders].find(isSystem);
  if (system !== undefined)
    return stop('needs-decision', `VOLUME ${system} belongs to the system; let the program keep its data elsewhere`);
  let bound = false;
  let writesOnHost: Mounts['writesOnHost'];
  let cached = false;
  let taken = false;
  const shared: Assumption[] = [];
  for (const use of uses) {
    if (use.user !== undefined) continue;
    for (const mount of use.mounts) {
      const answer = judgeMount(use, mount, writes, repository);
      if (answer === 'bind') bound = true;
      else if (answer === 'checkout') writesOnHost ??= answer;
      else if (answer === 'data') writesOnHost = answer;
      else if (answer === 'cache') cached = true;
      else if (answer === 'taken') taken = true;
      else if (typeof answer === 'object') return answer;
      else if (answer === 'volume') folders.add(mount.target!);
    }
    const lent = findLent(use, folders, writes);
    if (lent && shared.length === 0) shared.push(sharedVolume(lent.other, use, lent.target));
  }
  const file = [...folders].find((path) => FILE_NAME.test(path) || isFile(path));
  if (file !== undefined)
    return stop(
      'needs-decision',
      `a volume is a folder, and ${file} is named as a file: no container starts where the image has one there; keep the folder that it lies in`,
    );
  return {
    folders: [...folders],
    ...(writesOnHost ? { writesOnHost } : {}),
    assumptions: [
      ...(folders.size > 0 ? [VOLUMES] : []),
      ...(bound ? [BINDS] : []),
      ...(cached ? [CACHES] : []),
      ...(taken ? [TAKEN] : []),
      ...shared,
    ],
  };
}

/** A folder that the program writes and another service, of another image, may write as well. */
function findLent(
  { mounts, lendsTo }: ImageUse,
  folders: ReadonlySet<string>,
  writes: (path: string) => boolean,
): { readonly other: string; readonly target: string } | undefined {
  for (const target of folders) {
    const own = mounts.find((mount) => mount.target === target);
    const other = own?.sharedWith ?? (own?.readOnly ? undefined : lendsTo);
    if (other !== undefined && writes(target)) return { other, target };
  }
  return undefined;
}

function judgeMount(
  { name, by, from, program }: ImageUse,
  { kind, target, source, readOnly, grouped, whose }: UseMount,
  writes: (path: string) => boolean,
  repository: Repository,
): 'bind' | 'cache' | 'checkout' | 'data' | 'taken' | 'volume' | Stop | undefined {
  if (kind === 'scratch' || kind === 'given' || (target !== undefined && isFree(target))) return undefined;
  if (kind === 'taken' && target === undefined)
    return stop(
      'needs-evidence',
      `${name} takes the volumes of ${whose} (volumes_from), and what these are is not known here; decide whether another user may write them`,
    );
  if (target === undefined || kind === 'unknown')
    return stop('contains-variable', `a variable decides what is mounted into ${name}`);
  // What a build tool keeps there nobody reads where none is started.
  if (TOOL_CACHE.test(target) && program.compiles.length === 0) return 'cache';
  if (/^\/root(?:\/|$)/.test(target))
    return stop('needs-decision', `${name} mounts ${target}, in the home directory of root; let it stand elsewhere`);
  if (kind === 'taken') {
    if (readOnly || !writes(target)) return 'taken';
    // The engine makes nothing of the folder of the image that takes it: it belongs to root, or to whoever made it there.
    return stop(
      'needs-decision',
      `${name} writes ${target}, which it takes from ${whose} (volumes_from), so whatever this image says the folder is not the program’s; mount a volume of a name in both`,
    );
  }
  if (readOnly) return 'bind';
  if (kind === 'bind') {
    if (!writes(target)) return 'bind';
    // A checkout belongs to whoever works in it; a folder for data only where it lies there: else the engine makes it for root.
    if (by === 'compose' && /^\.{1,2}(?:\/|$)/.test(source ?? '')) {
      if (!DATA.test(source!)) return 'checkout';
      const folder = resolveIn(parent(from.file), source!);
      if (folder !== undefined && folder !== '' && repository.kind(folder) === 'directory') return 'data';
    }
    return stop(
      'needs-decision',
      `${name} mounts ${target} from the host, and the program may write there as somebody whom the host does not know; decide whose the files on the host are`,
    );
  }
  if (isSystem(target))
    return stop(
      'needs-decision',
      `${name} mounts ${target}, which belongs to the system; let the program keep its data elsewhere`,
    );
  if (kind === 'claim') {
    return grouped
      ? 'volume'
      : stop(
          'needs-decision',
          `the volume at ${target} of ${name} belongs to root; give it to a group with fsGroup first`,
        );
  }
  // What is installed there in the image is only to be read.
  return kind === 'anonymous' && /\/(?:node_modules|vendor|\.venv|\.next)$/.test(target) ? undefined : 'volume';
}
