import { type Assumption, type Context, type Stop, stop, isStop } from '../../src/model/index.js';
import {
  addAt,
  findAliases,
  asBoolean,
  asSeq,
  asText,
  findEntry,
  findValue,
  type YamlNode,
} from '../../src/yaml/index.js';
import { type Container, containerKeyOrder, type KubernetesDoc, type Workload } from '../../src/kubernetes/index.js';
import { commandGainsPrivileges, imageGainsPrivileges, serviceProfile } from '../../src/knowledge/index.js';
import { isWholePod, isWindowsPod } from '../../src/pods/index.js';
import { rewriteYaml, type Spot } from '../../src/rewrites/index.js';

const KEY = 'allowPrivilegeEscalation';

export const transform = rewriteYaml({
  meta: {
    id: 'no-privilege-escalation',
    title: 'Keep containers from gaining privileges',
    why: 'A setuid program or a file capability in the image can no longer make a process more powerful than it started.',
    summary: 'Sets `allowPrivilegeEscalation: false` for containers of a workload that say nothing about it.',
    target: 'kubernetes',
    phase: 'identity',
    ceiling: 'review',
    rules: ['KSV-0001', 'kl privilege-escalation-container'],
    since: '0.1.0',
    references: [
      'https://kubernetes.io/docs/tasks/configure-pod-container/security-context/',
      'https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted',
    ],
  },
  on: openContainers,
  judge({ workload, container }, doc) {
    const { name, map, securityContext } = container;
    const edits =
      inTheWay(doc, workload, container) ??
      addAt(doc.yaml, map, ['securityContext', KEY], false, containerKeyOrder(doc));
    if (isStop(edits)) return stop(edits.stop, `${name}: ${edits.message}`);
    const low = lowPort(workload, container);
    return {
      edits,
      touches: [container.place('securityContext')],
      seen: securityContext ? `the securityContext does not set ${KEY}` : 'the container has no securityContext',
      assumptions: low === undefined ? [NO_SETUID] : [NO_SETUID, boundByRoot(low)],
    };
  },
});

interface OpenContainer {
  readonly spot: Spot;
  readonly workload: Workload;
  readonly container: Container;
}

function openContainers(doc: KubernetesDoc, context: Context): OpenContainer[] {
  return doc.workloads
    .filter((workload) => !isWindowsPod(doc, workload) && isWholePod(doc, workload, context))
    .flatMap((workload) =>
      workload.containers.filter(lacksIt).map((container) => ({
        spot: { anchor: workload.id, span: container.nameSpan, quote: `name: ${container.name}` },
        workload,
        container,
      })),
    );
}

/** A container in full: a patch for another file's container names no image. */
function lacksIt(container: Container): boolean {
  if (container.list === 'ephemeralContainers' || container.image === undefined || container.aliased) return false;
  const set = setting(container);
  return set === undefined || asBoolean(set) !== false;
}

function setting(container: Container): YamlNode | undefined {
  return container.securityContext && findEntry(container.securityContext, KEY)?.value;
}

function inTheWay(doc: KubernetesDoc, workload: Workload, container: Container): Stop | undefined {
  if (setting(container) !== undefined) {
    return stop('needs-decision', `${KEY} is set to true here; decide whether a setuid program still needs it`);
  }
  const context = container.securityContext;
  const privileged = context && findEntry(context, 'privileged')?.value;
  if (privileged && asBoolean(privileged) !== false) {
    return stop('conflicts', `the API server rejects ${KEY}: false beside privileged: true`);
  }
  const added = capabilitiesIn(container, 'add');
  if (added.some((name) => name === 'SYS_ADMIN' || name === 'ALL')) {
    return stop('conflicts', `the API server rejects ${KEY}: false beside CAP_SYS_ADMIN`);
  }
  if (added.length > 0 && runsAsNormalUser(workload, container)) {
    const message =
      'a normal user gets the added capabilities only through file capabilities, which the setting turns off';
    return stop('needs-decision', message);
  }
  if (mayUseFileCapabilities(workload, container, added)) {
    const message =
      'whoever dropped ALL gave something back, and whether the program gets it as root or by file capabilities, which the setting turns off, is not known';
    return stop('needs-decision', message);
  }
  const sign = sudoSign(container);
  if (sign) return stop('needs-decision', `${sign}; set it once nothing there needs to gain privileges`);
  if (findAliases(doc.yaml, container.map).length > 0) {
    return stop('inherited', 'the container is the anchor of an alias elsewhere');
  }
  const entry = findEntry(container.map, 'securityContext');
  if (entry && (entry.value.kind === 'alias' || findAliases(doc.yaml, entry).length > 0)) {
    return stop('inherited', 'its securityContext is shared through an anchor');
  }
  return undefined;
}

/** Capabilities as the runtime reads them: `SYS_ADMIN` for `cap_sys_admin`. */
function capabilitiesIn({ securityContext }: Container, list: 'add' | 'drop'): string[] {
  const items = asSeq(findValue(securityContext, 'capabilities', list))?.items ?? [];
  return items.map((item) => (asText(item) ?? '').toUpperCase().replace(/^CAP_/, ''));
}

/**
 * Somebody who dropped everything gave back only what is used. Root that becomes another user gets SETUID as well; a
 * server that is a normal user from the beginning has the rest from its file (`setcap cap_net_bind_service=+ep`).
 */
function mayUseFileCapabilities(workload: Workload, container: Container, added: readonly string[]): boolean {
  if (added.length === 0 || added.includes('SETUID') || !capabilitiesIn(container, 'drop').includes('ALL'))
    return false;
  if (userOf(workload, container) === '0') return false;
  return serviceProfile(container.image ?? '')?.firstBoot === undefined;
}

function runsAsNormalUser(workload: Workload, container: Container): boolean {
  const user = userOf(workload, container);
  return user !== undefined && user !== '0';
}

/** The number that is written for the user, or that it is none of root's; the container's own before the pod's. */
function userOf(workload: Workload, container: Container): string | undefined {
  for (const context of [container.securityContext, findValue(workload.podSpecMap, 'securityContext')]) {
    const user = asText(findValue(context, 'runAsUser'));
    if (user !== undefined) return user;
    if (asBoolean(findValue(context, 'runAsNonRoot')) === true) return 'not root';
  }
  return undefined;
}

function sudoSign(container: Container): string | undefined {
  for (const key of ['command', 'args']) {
    const words = asSeq(findEntry(container.map, key)?.value)?.items.map((item) => asText(item) ?? '') ?? [];
    const sign = commandGainsPrivileges(words.join(' '));
    if (sign) return `${key} ${sign}`;
  }
  return imageGainsPrivileges(container.image ?? '')?.says;
}

const NO_SETUID: Assumption = {
  id: 'no-setuid-programs',
  believes:
    'Nothing in the container gains privileges while it runs: no `sudo`, no `su` by a normal user, no program with file capabilities (`gosu`, `su-exec` and `s6-setuidgid` only give privileges up and keep working)',
  breaksIf: 'such a program is called: it runs without the privilege and fails',
  checkBy:
    'roll it out to a test cluster and use it once; `find / -xdev -perm /6000` in the container lists the candidates',
};

/** A port below 1024 of an image whose user nobody knows. */
function lowPort(workload: Workload, container: Container): number | undefined {
  if (userOf(workload, container) !== undefined) return undefined;
  if (serviceProfile(container.image ?? '')?.firstBoot !== undefined) return undefined;
  const ports = asSeq(findEntry(container.map, 'ports')?.value)?.items ?? [];
  return ports.map((port) => Number(asText(findValue(port, 'containerPort')))).find((port) => port > 0 && port < 1024);
}

function boundByRoot(port: number): Assumption {
  return {
    id: 'low-port-bound-by-root',
    believes: `Who listens on port ${port} is root, or the nodes open ports below 1024 to everybody`,
    breaksIf:
      'the image runs as a normal user whose program has `cap_net_bind_service` from its file: it cannot listen',
    checkBy: '`id -u` and `getcap -r / 2>/dev/null` in the running container',
  };
}
