// The tmpfs mounts that a read-only root leaves to be added.
import { type Stop, stop } from '../../src/model/index.js';
import type { ServiceProfile } from '../../src/knowledge/index.js';
import { findMountOf, type ServiceMount, type ServiceView } from '../../src/services/index.js';
import { startUser } from '../../src/uses/index.js';

/** The values of `tmpfs`, for what is written and not mounted yet. Data wants a volume, which nobody can choose here. */
export function tmpfsFor(
  view: ServiceView,
  writable: NonNullable<ServiceProfile['writable']>,
  mounts: readonly ServiceMount[],
): { readonly values: readonly string[] } | Stop {
  const values: string[] = [];
  const hidden = mounts.find(({ kind, target }) => target === undefined && kind !== 'file');
  if (hidden) return stop('contains-variable', 'what is mounted, or where, is not written in the file');
  for (const { is } of writable) {
    if (findMountOf(mounts, is.path)) continue;
    if (is.kind === 'volume') {
      if (is.declared) continue;
      const message = `the data in ${is.path} lies in the container itself; mount a volume there first`;
      return stop('needs-decision', message);
    }
    const options = optionsFor(view, is);
    if (typeof options !== 'string') return options;
    values.push(is.path + options);
  }
  return { values };
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
