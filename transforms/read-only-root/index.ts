import {
  type Assumption,
  type Context,
  type Evidence,
  isStop,
  type Stop,
  stop,
  type Verdict,
} from '../../src/model/index.js';
import {
  isWholeServer,
  profileEvidence,
  findMountOf,
  findObservation,
  findSwarmSign,
  assumptionsOfIdleRun,
  staleObservation,
  serviceMounts,
  startsOwnServer,
  type Seen,
  type Setting,
  type ServiceView,
  rewriteServices,
} from '../../src/services/index.js';
import { readSettingsOf, userSetElsewhere } from '../../src/uses/index.js';
import { stopReadOnlyRoot, writesKnown } from './detect.js';
import { withSeenWrites } from './seen-writes.js';
import { type Added, forSwarm, KEPT_WITH_CONTAINER, type ReadOnlyRoot, tmpfsFor } from './tmpfs.js';
import { untriedRoot } from './untried.js';

export const transform = rewriteServices({
  meta: {
    id: 'read-only-root',
    title: 'Make the root file system read-only',
    why: 'Whoever takes the service over can change no program of the image and leave nothing behind there: only data and what is gone after a restart can be written.',
    summary: 'Adds `read_only: true` to Compose services, and a tmpfs at each path that they are known to write.',
    target: 'compose',
    phase: 'identity',
    after: ['run-as-user'],
    ceiling: 'unverified',
    rules: ['CL-0007', 'CIS 5.13', 'O8'],
    since: '0.1.0',
    references: [
      'https://docs.docker.com/reference/compose-file/services/#read_only',
      'https://cheatsheetseries.owasp.org/cheatsheets/Docker_Security_Cheat_Sheet.html#rule-8-set-filesystem-and-volumes-to-read-only',
    ],
  },
  decidedBy: ['read_only', 'tmpfs', 'volumes', 'entrypoint'],
  observes: true,
  judge(view, context) {
    const root = withSeenWrites(view, context, judge(view, context));
    return !root || isStop(root) ? root : { ...root, settings: settingsOf(view, root), seen: SEEN };
  },
});

function judge(view: ServiceView, context: Context): Verdict<ReadOnlyRoot> {
  const { service, runs } = view;
  const { profile } = runs;
  const seen = service.has('read_only') ? undefined : findObservation(view);
  if (seen?.is.readOnly) return judgeBySight(view, seen, seen.is.readOnly);
  if (service.has('read_only')) return undefined;
  if (!profile || !startsOwnServer(view)) return judgeUntried(view, context);
  // What a Dockerfile adds to a language or its server writes where it likes.
  if (service.build && (!runs.built || !isWholeServer(profile))) return judgeUntried(view, context);
  const settings = readSettingsOf(view, context);
  if (settings && isStop(settings)) return settings;
  const writes = writesKnown(view, profile, settings);
  if (!writes || isStop(writes)) return judgeUntried(view, context, writes);
  const mounts = serviceMounts(service);
  const found = tmpfsFor(view, writes.writable, mounts);
  if (isStop(found)) return found;
  const tmpfs = [...found.tmpfs, ...(writes.usesTmp && !findMountOf(mounts, '/tmp') ? ['/tmp'] : [])];
  const no = stopReadOnlyRoot(view, writes.writable, tmpfs) ?? userSetElsewhere(view);
  if (no) return no;
  return {
    tmpfs,
    volumes: found.volumes,
    assumptions: [WRITES_NOWHERE_ELSE, ...(found.volumes.length > 0 ? [KEPT_WITH_CONTAINER] : [])],
    evidence: [...writes.evidence, ...writesOf(view)],
  };
}

/** Where more than files is needed to know what it writes. @param reason why it is not known, where that is worth a word. */
function judgeUntried(view: ServiceView, context: Context, reason?: Stop): Verdict<ReadOnlyRoot> {
  const stale = staleObservation(view);
  const untried = stale ? undefined : untriedRoot(view, context, reason !== undefined);
  if (!untried || isStop(untried)) return stale ?? reason ?? untried;
  const no = stopReadOnlyRoot(view, untried.writable, untried.tmpfs) ?? userSetElsewhere(view);
  if (no) return reason ?? no;
  return {
    tmpfs: untried.tmpfs,
    volumes: untried.volumes,
    assumptions: [untried.assumption, ...(untried.volumes.length > 0 ? [KEPT_WITH_CONTAINER] : [])],
    evidence: untried.evidence,
  };
}

/** As it was seen to work, or not to. */
function judgeBySight(
  view: ServiceView,
  seen: Seen,
  readOnly: NonNullable<Seen['is']['readOnly']>,
): Verdict<ReadOnlyRoot> {
  if (!readOnly.works)
    return stop(
      'needs-decision',
      `seen on ${seen.is.at.slice(0, 10)}: ${readOnly.why}; mount a volume or a tmpfs there first`,
    );
  const mounts = serviceMounts(view.service);
  const open = readOnly.tmpfs.filter(({ path }) => !findMountOf(mounts, path));
  const no =
    stopReadOnlyRoot(
      view,
      readOnly.tmpfs.map((is) => ({ is })),
      open.map(({ path }) => path),
    ) ?? userSetElsewhere(view);
  if (no) return no;
  const tmpfs = open.map(({ path, mode, uid, gid }) => {
    const options = [
      ...(uid === undefined || gid === undefined ? [] : [`uid=${uid}`, `gid=${gid}`]),
      ...(mode === undefined ? [] : [`mode=${mode}`]),
    ];
    return options.length === 0 ? path : `${path}:${options.join(',')}`;
  });
  const paths = readOnly.tmpfs.length === 0 ? 'nothing' : readOnly.tmpfs.map(({ path }) => path).join(', ');
  return {
    tmpfs,
    volumes: [],
    assumptions: assumptionsOfIdleRun(seen),
    evidence: [
      seen.says(
        `${view.service.name} became ready twice with a read-only root, and with ${paths} writable beside its mounts`,
      ),
    ],
  };
}

function settingsOf(view: ServiceView, added: Added): readonly [Setting, ...Setting[]] {
  const swarm = findSwarmSign(view.around.doc) === undefined ? undefined : forSwarm(view, added);
  const { tmpfs, volumes } = swarm ?? added;
  const lists: Setting[] = [];
  if (tmpfs.length > 0) lists.push({ path: ['tmpfs'], value: tmpfs });
  if (volumes.length > 0) lists.push({ path: ['volumes'], value: volumes });
  return [{ path: ['read_only'], value: true }, ...lists];
}

const SEEN = 'the service may write to its whole file system';

function writesOf({ runs }: ServiceView): Evidence[] {
  const { profile } = runs;
  return (profile?.writable ?? []).map((fact) =>
    profileEvidence(profile!, fact, `${profile!.image} writes to ${fact.is.path}`),
  );
}

const WRITES_NOWHERE_ELSE: Assumption = {
  id: 'writes-nowhere-else',
  believes: 'No configuration, script, extension or option of this service makes it write anywhere else',
  breaksIf:
    'one does (a log file, an upload, something installed while it runs): the write fails with `Read-only file system`. What a tmpfs holds is gone after a restart',
  checkBy:
    'use the service as it is now for a while; `docker diff CONTAINER` then lists what it wrote beside its mounts',
};
