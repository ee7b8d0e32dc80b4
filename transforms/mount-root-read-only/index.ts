import { type Assumption, type Evidence, isStop, isWithin, nonEmpty, type Stop, stop } from '../../src/model/index.js';
import { asBoolean, asSeq, asText, findEntry, findValue } from '../../src/yaml/index.js';
import type { Container, Workload } from '../../src/kubernetes/index.js';
import {
  whyConditionHolds,
  mountsOf,
  observedImage,
  podUser,
  type ContainerRuns,
  type PodSetting,
  type PodView,
  rewritePods,
  type PodVerdict,
} from '../../src/pods/index.js';
import { profileEvidence, withoutUsualLinks, serviceMounts } from '../../src/services/index.js';

import { withoutInner, withSeenWrites } from './seen-writes.js';
import { fromSource, type Wish } from './source.js';

export const transform = rewritePods({
  meta: {
    id: 'mount-root-read-only',
    title: 'Make the root file system of containers read-only',
    why: 'Whoever takes over the process cannot replace programs or leave new ones behind; what it may write is named, and empty with every new pod.',
    summary: 'Sets `readOnlyRootFilesystem: true` and mounts an `emptyDir` at each path the program is known to write.',
    target: 'kubernetes',
    phase: 'identity',
    after: ['run-pod-as-non-root'],
    ceiling: 'unverified',
    rules: ['KSV-0014', 'kl no-read-only-root-fs'],
    since: '0.1.0',
    references: [
      'https://kubernetes.io/docs/tasks/configure-pod-container/security-context/',
      'https://kubernetes.io/docs/concepts/storage/volumes/#emptydir',
    ],
  },
  judge,
});

const WRITES_NOWHERE_ELSE: Assumption = {
  id: 'writes-nowhere-else',
  believes: 'The container writes to the paths of its image’s server and to nothing else outside of its volumes',
  breaksIf:
    'a plug-in, a script or a setting makes it write elsewhere: "Read-only file system" in the log; or it outgrows the disk of its node that an emptyDir is part of',
  checkBy: 'roll it out to a test cluster and use it once; give each further path an emptyDir',
};

const AS_IN_COMPOSE: Assumption = {
  id: 'writes-as-in-compose',
  believes:
    'The container writes where it writes under Compose, and what it keeps there in volumes may be empty in a new pod',
  breaksIf: 'it has other work to do in the cluster: "Read-only file system" in the log',
  checkBy: 'roll it out to a test cluster and use it once; give each further path an emptyDir',
};

function judge(view: PodView): readonly PodVerdict[] {
  const nos: Stop<Container>[] = [];
  const wanted: PodSetting[] = [];
  const evidence: Evidence[] = [];
  const volumes: { name: string; emptyDir: Record<string, never> }[] = [];
  const names = volumeNames(view.workload);
  const assumptions = new Set<Assumption>();
  let first: Container | undefined;
  for (const container of view.containers) {
    const wish = withSeenWrites(view, container, wishFor(view, container));
    if (wish && isStop(wish)) nos.push({ ...wish, at: container });
    if (!wish || isStop(wish)) continue;
    first ??= container;
    evidence.push(...wish.evidence);
    for (const each of wish.assumptions) assumptions.add(each);
    wanted.push({ at: container, path: ['securityContext', 'readOnlyRootFilesystem'], value: true });
    const mounts = wish.paths.map((path) => {
      const name = freeName(names, path, container);
      volumes.push({ name, emptyDir: {} });
      return { name, mountPath: path };
    });
    if (mounts.length > 0) wanted.push({ at: container, path: ['volumeMounts'], value: mounts, append: true });
  }
  if (volumes.length > 0) wanted.push({ at: 'pod', path: ['volumes'], value: volumes, append: true });
  const settings = nonEmpty(wanted);
  if (!first || !settings) return nos;
  return [
    ...nos,
    {
      container: first,
      settings,
      seen: 'the container may write to its whole file system',
      assumptions: [...assumptions],
      evidence,
    },
  ];
}

function wishFor(view: PodView, container: Container): Wish | Stop | undefined {
  const context = container.securityContext;
  if (findValue(context, 'readOnlyRootFilesystem')) return undefined;
  const running = view.runs(container);
  // It can mount its root anew; that it is privileged is reported.
  const privileged = asBoolean(findValue(context, 'privileged')) === true;
  if (!running) return undefined;
  const seen = privileged ? undefined : fromSight(view, container, running);
  if (seen) return seen;
  if (running.built) return privileged ? undefined : (fromCompose(container, running) ?? fromSource(view, container));
  const { profile } = running;
  if (!profile) return undefined;
  const { readOnlyRoot, readOnlyUnless, writable } = profile;
  const fact = readOnlyRoot ?? readOnlyUnless;
  if (!fact) return undefined;
  if (privileged) return undefined;
  if (readOnlyRoot?.is === false)
    return stop('needs-decision', `${profile.image} writes in places that cannot be named`);
  if (findValue(container.map, 'lifecycle', 'postStart'))
    return stop('needs-evidence', 'its postStart hook may write anywhere');
  const holds = readOnlyRoot ? undefined : whyConditionHolds(readOnlyUnless!.is, container, running);
  if (holds !== undefined) return stop('needs-evidence', `what ${profile.image} writes is not known where ${holds}`);
  const mounts = mountsOf(container);
  const paths: string[] = [];
  const evidence: Evidence[] = [profileEvidence(profile, fact, `${profile.image} runs with a read-only root`)];
  for (const each of writable ?? []) {
    const path = withoutUsualLinks(each.is.path);
    if (mounts.some((mount) => isWithin(path, mount.path)) || paths.includes(path)) continue;
    if (each.is.kind === 'volume' && profile.role?.is === 'database' && podUser(view, container).is !== 'root')
      return stop(
        'needs-decision',
        `the database checks whom ${path} belongs to, and an emptyDir belongs to root; give it a volume first`,
      );
    paths.push(path);
    evidence.push(profileEvidence(profile, each, `${profile.image} writes to ${path}`));
  }
  return { container, paths: withoutInner(paths), evidence, assumptions: [WRITES_NOWHERE_ELSE] };
}

/** What the image was seen to write. A volume that it had under Compose has to be there in the pod as well. */
function fromSight(view: PodView, container: Container, running: ContainerRuns): Wish | Stop | undefined {
  const seen = observedImage(view, container);
  if (!seen?.is.readOnly || findValue(container.map, 'lifecycle', 'postStart')) return undefined;
  const { is, doc, service } = seen;
  const day = is.at.slice(0, 10);
  if (!is.readOnly?.works)
    return stop('needs-decision', `seen on ${day}: ${is.readOnly?.why}; mount a volume there first`);
  const mounts = mountsOf(container);
  const isMounted = (path: string): boolean => mounts.some((mount) => isWithin(withoutUsualLinks(path), mount.path));
  const volumes = serviceMounts(service).flatMap(({ kind, readOnly, target }) =>
    readOnly || kind === 'tmpfs' || kind === 'file' || target === undefined ? [] : [target],
  );
  const missing = [...volumes, ...volumesOfImage(running)].find((path) => !isMounted(path));
  if (missing !== undefined)
    return stop(
      'needs-decision',
      `seen on ${day} with a volume at ${missing}; the pod has none there: mount one first`,
    );
  const own = serviceMounts(service).flatMap(({ kind, target }) => (kind === 'tmpfs' && target ? [target] : []));
  const paths = [...own, ...is.readOnly.tmpfs.map(({ path }) => path)]
    .map(withoutUsualLinks)
    .filter((path) => !isMounted(path));
  const words = is.readOnly.tmpfs.length === 0 ? 'nothing' : is.readOnly.tmpfs.map(({ path }) => path).join(', ');
  const says = `${service.name} of ${doc.file} became ready twice with a read-only root, and with ${words} writable beside its mounts`;
  return {
    container,
    paths: withoutInner([...new Set(paths)]),
    evidence: [seen.says(says)],
    assumptions: seen.assumptions,
  };
}

/** Where the engine gave it a volume because the image says so, which not every cluster does. */
function volumesOfImage({ built, ofImage }: ContainerRuns): string[] {
  const known = (ofImage?.writable ?? []).flatMap(({ is }) => (is.kind === 'volume' ? [is.path] : []));
  return [...(built?.volumes ?? []), ...known];
}

/** A Compose service that builds the image and runs it with a read-only root: what it may write there, it may here. */
function fromCompose(container: Container, { services, command, args }: ContainerRuns): Wish | undefined {
  if (command || args) return undefined;
  const mounts = mountsOf(container);
  for (const { doc, service } of services) {
    const node = service.get('read_only');
    if (asBoolean(node) !== true || service.has('command') || service.has('entrypoint')) continue;
    const open = serviceMounts(service).filter(
      ({ readOnly, target }) =>
        !readOnly && !(target && mounts.some(({ path }) => isWithin(withoutUsualLinks(target), path))),
    );
    // A volume starts as a copy of what the image has there, which an emptyDir would hide.
    if (open.some(({ kind, target }) => kind !== 'tmpfs' || target === undefined)) continue;
    const paths = open.map(({ target }) => withoutUsualLinks(target!));
    const { line } = doc.yaml.lines.position(node!.span.start);
    const says = `${service.name} runs the image under Compose with a read-only root`;
    return {
      container,
      paths: withoutInner([...new Set(paths)]),
      evidence: [{ says, from: { kind: 'source', file: doc.file, line, span: node!.span, quote: 'read_only: true' } }],
      assumptions: [AS_IN_COMPOSE],
    };
  }
  return undefined;
}

function volumeNames({ map, podSpecMap }: Workload): Set<string> {
  const names = new Set<string>();
  for (const item of asSeq(findEntry(podSpecMap, 'volumes')?.value)?.items ?? [])
    names.add(asText(findValue(item, 'name')) ?? '');
  for (const item of asSeq(findValue(map, 'spec', 'volumeClaimTemplates'))?.items ?? [])
    names.add(asText(findValue(item, 'metadata', 'name')) ?? '');
  return names;
}

/** A name no volume of the pod has: `var-cache-nginx`, else with the container's, else with a number. At most 63 long. */
function freeName(names: Set<string>, path: string, { name: container }: Container): string {
  const plain = slug(path);
  const candidates = [plain, slug(`${container}-${plain}`)];
  for (let number = 2; ; number++) {
    const name = candidates.shift() ?? `${plain.slice(0, 55)}-${number}`;
    if (names.has(name)) continue;
    names.add(name);
    return name;
  }
}

function slug(text: string): string {
  const words = text.toLowerCase().split(/[^a-z0-9]+/);
  return words
    .filter((word) => word !== '')
    .join('-')
    .slice(0, 63)
    .replace(/-$/, '');
}
