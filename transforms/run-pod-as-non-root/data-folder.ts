// Whose the folder of a database is, and how it becomes the account's.
import { type Assumption, isWithin, rowOf, type Stop, stop } from '../../src/model/index.js';
import { asSeq, asText, findEntry, findValue, type YamlValue } from '../../src/yaml/index.js';
import type { Container, Workload } from '../../src/kubernetes/index.js';
import type { ServiceProfile } from '../../src/knowledge/index.js';
import { mountsOf, volumeKind, type PodMount, type PodView } from '../../src/pods/index.js';

export interface DataFolder {
  /** Where the server is to keep its data, in a folder that it makes itself. */
  readonly variable?: { readonly name: string; readonly value: string };
  /** A container that runs first and gives the folder to the account. */
  readonly giver?: { readonly container: YamlValue; readonly assumption: Assumption };
}

/** Volumes that nobody writes to. */
export const READ_ONLY: ReadonlySet<string> = new Set(['configMap', 'secret', 'projected', 'downwardAPI']);
/** Servers of data that open whatever they can write; the others may look whose it is. */
const OPENS_WHAT_IT_CAN_WRITE: ReadonlySet<string> = new Set(['mariadb', 'mongo', 'mysql']);
/** Where a database that looks whose its folder is can be told to make one of its own. */
const FOLDER_VARIABLES: Readonly<Record<string, string>> = { postgres: 'PGDATA' };

/**
 * A database that takes no folder of somebody else: one that lies below the volume it makes by itself. In an emptyDir, where
 * nothing outlives the pod, a variable can send it there. A claim may hold data already, which another folder would leave
 * behind: its own folder is given to the account instead, by the one call that needs root.
 */
export function dataFolder(
  view: PodView,
  container: Container,
  { image, account, writable = [] }: ServiceProfile,
): DataFolder | Stop {
  if (OPENS_WHAT_IT_CAN_WRITE.has(image)) return {};
  const data = writable.filter(({ is }) => is.kind === 'volume').map(({ is }) => is.path);
  const name = rowOf(FOLDER_VARIABLES, image);
  const set = name === undefined ? undefined : variableOf(container, name);
  for (const mount of mountsOf(container)) {
    const { path, volume, readOnly } = mount;
    const kind = volumeKind(view.workload, volume);
    if (readOnly || READ_ONLY.has(kind ?? '')) continue;
    if (set !== undefined && set !== path && isWithin(set, path)) continue;
    const isData = data.some((each) => isWithin(each, path) || isWithin(path, each));
    if (name !== undefined && set === undefined && kind === 'emptyDir' && data.includes(path))
      return { variable: { name, value: `${path}/${name.toLowerCase()}` } };
    const isItsFolder = set === undefined ? data.some((each) => isWithin(each, path)) : set === path;
    if (name !== undefined && isItsFolder && kind === 'persistentVolumeClaim')
      return folderGiven(view.workload, container, mount, account!.is);
    if (isData || data.length === 0)
      return stop(
        'needs-decision',
        `the database checks whom ${path} belongs to, and a volume belongs to root with a group at most; decide with a copy of the data`,
      );
  }
  return {};
}

/** The value of a variable as the container writes it, empty where it comes from elsewhere. */
function variableOf(container: Container, name: string): string | undefined {
  const item = asSeq(findEntry(container.map, 'env')?.value)?.items.find(
    (each) => asText(findValue(each, 'name')) === name,
  );
  return item && (asText(findValue(item, 'value')) ?? '');
}

/**
 * The folder itself is given away, not what lies in it: data that this image wrote belongs to its account, as its entry
 * point gives it away at every start. The kubelet's `fsGroup` does not do: initdb changes the mode of the folder, which only
 * its owner may.
 */
function folderGiven(
  workload: Workload,
  container: Container,
  mount: PodMount,
  { name, uid, gid }: { readonly name: string; readonly uid: number; readonly gid: number },
): DataFolder | Stop {
  const { path, volume } = mount;
  const part = subPathOf(container, path);
  if (mount.sub && part === undefined)
    return stop(
      'needs-decision',
      `which folder of the volume lies at ${path}, a variable decides; give it to ${uid}:${gid} first`,
    );
  const others = new Set(workload.containers.map((each) => each.name));
  // The name of a container is a label of DNS, as that of a volume is.
  const own = `own-${volume.slice(0, 48)}`;
  return {
    giver: {
      assumption: givesFolder(path, name),
      container: {
        name: others.has(own) ? `${own}-${uid}` : own,
        image: container.image!,
        command: ['chown', `${uid}:${gid}`, path],
        securityContext: {
          allowPrivilegeEscalation: false,
          capabilities: { drop: ['ALL'], add: ['CHOWN'] },
          readOnlyRootFilesystem: true,
          runAsNonRoot: false,
          runAsUser: 0,
        },
        volumeMounts: [{ name: volume, mountPath: path, ...(part === undefined ? {} : { subPath: part }) }],
      },
    },
  };
}

function subPathOf(container: Container, path: string): string | undefined {
  const items = asSeq(findEntry(container.map, 'volumeMounts')?.value)?.items ?? [];
  const item = items.find((each) => asText(findValue(each, 'mountPath')) === path);
  return item && asText(findValue(item, 'subPath'));
}

function givesFolder(path: string, name: string): Assumption {
  return {
    id: 'first-container-may-give-the-folder',
    believes: `A container that runs first, as root with CHOWN alone, may give ${path} to ${name}; what lies in it belongs to ${name} already`,
    breaksIf:
      'the volume is on NFS that makes root nobody, the data was copied there by somebody else, or the namespace admits restricted pods only: the database does not start',
    checkBy: 'roll it out to a test cluster, once with an empty volume and once with a copy of the data',
    needsRun: true,
  };
}
