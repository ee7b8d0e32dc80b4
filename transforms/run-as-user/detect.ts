// Whether what a service mounts can be used by the account of its image.
import { type Assumption, type Stop, stop, isWithin } from '../../src/model/index.js';
import type { ServiceAccount } from '../../src/knowledge/index.js';
import {
  isPlainVolume,
  withoutUsualLinks,
  serviceMounts,
  environmentPairs,
  type ServiceMount,
  type ServiceView,
} from '../../src/services/index.js';

/** What is believed of the mounts, or which of them stands in the way. */
export function judgeMounts(
  view: ServiceView,
  account: ServiceAccount,
): { readonly assumptions: readonly Assumption[] } | Stop {
  const { service, runs } = view;
  const mounts = serviceMounts(service);
  const { uid, gid } = account;
  const written = runs.profile!.writable!;
  const data = new Set<ServiceMount>();
  for (const { is } of written) {
    for (const mount of mounts) {
      if (mount.target === undefined) {
        if (mount.kind === 'file') continue;
        return stop('contains-variable', 'what is mounted, or where, is not written in the file');
      }
      const target = withoutUsualLinks(mount.target);
      const [above, below] = [isWithin(is.path, target), isWithin(target, is.path)];
      if ((!above && !below) || mount.readOnly) continue;
      const no =
        is.kind === 'volume' ? dataMount(view, mount, is.path, account) : scratchMount(mount, is.owner, account);
      if (no) return no;
      data.add(mount);
    }
  }
  const assumptions = [volumeBelongs(uid, gid)];
  if (mounts.some((mount) => !data.has(mount) && mount.kind !== 'tmpfs')) assumptions.push(mountedReadable(uid, gid));
  return { assumptions };
}

/** Docker gives a new volume the owner of the image's directory, but only at that very directory. */
function dataMount(
  view: ServiceView,
  mount: ServiceMount,
  path: string,
  { uid, gid }: ServiceAccount,
): Stop | undefined {
  const { kind, source, target } = mount;
  if (kind === 'bind') {
    const message = `${source} is a directory of the host, which Docker makes for root and only the entry point gives to ${uid}:${gid}; \`chown\` it, wherever the file is used, and set user`;
    return stop('needs-decision', message);
  }
  if (kind === 'tmpfs') {
    const message = `the tmpfs at ${target} belongs to root; give it uid=${uid},gid=${gid}, or mount a volume, and set user`;
    return stop('needs-decision', message);
  }
  if (!isPlainVolume(view, mount)) {
    const message = `the volume at ${target} is made by a driver or with options of its own; set user once it belongs to ${uid}:${gid}`;
    return stop('needs-decision', message);
  }
  if (target === path) return undefined;
  const message = `a new volume at ${target} belongs to root, as the image has its data at ${path}; set user once it belongs to ${uid}:${gid}`;
  return stop('needs-decision', message);
}

function scratchMount(
  mount: ServiceMount,
  owner: 'account' | 'root' | undefined,
  { uid, gid }: ServiceAccount,
): Stop | undefined {
  if (mount.kind !== 'tmpfs' || owner === undefined || /(?:^|,)uid=/.test(mount.options ?? '')) return undefined;
  const message = `the tmpfs at ${mount.target} belongs to root; give it uid=${uid},gid=${gid}, and set user`;
  return stop('needs-decision', message);
}

/** A variable that puts the data elsewhere than where the image has a directory for its account. */
export function movedData({ service, runs }: ServiceView): Stop | undefined {
  const places = runs.profile!.writable!.map(({ is }) => is.path);
  for (const [key, value] of environmentPairs(service.get('environment'))) {
    if (!/(?:^PGDATA|DATADIR|DATA_DIR|_DATA|LOG_DIR|WALDIR)$/.test(key) || !value.startsWith('/')) continue;
    if (places.some((place) => isWithin(withoutUsualLinks(value), place))) continue;
    return stop('needs-decision', `${key} puts data at ${value}, where the image has no directory for its user`);
  }
  return undefined;
}

function volumeBelongs(uid: number, gid: number): Assumption {
  return {
    id: 'volume-belongs-to-account',
    believes: `The data belongs to ${uid}:${gid}: the entry point gave it to this account at every start so far, and a new volume has the owner of the image's directory`,
    breaksIf: `an existing volume was filled in another way, or by a variant of the image with another account (Debian and Alpine number it differently): the server may not open its data`,
    checkBy: `\`docker compose exec SERVICE ls -ln\` on the data directory, before the change, shows ${uid} and ${gid}`,
  };
}

function mountedReadable(uid: number, gid: number): Assumption {
  return {
    id: 'mounted-files-readable',
    believes: `What else is mounted, secrets included, is open to ${uid}:${gid}`,
    breaksIf:
      'the entry point read it as root, and it is closed to others: the server starts without it, or not at all',
    checkBy: `\`ls -ln\` on the mounted files of the host`,
  };
}
