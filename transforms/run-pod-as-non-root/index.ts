import type { Assumption, Context, Evidence, Outcome, Transform } from '../../src/model/index.js';
import { asBoolean, asSeq, asText, findEntry, findValue } from '../../src/compose/index.js';
import { parseImageReference } from '../../src/knowledge/index.js';
import type { Container, KubernetesDoc } from '../../src/kubernetes/index.js';
import {
  disagreement,
  imageUser,
  known,
  mountsOf,
  proposeForPods,
  securityOf,
  volumeKind,
  type ContainerRuns,
  type No,
  type PodChange,
  type PodNo,
  type PodSetting,
  type PodView,
} from '../../src/services/index.js';

const ID = 'run-pod-as-non-root';

export const transform: Transform<KubernetesDoc> = {
  meta: {
    id: ID,
    title: 'Refuse to start containers as root',
    summary: 'Sets `runAsNonRoot: true` with the number of the user that the image is made for.',
    target: 'kubernetes',
    after: [],
    ceiling: 'review',
    rules: ['KSV-0012', 'kl run-as-non-root'],
    since: '0.1.0',
    references: [
      'https://kubernetes.io/docs/tasks/configure-pod-container/security-context/',
      'https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted',
    ],
  },
  propose(doc: KubernetesDoc, context: Context): Outcome {
    return proposeForPods(doc, context, { id: ID, decide });
  },
};

/** What a container is to run as. No uid: the manifest names it already. */
interface Wish {
  readonly container: Container;
  readonly uid?: number;
  readonly gid?: number;
  /** The group that its volumes are to belong to. */
  readonly fsGroup?: number;
  readonly assumptions: readonly Assumption[];
  readonly evidence: readonly Evidence[];
}

const FROM_DOCKERFILE: Assumption = {
  id: 'image-built-from-dockerfile',
  believes: 'The image that the cluster pulls is built from the Dockerfile of this repository as it is now',
  breaksIf: 'an older image is pulled that has no such user: the container cannot read or write its files',
  checkBy: '`docker image inspect --format "{{.Config.User}}"` of the image that the manifest names',
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

function decide(view: PodView): readonly (PodChange | PodNo)[] {
  const { workload, containers } = view;
  const nos: PodNo[] = [];
  const wishes: Wish[] = [];
  for (const container of containers) {
    const wish = wishFor(view, container);
    if (wish && 'code' in wish) nos.push({ ...wish, container });
    else if (wish) wishes.push(wish);
  }
  const [first, ...others] = wishes;
  if (!first) return nos;
  const all =
    wishes.length === containers.length &&
    others.every(({ uid, gid }) => uid === first.uid && gid === first.gid) &&
    !wishes.some(({ container }) => findValue(container.securityContext, 'runAsUser'));
  const fsGroups = new Set(wishes.flatMap(({ fsGroup }) => fsGroup ?? []));
  if (fsGroups.size > 1) {
    return [{ code: 'ambiguous', message: 'its containers run as different users that share one fsGroup' }];
  }
  const hasGroup = findValue(workload.podSpecMap, 'securityContext', 'fsGroup') !== undefined;
  const group: PodSetting[] = [...fsGroups].flatMap((value) =>
    hasGroup ? [] : [{ at: 'pod' as const, path: ['securityContext', 'fsGroup'] as const, value }],
  );
  const change = (at: Container | 'pod', its: readonly Wish[], more: readonly PodSetting[]): PodChange => ({
    ...(at === 'pod' ? {} : { container: at }),
    settings: [...settingsOf(view, at, its[0]!), ...more] as [PodSetting, ...PodSetting[]],
    title: 'Refuse to start containers as root',
    why: 'A process that is taken over is no root, neither in the container nor, should it get out, on the node.',
    lacks: 'nothing keeps the container from running as root',
    assumptions: unique(its.flatMap(({ assumptions }) => assumptions)),
    evidence: its.flatMap(({ evidence }) => evidence),
  });
  if (all) return [...nos, change('pod', wishes, group)];
  // The first that needs the group of the volumes brings it along.
  const bringer = wishes.find(({ fsGroup }) => fsGroup !== undefined);
  return [...nos, ...wishes.map((wish) => change(wish.container, [wish], wish === bringer ? group : []))];
}

function settingsOf(view: PodView, at: Container | 'pod', { container, uid, gid }: Wish): PodSetting[] {
  const settings: PodSetting[] = [{ at, path: ['securityContext', 'runAsNonRoot'], value: true }];
  if (uid !== undefined) settings.push({ at, path: ['securityContext', 'runAsUser'], value: uid });
  const grouped = securityOf(view.workload, container, 'runAsGroup') !== undefined;
  // The group of root is what the image falls back to: nothing to insist on.
  if (gid && !grouped) settings.push({ at, path: ['securityContext', 'runAsGroup'], value: gid });
  return settings;
}

function unique(assumptions: readonly Assumption[]): Assumption[] {
  return [...new Map(assumptions.map((each) => [each.id, each])).values()];
}

function wishFor(view: PodView, container: Container): Wish | No | undefined {
  const { workload } = view;
  // Set, whatever it is set to: the author's decision.
  if (securityOf(workload, container, 'runAsNonRoot')) return undefined;
  const written = asText(securityOf(workload, container, 'runAsUser'));
  if (written !== undefined) {
    const isUser = /^\d+$/.test(written) && Number(written) !== 0;
    return isUser ? { container, assumptions: [], evidence: [] } : undefined;
  }
  // Of use to root only; that it is privileged is reported.
  if (asBoolean(findValue(container.securityContext, 'privileged')) === true) return undefined;
  const running = view.runs(container);
  if (!running) return undefined;
  const places = disagreement(running);
  if (places !== undefined)
    return { code: 'conflicts', message: `the repository names two users for the image: ${places}; decide for one` };
  const user = imageUser(running);
  if (user.is === 'other') return fromImage(container, running, user);
  return running.profile?.account ? fromAccount(view, container, running) : undefined;
}

/** The image starts as that user already: the manifest only holds it to it. */
function fromImage(
  container: Container,
  { built, image }: ContainerRuns,
  { uid, gid, text, evidence }: ReturnType<typeof imageUser>,
): Wish | No {
  if (uid === undefined) {
    const message = `the image runs as ${text}, a name that the kubelet cannot compare; give USER in ${built?.file ?? 'its Dockerfile'} a number`;
    return { code: 'needs-evidence', message };
  }
  return {
    container,
    uid,
    ...(gid === undefined ? {} : { gid }),
    assumptions: built ? [FROM_DOCKERFILE] : namesVersion(image) ? [] : [NEWEST],
    evidence: evidence ? [evidence] : [],
  };
}

function namesVersion(image: string): boolean {
  const { tag, digest } = parseImageReference(image) ?? {};
  return digest !== undefined || /\d/.test(tag ?? '');
}

/** The entry point would give root up for the account: the container starts as the account instead. */
function fromAccount(view: PodView, container: Container, { profile }: ContainerRuns): Wish | No | undefined {
  const { workload } = view;
  const { account, runsAsAccount, role } = profile!;
  if (!account) return undefined;
  const { name, uid, gid } = account.is;
  if (uid === 0 || !runsAsAccount) return undefined;
  if (!runsAsAccount.is)
    return { code: 'needs-decision', message: `${profile!.image} has to start as root to become ${name}` };
  if (asSeq(findValue(container.securityContext, 'capabilities', 'add'))?.items.length)
    return { code: 'needs-decision', message: 'it adds capabilities, which a normal user does not get' };
  if (takesLowPort(container) && !findValue(workload.podSpecMap, 'securityContext', 'sysctls'))
    return {
      code: 'needs-decision',
      message: `${name} cannot listen on a port below 1024 on every cluster; let it listen on a higher one`,
    };
  let grouped = false;
  for (const mount of mountsOf(container)) {
    const kind = volumeKind(workload, mount.volume);
    if (role?.is === 'database' && !READ_ONLY.has(kind ?? '') && !mount.readOnly) {
      return {
        code: 'needs-decision',
        message: `the database checks whom ${mount.path} belongs to, and a volume belongs to root with a group at most; decide with a copy of the data`,
      };
    }
    if (kind === 'emptyDir' || mount.readOnly || (READ_ONLY.has(kind ?? '') && !hasMode(view, mount.volume))) continue;
    if (kind === 'hostPath' || kind === 'nfs') {
      return {
        code: 'needs-decision',
        message: `what lies in ${mount.path} belongs to somebody outside of the cluster; give it to ${uid}:${gid} before the container starts as ${name}`,
      };
    }
    grouped = true;
  }
  return {
    container,
    uid,
    gid,
    ...(grouped ? { fsGroup: gid } : {}),
    assumptions: [AS_ACCOUNT],
    evidence: [
      known(profile!, account, `the entry point of ${profile!.image} gives root up for ${name}, ${uid}:${gid}`),
      known(profile!, runsAsAccount, `${profile!.image} also starts as ${name} from the beginning`),
    ],
  };
}

/** Volumes that nobody writes to. */
const READ_ONLY: ReadonlySet<string> = new Set(['configMap', 'secret', 'projected', 'downwardAPI']);

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
