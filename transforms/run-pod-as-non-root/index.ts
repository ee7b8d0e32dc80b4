import { type Assumption, stop, isStop, type Stop, nonEmpty, type NonEmpty } from '../../src/model/index.js';
import { findValue } from '../../src/yaml/index.js';
import type { Container } from '../../src/kubernetes/index.js';
import {
  securityOf,
  type PodRewrite,
  type PodSetting,
  type PodView,
  rewritePods,
  type PodVerdict,
} from '../../src/pods/index.js';
import { clashOf, wishFor, writtenUser, type Wish } from './wishes.js';

export const transform = rewritePods({
  meta: {
    id: 'run-pod-as-non-root',
    title: 'Refuse to start containers as root',
    why: 'A process that is taken over is no root, neither in the container nor, should it get out, on the node.',
    summary: 'Sets `runAsNonRoot: true` with the number of the user that the image is made for.',
    target: 'kubernetes',
    phase: 'identity',
    ceiling: 'unverified',
    rules: ['KSV-0012', 'kl run-as-non-root'],
    since: '0.1.0',
    references: [
      'https://kubernetes.io/docs/tasks/configure-pod-container/security-context/',
      'https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted',
    ],
  },
  judge,
});

function judge(view: PodView): readonly PodVerdict[] {
  const { workload, containers } = view;
  const nos: Stop<Container>[] = [];
  const wishes: Wish[] = [];
  for (const container of containers) {
    const clash = clashOf(view, container);
    if (clash !== undefined)
      nos.push(stop('conflicts', `the image has two users: ${clash}; decide for one`, container));
    const wish = clash === undefined || writtenUser(view, container) ? wishFor(view, container) : undefined;
    if (wish && isStop(wish)) nos.push({ ...wish, at: container });
    else if (wish) wishes.push(wish);
  }
  const several = nonEmpty(wishes);
  if (!several) return nos;
  const [first, ...others] = several;
  const all =
    wishes.length === containers.length &&
    others.every(({ uid, gid }) => uid === first.uid && gid === first.gid) &&
    // What gives the folder away runs as root: the pod cannot say that nothing does.
    !wishes.some(({ container, data }) => data?.giver || findValue(container.securityContext, 'runAsUser'));
  const fsGroups = new Set(wishes.flatMap(({ fsGroup }) => fsGroup ?? []));
  if (fsGroups.size > 1) {
    return [stop('ambiguous', 'its containers run as different users that share one fsGroup')];
  }
  const hasGroup = findValue(workload.podSpecMap, 'securityContext', 'fsGroup') !== undefined;
  const group: PodSetting[] = [...fsGroups].flatMap((value) =>
    hasGroup ? [] : [{ at: 'pod' as const, path: ['securityContext', 'fsGroup'] as const, value }],
  );
  const change = (at: Container | 'pod', its: NonEmpty<Wish>, more: readonly PodSetting[]): PodRewrite => ({
    ...(at === 'pod' ? {} : { container: at }),
    settings: [...settingsOf(view, at, its[0]), ...more, ...its.flatMap(ofData)],
    seen: 'nothing keeps the container from running as root',
    assumptions: unique(its.flatMap(({ assumptions }) => assumptions)),
    evidence: its.flatMap(({ evidence }) => evidence),
  });
  if (all) return [...nos, change('pod', several, group)];
  // The first that needs the group of the volumes brings it along.
  const bringer = wishes.find(({ fsGroup }) => fsGroup !== undefined);
  return [...nos, ...wishes.map((wish) => change(wish.container, [wish], wish === bringer ? group : []))];
}

function settingsOf(view: PodView, at: Container | 'pod', { container, uid, gid }: Wish): NonEmpty<PodSetting> {
  const settings: [PodSetting, ...PodSetting[]] = [{ at, path: ['securityContext', 'runAsNonRoot'], value: true }];
  if (uid !== undefined) settings.push({ at, path: ['securityContext', 'runAsUser'], value: uid });
  const grouped = securityOf(view.workload, container, 'runAsGroup') !== undefined;
  // The group of root is what the image falls back to: nothing to insist on.
  if (gid && !grouped) settings.push({ at, path: ['securityContext', 'runAsGroup'], value: gid });
  return settings;
}

function ofData({ container, data }: Wish): PodSetting[] {
  const settings: PodSetting[] = [];
  if (data?.variable) {
    const { name, value } = data.variable;
    settings.push({ at: container, path: ['env'], value: [{ name, value }], append: true });
  }
  if (data?.giver) settings.push({ at: 'pod', path: ['initContainers'], value: [data.giver.container], append: true });
  return settings;
}

function unique(assumptions: readonly Assumption[]): Assumption[] {
  return [...new Map(assumptions.map((each) => [each.id, each])).values()];
}
