import { type Assumption, stop, isStop, type Stop, type Verdict } from '../../src/model/index.js';
import { asBoolean, asSeq, asText, findEntry, findValue } from '../../src/yaml/index.js';
import {
  commandGainsPrivileges,
  fileGainsPrivileges,
  imageGainsPrivileges,
  imageProfile,
} from '../../src/knowledge/index.js';
import type { Container } from '../../src/kubernetes/index.js';
import {
  capabilitiesToKeep,
  capabilitiesWithoutRoot,
  isKnownServer,
  isManager,
  rightsOfPackages,
  rightsOfRoot,
  rightsOfStranger,
  ROOT_NEEDS_NO_MORE,
  type RootProgram,
  STRANGER_NEEDS_NO_MORE,
} from '../../src/uses/index.js';
import { profileEvidence, type Written } from '../../src/services/index.js';
import {
  observedImage,
  podUser,
  type ContainerRuns,
  type PodRewrite,
  type PodView,
  rewriteContainers,
} from '../../src/pods/index.js';
import { type Needs, withinDefault, withSeenRights } from './seen-rights.js';

export const transform = rewriteContainers({
  meta: {
    id: 'drop-container-capabilities',
    title: 'Drop the capabilities a container does not use',
    why: 'A process that is taken over cannot do what its program never does: forge packets, change owners, make device files.',
    summary: 'Drops all Linux capabilities of a container and adds back the ones its program is known to need.',
    target: 'kubernetes',
    phase: 'identity',
    after: ['run-pod-as-non-root'],
    ceiling: 'unverified',
    rules: ['KSV-0003', 'KSV-0004', 'KSV-0106', 'kl drop-net-raw-capability'],
    since: '0.1.0',
    references: [
      'https://kubernetes.io/docs/tasks/configure-pod-container/security-context/#set-capabilities-for-a-container',
      'https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted',
      'https://man7.org/linux/man-pages/man7/capabilities.7.html',
    ],
  },
  judge,
});

const NO_FILE_CAPABILITIES: Assumption = {
  id: 'no-file-capabilities',
  believes:
    'No program in the container gets capabilities from its file: a normal user has none of its own, so that nothing else is lost',
  breaksIf: 'a program was given capabilities with `setcap` that are not listed: it no longer starts',
  checkBy: '`getcap -r / 2>/dev/null` in the container lists such programs',
};

const AS_IN_COMPOSE: Assumption = {
  id: 'same-work-as-in-compose',
  believes: 'The container does the same in the cluster as under Compose, where it does with these capabilities',
  breaksIf: 'it has other work to do, or files on a volume belong to somebody else: "Operation not permitted"',
  checkBy: 'roll it out to a test cluster, once with an empty volume and once with data',
};

const NEEDS_NO_MORE: Assumption = {
  id: 'needs-no-other-capabilities',
  believes:
    'The container starts the server of its image with the image’s own entry point, and what it writes on volumes belongs to root or to the server’s account',
  breaksIf:
    'a script or a module that is mounted into the container needs another capability, or files on a volume belong to somebody else: "Operation not permitted"',
  checkBy: 'roll it out to a test cluster, once with an empty volume and once with data',
};

function judge(container: Container, view: PodView): Verdict<PodRewrite> {
  const context = container.securityContext;
  if (asSeq(findValue(context, 'capabilities', 'drop'))?.items.length) return undefined;
  if (asBoolean(findValue(context, 'privileged')) === true)
    return stop('conflicts', 'a privileged container has every capability whatever is dropped');
  const added = (asSeq(findValue(context, 'capabilities', 'add'))?.items ?? []).map(nameOf);
  if (added.includes('ALL')) return undefined;
  const user = podUser(view, container);
  const needs = withSeenRights(view, container, user.is, neededBy(view, container, user.is));
  if (!needs) return undefined;
  if (isStop(needs)) return needs;
  const missing = needs.capabilities.filter((each) => !added.includes(each));
  // A list that an author wrote says what is added to the default set, not what is enough without it.
  if (added.length > 0 && user.is !== 'other' && missing.length > 0) {
    const message = `it adds ${added.join(', ')} to the default set and may need others of it; drop ALL and list what it needs`;
    return stop('needs-decision', message);
  }
  const drop = { at: container, path: ['securityContext', 'capabilities', 'drop'], value: ['ALL'] } as const;
  const add = { at: container, path: ['securityContext', 'capabilities', 'add'], value: missing } as const;
  return {
    settings: added.length > 0 || missing.length === 0 ? [drop] : [drop, add],
    seen: 'the container keeps the capabilities that the runtime gives by default',
    assumptions: needs.assumptions,
    evidence: [...(user.evidence ? [user.evidence] : []), ...needs.evidence],
  };
}

function neededBy(view: PodView, container: Container, user: 'root' | 'other' | 'unknown'): Needs | Stop | undefined {
  const running = view.runs(container);
  const listed = capabilitiesToKeep(running?.profile);
  const firstBoot = running?.profile?.firstBoot;
  const low = takesLowPort(container) ? ['NET_BIND_SERVICE'] : [];
  if (user === 'other') {
    const capabilities = withinDefault([...capabilitiesWithoutRoot(listed ?? []), ...low]);
    return { capabilities, assumptions: [NO_FILE_CAPABILITIES], evidence: [] };
  }
  if (!running) return undefined;
  const observed = fromSight(view, container, low);
  if (observed) return observed;
  const composed = fromCompose(running);
  if (composed) return { ...composed, capabilities: withinDefault([...composed.capabilities, ...low]) };
  if (!running.profile || !firstBoot || !listed) {
    // Of a helper that does one thing there is nothing to say here, nor of what works on the node.
    if (container.list === 'initContainers' || worksOnNode(view, container)) return undefined;
    return unreadNeeds(running, user, low);
  }
  const capabilities = withinDefault([...listed, ...low]);
  const words = capabilities.length === 0 ? 'no capability' : capabilities.join(', ');
  return {
    capabilities,
    assumptions: [NEEDS_NO_MORE],
    evidence: [
      profileEvidence(running.profile, firstBoot, `what ${running.profile.image} starts as root needs ${words}`),
    ],
  };
}

/** What root keeps where nobody read what the image starts, or its own program is not what runs. */
function unreadNeeds(running: ContainerRuns, user: 'root' | 'unknown', low: readonly string[]): Needs | Stop {
  const { built, ofImage, base } = running;
  const sign = gains(running);
  if (sign !== undefined) return stop('needs-decision', `${sign}; decide which capabilities it keeps`);
  const entrypoint = running.command ?? wordsOf(built?.entrypoint);
  const program: RootProgram = {
    instructions: built?.chain.flatMap(({ instructions }) => instructions) ?? [],
    command: running.args ?? (running.command ? [] : (wordsOf(built?.command) ?? [])),
    ...(entrypoint ? { entrypoint } : {}),
  };
  const exposed = built?.exposed.some((each) => Number.parseInt(each, 10) < 1024) ? ['NET_BIND_SERVICE'] : [];
  const stranger = built || capabilitiesToKeep(ofImage) ? [] : rightsOfStranger(running.image);
  const described = built ? (ofImage ?? imageProfile(base ?? '')) : capabilitiesToKeep(ofImage);
  const read = user === 'root' && described !== undefined && !isManager(program);
  const rights =
    read && isKnownServer(ofImage, program)
      ? [...capabilitiesToKeep(ofImage)!, ...rightsOfPackages(program)]
      : rightsOfRoot(ofImage, program);
  return {
    capabilities: withinDefault([...rights, ...low, ...exposed, ...stranger]),
    assumptions: [read ? ROOT_NEEDS_NO_MORE : STRANGER_NEEDS_NO_MORE],
    evidence: [],
  };
}

function wordsOf(written: Written | undefined): readonly string[] | undefined {
  return written && (written.exec ?? written.text.split(/\s+/));
}

/** What in the image gains privileges that its first process does not have. */
function gains({ image, built }: ContainerRuns): string | undefined {
  if (!built) return imageGainsPrivileges(image)?.says;
  for (const { keyword, args, lineMark } of built.chain.flatMap(({ instructions }) => instructions)) {
    const starts = ['CMD', 'ENTRYPOINT'].includes(keyword);
    const sign = starts ? commandGainsPrivileges(args) : keyword === 'RUN' ? fileGainsPrivileges(args) : undefined;
    if (sign !== undefined) return `\`${built.file}:${lineMark}\` ${sign}`;
  }
  return undefined;
}

/** It adds capabilities, or shares the network or the processes of its node. */
function worksOnNode({ workload }: PodView, { securityContext }: Container): boolean {
  if (asSeq(findValue(securityContext, 'capabilities', 'add'))?.items.length) return true;
  return ['hostNetwork', 'hostPID', 'hostIPC'].some((key) => asText(findValue(workload.podSpecMap, key)) === 'true');
}

/** What the image was seen to need. Docker lets anybody take a low port, which not every cluster does. */
function fromSight(view: PodView, container: Container, low: readonly string[]): Needs | undefined {
  const seen = observedImage(view, container);
  if (!seen?.is.capabilities || seen.is.user?.uid !== 0) return undefined;
  const least = withinDefault(seen.is.capabilities);
  const words = least.length === 0 ? 'without any capability' : `with ${least.join(', ')}, and not with less`;
  const evidence = [seen.says(`${seen.service.name} of ${seen.doc.file} became ready twice ${words}`)];
  const port = seen.is.ports?.find((each) => Number.parseInt(each, 10) < 1024);
  if (port !== undefined) evidence.push(seen.says(`${seen.service.name} listened on ${port}`));
  return {
    capabilities: withinDefault([...least, ...low, ...(port === undefined ? [] : ['NET_BIND_SERVICE'])]),
    assumptions: seen.assumptions,
    evidence,
  };
}

/** A Compose service of the same image that does with what it lists. */
function fromCompose({ services, command, args }: ContainerRuns): Needs | undefined {
  if (command || args) return undefined;
  for (const { doc, service } of services) {
    // What another user does with says nothing of root.
    if (['command', 'entrypoint', 'privileged', 'user'].some((key) => service.has(key))) continue;
    const drop = service.get('cap_drop');
    if (!drop || !(asSeq(drop)?.items ?? []).map(nameOf).includes('ALL')) continue;
    const { line } = doc.yaml.lines.position(drop.span.start);
    const says = `${service.name} runs the image under Compose with all capabilities dropped but those it adds`;
    return {
      capabilities: (asSeq(service.get('cap_add'))?.items ?? []).map(nameOf),
      assumptions: [AS_IN_COMPOSE],
      evidence: [{ says, from: { kind: 'source', file: doc.file, line, span: drop.span } }],
    };
  }
  return undefined;
}

function nameOf(item: Parameters<typeof asText>[0]): string {
  return (asText(item) ?? '').toUpperCase().replace(/^CAP_/, '');
}

function takesLowPort(container: Container): boolean {
  return (asSeq(findEntry(container.map, 'ports')?.value)?.items ?? []).some((item) => {
    const port = Number(asText(findValue(item, 'containerPort')));
    return port > 0 && port < 1024;
  });
}
