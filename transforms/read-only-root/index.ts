import { type Assumption, type Context, type Evidence, isStop, type Stop, stop } from '../../src/model/index.js';
import {
  isWholeServer,
  profileEvidence,
  findMountOf,
  findObservation,
  assumptionsOfIdleRun,
  staleObservation,
  serviceMounts,
  startsOwnServer,
  type Seen,
  type Setting,
  type ServiceVerdict,
  type ServiceView,
  rewriteServices,
} from '../../src/services/index.js';
import { userSetElsewhere } from '../../src/uses/index.js';
import { stopReadOnlyRoot, writesKnown } from './detect.js';
import { tmpfsFor } from './tmpfs.js';
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
  judge,
});

function judge(view: ServiceView, context: Context): ServiceVerdict {
  const { service, runs } = view;
  const { profile } = runs;
  const seen = service.has('read_only') ? undefined : findObservation(view);
  if (seen?.is.readOnly) return judgeBySight(view, seen, seen.is.readOnly);
  if (service.has('read_only')) return undefined;
  if (!profile || !startsOwnServer(view)) return judgeUntried(view, context);
  // What a Dockerfile adds to a language or its server writes where it likes.
  if (service.build && (!runs.built || !isWholeServer(profile))) return judgeUntried(view, context);
  const writes = writesKnown(view, profile);
  if (!writes || isStop(writes)) return judgeUntried(view, context, writes);
  const tmpfs = tmpfsFor(view, writes.writable, serviceMounts(service));
  if (isStop(tmpfs)) return tmpfs;
  const no = stopReadOnlyRoot(view, writes.writable, tmpfs.values.length > 0) ?? userSetElsewhere(view);
  if (no) return no;
  const readOnly: Setting = { path: ['read_only'], value: true };
  return {
    settings: tmpfs.values.length > 0 ? [readOnly, { path: ['tmpfs'], value: tmpfs.values }] : [readOnly],
    seen: SEEN,
    assumptions: [WRITES_NOWHERE_ELSE],
    evidence: [...writes.evidence, ...writesOf(view)],
  };
}

/** Where more than files is needed to know what it writes. @param reason why it is not known, where that is worth a word. */
function judgeUntried(view: ServiceView, context: Context, reason?: Stop): ServiceVerdict {
  const stale = staleObservation(view);
  const untried = stale ? undefined : untriedRoot(view, context, reason !== undefined);
  if (!untried || isStop(untried)) return stale ?? reason ?? untried;
  const no = stopReadOnlyRoot(view, untried.writable, untried.tmpfs.length > 0) ?? userSetElsewhere(view);
  if (no) return reason ?? no;
  return {
    settings: [
      { path: ['read_only'], value: true },
      ...(untried.tmpfs.length > 0 ? [{ path: ['tmpfs'], value: untried.tmpfs } as const] : []),
    ],
    seen: SEEN,
    assumptions: [untried.assumption],
    evidence: untried.evidence,
  };
}

/** As it was seen to work, or not to. */
function judgeBySight(view: ServiceView, seen: Seen, readOnly: NonNullable<Seen['is']['readOnly']>): ServiceVerdict {
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
      open.length > 0,
    ) ?? userSetElsewhere(view);
  if (no) return no;
  const values = open.map(({ path, mode, uid, gid }) => {
    const options = [
      ...(uid === undefined || gid === undefined ? [] : [`uid=${uid}`, `gid=${gid}`]),
      ...(mode === undefined ? [] : [`mode=${mode}`]),
    ];
    return options.length === 0 ? path : `${path}:${options.join(',')}`;
  });
  const paths = readOnly.tmpfs.length === 0 ? 'nothing' : readOnly.tmpfs.map(({ path }) => path).join(', ');
  return {
    settings: [
      { path: ['read_only'], value: true },
      ...(values.length > 0 ? [{ path: ['tmpfs'], value: values } as const] : []),
    ],
    seen: SEEN,
    assumptions: assumptionsOfIdleRun(seen),
    evidence: [
      seen.says(
        `${view.service.name} became ready twice with a read-only root, and with ${paths} writable beside its mounts`,
      ),
    ],
  };
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
