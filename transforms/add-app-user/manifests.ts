// The manifests that run the image: they are held to the account in the same step, so that neither comes without the other.
import {
  type Assumption,
  type Change,
  type Evidence,
  type FilePath,
  isStop,
  type Stop,
  stop,
} from '../../src/model/index.js';
import type { Container } from '../../src/kubernetes/index.js';
import { editsOfPod, nameFits, placeOfSetting, type PodSetting } from '../../src/pods/index.js';
import { followersOf, type Follower, type UseReader } from '../../src/uses/index.js';
import { findValue } from '../../src/yaml/index.js';
import type { Account } from './account.js';

export interface Followed {
  readonly changes: readonly Change[];
  readonly touches: readonly string[];
  readonly evidence: readonly Evidence[];
  readonly assumptions: readonly Assumption[];
}

const ROLLED_OUT_TOGETHER: Assumption = {
  id: 'image-and-manifest-together',
  believes: 'The cluster gets the image that is built from this Dockerfile together with its manifest',
  breaksIf: 'an older image runs with the new manifest: the account cannot read or write its files',
  checkBy: '`docker image inspect --format "{{.Config.User}}"` of the image that the manifest names',
};

/** What the workloads that run the image get with the account; a reason where a volume cannot be given to its group. */
export function followAccount(reader: UseReader, { user }: Account): Followed | Stop {
  const changes: Change[] = [];
  const touches: string[] = [];
  const evidence: Evidence[] = [];
  const files = new Set<FilePath>();
  const [, uid, gid] = /^(\d+)(?::(\d+))?$/.exec(user) ?? [];
  for (const follower of followersOf(reader)) {
    const { doc, workload, containers, isAll, claim } = follower;
    const hasGroup = findValue(workload.podSpecMap, 'securityContext', 'fsGroup') !== undefined;
    const needsGroup = claim !== undefined && !hasGroup;
    const noGroup = stop(
      'needs-decision',
      `the volume at ${claim} of ${workload.id} in ${doc.file} belongs to root; give it to a group with fsGroup first`,
    );
    if (uid === undefined || (needsGroup && gid === undefined)) {
      if (needsGroup) return noGroup;
      continue;
    }
    const settings = [
      ...(isAll ? (['pod'] as const) : containers).flatMap((at) => settingsFor(at, follower, uid, gid)),
      ...(needsGroup ? [{ at: 'pod', path: ['securityContext', 'fsGroup'], value: Number(gid) } as const] : []),
    ];
    const edits = editsOfPod(doc, workload, settings);
    if (edits === undefined || isStop(edits)) {
      if (needsGroup) return edits ?? noGroup;
      continue;
    }
    changes.push(...edits);
    touches.push(...settings.map(({ at, path }) => placeOfSetting(workload, at, path)));
    files.add(doc.file);
    const { line } = doc.yaml.lines.position(containers[0].nameSpan.start);
    const from = { kind: 'source', file: doc.file, line, quote: `name: ${containers[0].name}` } as const;
    evidence.push({ says: `${workload.id} of ${doc.file} runs the image`, from });
  }
  const { doc: dockerfile, context } = reader;
  const likely = (context.group.images ?? []).filter((link) => link.dockerfile === dockerfile.file && link.likely);
  return {
    changes,
    touches,
    evidence,
    assumptions: files.size === 0 ? [] : [ROLLED_OUT_TOGETHER, ...likely.map(nameFits)],
  };
}

function settingsFor(
  at: Container | 'pod',
  { workload }: Follower,
  uid: string,
  gid: string | undefined,
): PodSetting[] {
  const map = at === 'pod' ? workload.podSpecMap : at.map;
  const isGrouped =
    findValue(map, 'securityContext', 'runAsGroup') ?? findValue(workload.podSpecMap, 'securityContext', 'runAsGroup');
  return [
    { at, path: ['securityContext', 'runAsNonRoot'], value: true },
    { at, path: ['securityContext', 'runAsUser'], value: Number(uid) },
    ...(gid === undefined || isGrouped
      ? []
      : [{ at, path: ['securityContext', 'runAsGroup'], value: Number(gid) } as const]),
  ];
}
