// As whom a container can run without root, and what the files show of it.
import { type Assumption, type Evidence, isStop, parseImageReference, type Stop, stop } from '../../src/model/index.js';
import { asBoolean, asSeq, asText, findEntry, findValue } from '../../src/yaml/index.js';
import type { Container } from '../../src/kubernetes/index.js';
import {
  describeUserConflict,
  imageUser,
  mountsOf,
  securityOf,
  usersNamed,
  volumeKind,
  type ContainerRuns,
  type PodView,
} from '../../src/pods/index.js';
import { profileEvidence } from '../../src/services/index.js';
import { dataFolder, type DataFolder, READ_ONLY } from './data-folder.js';

/** What a container is to run as. No uid: the manifest names it already. */
export interface Wish {
  readonly container: Container;
  readonly uid?: number;
  readonly gid?: number;
  /** The group that its volumes are to belong to. */
  readonly fsGroup?: number;
  /** What a database needs so that its folder belongs to it. */
  readonly data?: DataFolder;
  readonly assumptions: readonly Assumption[];
  readonly evidence: readonly Evidence[];
}

const FROM_DOCKERFILE: Assumption = {
  id: 'image-built-from-dockerfile',
  believes: 'The image that the cluster pulls is built from the Dockerfile of this repository as it is now',
  breaksIf: 'an older image is pulled that has no such user: the container cannot read or write its files',
  checkBy: '`docker image inspect --format "{{.Config.User}}"` of the image that the manifest names',
};

const AS_IN_COMPOSE: Assumption = {
  id: 'same-user-as-in-compose',
  believes: 'The container does the same in the cluster as under Compose, where it runs as this user',
  breaksIf: 'files on a volume of the cluster belong to root: it cannot read or write them',
  checkBy: 'roll it out to a test cluster, once with an empty volume and once with a copy of the data',
};

const NEWEST: Assumption = {
  id: 'tag-is-a-recent-version',
  believes: 'The tag, which names no version, stands for a recent one of the image',
  breaksIf: 'an old one is pulled that starts as another user: it cannot read or write its files',
  checkBy: '`docker image inspect --format "{{.Config.User}}"` of the image, and give it a version',
};

const AS_ACCOUNT: Assumption = {
  id: 'starts-as-its-account',
  believes:
    'Nothing in the container needs root before the server runs, and its files in volumes can be read and written by the server’s own group',
  breaksIf:
    'files on a volume belong to root and the storage ignores fsGroup, or a script that is mounted into the container calls for root: the server does not start',
  checkBy: 'roll it out to a test cluster, once with an empty volume and once with a copy of the data',
};

/** `runAsUser` as it is written for the container or its pod. */
export function writtenUser({ workload }: PodView, container: Container): string | undefined {
  return asText(securityOf(workload, container, 'runAsUser'));
}

/** What the Dockerfile, Compose and the manifest say of one image agrees, or a person decides. */
export function clashOf(view: PodView, container: Container): string | undefined {
  const running = view.runs(container);
  if (!running?.built && !running?.services.length) return undefined;
  const written = writtenUser(view, container);
  return describeUserConflict(
    usersNamed(running),
    written !== undefined && /^\d+$/.test(written) ? Number(written) : undefined,
  );
}

/** A user for the container, a reason against one, or nothing to say. */
export function wishFor(view: PodView, container: Container): Wish | Stop | undefined {
  const { workload } = view;
  // Set, whatever it is set to: the author's decision.
  if (securityOf(workload, container, 'runAsNonRoot')) return undefined;
  const written = writtenUser(view, container);
  if (written !== undefined) {
    const isUser = /^\d+$/.test(written) && Number(written) !== 0;
    return isUser ? { container, assumptions: [], evidence: [] } : undefined;
  }
  // Of use to root only; that it is privileged is reported.
  if (asBoolean(findValue(container.securityContext, 'privileged')) === true) return undefined;
  const running = view.runs(container);
  if (!running) return undefined;
  const user = imageUser(running);
  if (user.is === 'other' && user.uid !== undefined) return fromImage(container, running, user.uid, user);
  const composed = fromCompose(view, container, running);
  if (composed) return composed;
  if (user.is === 'other') {
    if (!running.built) return undefined;
    const { file } = running.built;
    const message = `the image runs as ${user.text}, a name that the kubelet cannot compare; give USER in ${file} a number`;
    return stop('needs-evidence', message);
  }
  return running.profile?.account ? fromAccount(view, container, running) : undefined;
}

/** The image starts as that user already: the manifest only holds it to it. */
function fromImage(
  container: Container,
  { built, image }: ContainerRuns,
  uid: number,
  { gid, evidence }: ReturnType<typeof imageUser>,
): Wish {
  return {
    container,
    uid,
    ...(gid === undefined ? {} : { gid }),
    assumptions: built ? [FROM_DOCKERFILE] : namesVersion(image) ? [] : [NEWEST],
    evidence: evidence ? [evidence] : [],
  };
}

/** Compose starts the same image as a user that its Dockerfile does not name, or not by number. */
function fromCompose(view: PodView, container: Container, running: ContainerRuns): Wish | Stop | undefined {
  const user = usersNamed(running).find(({ uid }) => uid);
  if (user?.uid === undefined) return undefined;
  const { uid, gid, evidence } = user;
  const group = gid ?? uid;
  const grouped = groupNeeded(view, container, { name: `user ${uid}`, uid, gid: group });
  if (typeof grouped === 'object') return grouped;
  return {
    container,
    uid,
    ...(gid === undefined ? {} : { gid }),
    ...(grouped ? { fsGroup: group } : {}),
    assumptions: [AS_IN_COMPOSE],
    evidence: [evidence],
  };
}

function namesVersion(image: string): boolean {
  const { tag, digest } = parseImageReference(image) ?? {};
  return digest !== undefined || /\d/.test(tag ?? '');
}

/** The entry point would give root up for the account: the container starts as the account instead. */
function fromAccount(view: PodView, container: Container, { profile }: ContainerRuns): Wish | Stop | undefined {
  const { account, runsAsAccount, role } = profile!;
  if (!account) return undefined;
  const { name, uid, gid } = account.is;
  if (uid === 0 || !runsAsAccount) return undefined;
  if (!runsAsAccount.is) return stop('needs-decision', `${profile!.image} has to start as root to become ${name}`);
  const kept = role?.is === 'database' ? dataFolder(view, container, profile!) : undefined;
  if (kept && isStop(kept)) return kept;
  const grouped = groupNeeded(view, container, account.is);
  if (typeof grouped === 'object') return grouped;
  return {
    container,
    uid,
    gid,
    ...(grouped && !kept?.giver ? { fsGroup: gid } : {}),
    ...(kept ? { data: kept } : {}),
    assumptions: kept?.giver ? [AS_ACCOUNT, kept.giver.assumption] : [AS_ACCOUNT],
    evidence: [
      profileEvidence(
        profile!,
        account,
        `the entry point of ${profile!.image} gives root up for ${name}, ${uid}:${gid}`,
      ),
      profileEvidence(profile!, runsAsAccount, `${profile!.image} also starts as ${name} from the beginning`),
    ],
  };
}

/** Whether the volumes have to be given to a group before the container can be another user than root. */
function groupNeeded(
  view: PodView,
  container: Container,
  { name, uid, gid }: { readonly name: string; readonly uid: number; readonly gid: number },
): boolean | Stop {
  const { workload } = view;
  if (asSeq(findValue(container.securityContext, 'capabilities', 'add'))?.items.length)
    return stop('needs-decision', 'it adds capabilities, which a normal user does not get');
  if (takesLowPort(container) && !findValue(workload.podSpecMap, 'securityContext', 'sysctls')) {
    return stop(
      'needs-decision',
      `${name} cannot listen on a port below 1024 on every cluster; let it listen on a higher one`,
    );
  }
  let grouped = false;
  for (const { path, volume, readOnly } of mountsOf(container)) {
    const kind = volumeKind(workload, volume);
    const given = READ_ONLY.has(kind ?? '');
    if (kind === 'emptyDir' || readOnly || (given && !hasMode(view, volume))) continue;
    if (kind === 'hostPath' || kind === 'nfs') {
      return stop(
        'needs-decision',
        `what lies in ${path} belongs to somebody outside of the cluster; give it to ${uid}:${gid} before the container starts as ${name}`,
      );
    }
    grouped = true;
  }
  return grouped;
}

/** Files with a mode of their own may be closed to everybody but root; fsGroup opens them to the group. */
function hasMode({ doc, workload }: PodView, name: string): boolean {
  for (const item of asSeq(findValue(workload.podSpecMap, 'volumes'))?.items ?? []) {
    if (asText(findValue(item, 'name')) !== name) continue;
    return /\b(?:defaultMode|mode)\b/.test(doc.text.slice(item.span.start, item.span.end));
  }
  return false;
}

function takesLowPort(container: Container): boolean {
  return (asSeq(findEntry(container.map, 'ports')?.value)?.items ?? []).some((item) => {
    const port = Number(asText(findValue(item, 'containerPort')));
    return port > 0 && port < 1024;
  });
}
