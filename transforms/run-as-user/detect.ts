// Whether what a service mounts can be used by the account of its image.
import { type Assumption, isWithin, parseImageReference, type Stop, stop } from '../../src/model/index.js';
import { asSeq, asText, findValue, type YamlNode } from '../../src/yaml/index.js';
import {
  isPlainVolume,
  withoutUsualLinks,
  serviceMounts,
  environmentPairs,
  type ServiceMount,
  type ServiceView,
} from '../../src/services/index.js';

/** Whom the server runs as, as `user` names it; the numbers are not known of every image that has the account. */
export interface Owner {
  readonly text: string;
  readonly ids?: { readonly uid: number; readonly gid: number };
}

/** What is believed of the mounts, or which of them stands in the way. */
export function judgeMounts(view: ServiceView, account: Owner): { readonly assumptions: readonly Assumption[] } | Stop {
  const { service, runs } = view;
  const mounts = serviceMounts(service);
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
      const no = is.kind === 'volume' ? dataMount(view, mount, is, account) : scratchMount(mount, is.owner, account);
      if (no) return no;
      data.add(mount);
    }
  }
  const assumptions = [volumeBelongs(account)];
  if (mounts.some((mount) => !data.has(mount) && mount.kind !== 'tmpfs')) assumptions.push(mountedReadable(account));
  return { assumptions };
}

/** Docker gives a new volume the owner of the image's directory, but only at that very directory. */
function dataMount(view: ServiceView, mount: ServiceMount, { path, earlier }: Place, owner: Owner): Stop | undefined {
  const { kind, source, target } = mount;
  if (kind === 'bind') {
    const message = `${source} is a directory of the host, which Docker makes for root and only the entry point gives to ${owner.text}; \`chown\` it, wherever the file is used, and set user`;
    return stop('needs-decision', message);
  }
  if (kind === 'tmpfs') {
    const message = `the tmpfs at ${target} belongs to root; give it ${idsOf(owner)}, or mount a volume, and set user`;
    return stop('needs-decision', message);
  }
  if (!isPlainVolume(view, mount)) {
    const message = `the volume at ${target} is made by a driver or with options of its own; set user once it belongs to ${owner.text}`;
    return stop('needs-decision', message);
  }
  // A tag without a version stands for the newest, which does not start with this mount, or for one whose folder it is.
  if (target === path || (target === earlier && !namesVersion(view))) return undefined;
  const message = `a new volume at ${target} belongs to root, as the image has its data at ${path}; set user once it belongs to ${owner.text}`;
  return stop('needs-decision', message);
}

/** Where a server keeps its data, and where versions before this one did. */
interface Place {
  readonly path: string;
  readonly earlier?: string;
}

function namesVersion({ runs }: ServiceView): boolean {
  const { tag, digest } = parseImageReference(runs.image ?? runs.built?.base ?? '') ?? {};
  return digest !== undefined || /\d/.test(tag?.replace(/alpine[\d.]*/, '') ?? '');
}

function scratchMount(mount: ServiceMount, owner: 'account' | 'root' | undefined, account: Owner): Stop | undefined {
  if (mount.kind !== 'tmpfs' || owner === undefined || /(?:^|,)uid=/.test(mount.options ?? '')) return undefined;
  const message = `the tmpfs at ${mount.target} belongs to root; give it ${idsOf(account)}, and set user`;
  return stop('needs-decision', message);
}

function idsOf({ text, ids }: Owner): string {
  return ids ? `uid=${ids.uid},gid=${ids.gid}` : `the uid of ${text}`;
}

/** A secret or configuration whose mode lets root alone read it, as the entry point does before it becomes the account. */
export function closedFile({ service }: ServiceView, { text, ids }: Owner): Stop | undefined {
  for (const key of ['secrets', 'configs'] as const) {
    for (const node of asSeq(service.get(key))?.items ?? []) {
      const mode = modeOf(findValue(node, 'mode'));
      if (mode === undefined || mode & 0o4) continue;
      const [uid, gid] = (['uid', 'gid'] as const).map((name) => Number(asText(findValue(node, name)) ?? 0));
      const isOwners = Boolean(mode & 0o400) && (ids ? uid === ids.uid : uid !== 0);
      const isGroups = Boolean(mode & 0o40) && (ids ? gid === ids.gid : gid !== 0);
      if (isOwners || isGroups) continue;
      const name = asText(findValue(node, 'source')) ?? key;
      const message = `mode ${mode.toString(8).padStart(4, '0')} closes ${name} to ${text}; give it the uid of the account, and set user`;
      return stop('needs-decision', message);
    }
  }
  return undefined;
}

/** In YAML `0400` is a number already. */
function modeOf(node: YamlNode | undefined): number | undefined {
  if (node?.kind !== 'scalar') return undefined;
  if (typeof node.value === 'number') return node.value;
  return /^[0-7]{3,4}$/.test(node.text) ? Number.parseInt(node.text, 8) : undefined;
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

function volumeBelongs({ text, ids }: Owner): Assumption {
  return {
    id: 'volume-belongs-to-account',
    believes: `The data belongs to ${text}: the entry point gave it to this account at every start so far, and a new volume has the owner of the image's directory`,
    breaksIf: `an existing volume was filled in another way, or by a variant of the image with another account (Debian and Alpine number it differently): the server may not open its data`,
    checkBy: ids
      ? `\`docker compose exec SERVICE ls -ln\` on the data directory, before the change, shows ${ids.uid} and ${ids.gid}`
      : `\`docker compose exec SERVICE ls -l\` on the data directory, before the change, shows ${text}`,
  };
}

function mountedReadable({ text }: Owner): Assumption {
  return {
    id: 'mounted-files-readable',
    believes: `What else is mounted, secrets included, is open to ${text}`,
    breaksIf:
      'the entry point read it as root, and it is closed to others: the server starts without it, or not at all',
    checkBy: `\`ls -ln\` on the mounted files of the host`,
  };
}
