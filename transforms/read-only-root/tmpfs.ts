// The mounts that a read-only root leaves to be added.
import { type Assumption, isWithin, type Reasons, type Stop, stop } from '../../src/model/index.js';
import type { YamlValue } from '../../src/yaml/index.js';
import type { ServiceProfile } from '../../src/knowledge/index.js';
import { findMountOf, type ServiceMount, type ServiceView } from '../../src/services/index.js';
import { startUser } from '../../src/uses/index.js';

export interface Added {
  /** Values of `tmpfs`. */
  readonly tmpfs: readonly string[];
  /** Items of `volumes`: a path alone is a volume without a name. */
  readonly volumes: readonly YamlValue[];
}

/** A read-only root with the mounts that it takes, before they are written as the file takes them. */
export type ReadOnlyRoot = Added & Reasons;

/**
 * As Swarm takes it, which follows no `tmpfs`. Its stack files name no mode and no owner: the mount belongs to root and
 * has the mode of the folder below it. `undefined` where that may keep the server out.
 * Source: https://github.com/docker/cli/blob/master/cli/compose/schema/data/config_schema_v3.13.json
 */
export function forSwarm(view: ServiceView, { tmpfs, volumes }: Added): Added | undefined {
  const paths = tmpfs.map((value) => value.split(':', 1)[0]!);
  if (!paths.every((path) => isOpenBelow(view, path))) return undefined;
  return { tmpfs: [], volumes: [...paths.map((target) => ({ type: 'tmpfs', target })), ...volumes] };
}

/** Everybody may write there in the images. Sources: the Dockerfiles of https://github.com/docker-library/postgres, mysql, and MariaDB/mariadb-docker */
const OPEN_TO_ALL: Readonly<Record<string, RegExp>> = {
  '/run/mysqld': /^(?:mysql|mariadb)$/,
  '/run/postgresql': /(?:^|\/)(?:postgres|postgis|pgvector|timescaledb)$/,
};

function isOpenBelow(view: ServiceView, path: string): boolean {
  if (path === '/tmp' || path === '/var/tmp') return true;
  const { image = '' } = view.runs.profile ?? {};
  // Its master is root, and gives the folders that it makes there to its workers.
  if (image === 'nginx') return startUser(view).is === 'root';
  return OPEN_TO_ALL[path]?.test(image) ?? false;
}

/**
 * For what is written and not mounted yet. Data wants a volume, which nobody can choose here; that of a cache gets one
 * without a name, which holds it as long as the container did.
 */
export function tmpfsFor(
  view: ServiceView,
  writable: NonNullable<ServiceProfile['writable']>,
  mounts: readonly ServiceMount[],
): Added | Stop {
  const { profile, built } = view.runs;
  const values: string[] = [];
  const volumes: string[] = [];
  const hidden = mounts.find(({ kind, target }) => target === undefined && kind !== 'file');
  if (hidden) return stop('contains-variable', 'what is mounted, or where, is not written in the file');
  for (const { is } of writable) {
    if (findMountOf(mounts, is.path)) continue;
    if (is.kind === 'volume') {
      if (is.declared || built?.volumes.some((path) => isWithin(is.path, path))) continue;
      if (profile?.role?.is === 'cache') {
        volumes.push(is.path);
        continue;
      }
      const message = `the data in ${is.path} lies in the container itself; mount a volume there first`;
      return stop('needs-decision', message);
    }
    const options = optionsFor(view, is);
    if (typeof options !== 'string') return options;
    values.push(is.path + options);
  }
  return { tmpfs: values, volumes };
}

/**
 * `:mode=...` and whose it is. A tmpfs without options belongs to root and has the mode of the directory below it,
 * 1777 only where there is none. Source: https://github.com/opencontainers/runc/blob/main/libcontainer/rootfs_linux.go
 */
function optionsFor(
  view: ServiceView,
  { path, mode, owner }: NonNullable<ServiceProfile['writable']>[number]['is'],
): string | Stop {
  if (path === '/tmp' || path === '/var/tmp') return '';
  const user = startUser(view);
  if (owner === 'root' && user.is === 'root') return mode === undefined ? '' : `:mode=${mode}`;
  if (owner === undefined) return `:mode=${mode ?? '1777'}`;
  const ids = idsOf(view);
  if (!ids) {
    const message = `${path} must belong to the user the service runs as, whose number is not known; set read_only and tmpfs with its uid`;
    return stop('needs-evidence', message);
  }
  return `:uid=${ids.uid},gid=${ids.gid},mode=${mode ?? '0755'}`;
}

/** The numbers of whom the server runs as. */
function idsOf(view: ServiceView): { readonly uid: string | number; readonly gid: string | number } | undefined {
  const { is, by, text = '' } = startUser(view);
  const { account, startsAs } = view.runs.profile!;
  if (by === 'image') return account?.is ?? startsAs?.is;
  const [uid = '', gid] = text.split(':');
  if (account && (is === 'root' || uid === account.is.name || Number(uid) === account.is.uid)) return account.is;
  return /^\d+$/.test(uid) && gid !== undefined && /^\d+$/.test(gid) ? { uid, gid } : undefined;
}

/** Of a cache in a volume without a name. */
export const KEPT_WITH_CONTAINER: Assumption = {
  id: 'cache-stays-with-its-container',
  believes:
    'What it keeps is a cache: a volume without a name holds it through restarts, as the container has done so far',
  breaksIf: '`docker compose down` is meant to free the space: without `--volumes` the volume stays behind',
  checkBy: '`docker volume ls --filter dangling=true` lists what stayed; or give the volume a name',
};
