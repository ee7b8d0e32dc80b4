// A read-only root for what nobody saw run with one: where it writes is read as far as it goes, and a run shows the rest.
import {
  type Assumption,
  type Context,
  type Evidence,
  isStop,
  isWithin,
  sourcePlace,
  type Stop,
  stop,
} from '../../src/model/index.js';
import { imageProfile, type ServiceProfile } from '../../src/knowledge/index.js';
import {
  isJobOrTool,
  isSourceMounted,
  isWholeServer,
  profileEvidence,
  serviceEvidence,
  serviceMounts,
  startsOwnServer,
  whyConditionHolds,
  withoutUsualLinks,
  type ServiceView,
} from '../../src/services/index.js';
import { builtUse, rootWrites, type BuiltUse } from '../../src/uses/index.js';
import { type Added, tmpfsFor } from './tmpfs.js';

export interface Untried extends Added {
  /** Paths that become writable. */
  readonly writable: readonly { readonly is: { readonly path: string } }[];
  readonly evidence: readonly Evidence[];
  readonly assumption: Assumption;
}

/**
 * What would be given to a service that is not known to write elsewhere.
 * @param isChanged somebody gives its server other settings than those that were read.
 */
export function untriedRoot(view: ServiceView, context: Context, isChanged: boolean): Untried | Stop | undefined {
  const { service, around, runs } = view;
  if (isSourceMounted(around, service) || isPrompt(view)) return undefined;
  const { profile } = runs;
  const isServer = profile !== undefined && startsOwnServer(view) && (!service.build || isWholeServer(profile));
  if (isServer) return isChanged && !isPlainlySet(view, profile) ? undefined : untriedServer(view, profile);
  const built = builtUse(view, context);
  if (!built || imageProfile(built.stage.rootImage ?? '')?.family === undefined) return undefined;
  return untriedProgram(view, built, context);
}

/** A person works in it: whatever is written is what it is for. */
function isPrompt(view: ServiceView): boolean {
  return isJobOrTool(view) && (view.service.has('tty') || view.service.has('stdin_open'));
}

/** A web server with other settings logs and caches where it did; one that fills in templates writes its own settings. */
function isPlainlySet(view: ServiceView, { role, readOnlyUnless }: ServiceProfile): boolean {
  if (role?.is !== 'web' && role?.is !== 'proxy') return false;
  const targets = serviceMounts(view.service).map(({ target }) => target ?? '');
  const copies = view.runs.built?.chain.flatMap(({ instructions }) => instructions.map(({ args }) => args)) ?? [];
  if ([...targets, ...copies].some((text) => /templates|\/docker-entrypoint\.d/.test(text))) return false;
  return (readOnlyUnless?.is ?? []).every(
    (condition) => 'mount' in condition || whyConditionHolds(view, condition) === undefined,
  );
}

function untriedServer(view: ServiceView, profile: ServiceProfile): Untried | Stop | undefined {
  // What it writes cannot be named, or was never read.
  if (profile.readOnlyRoot?.is === false || !profile.writable) return undefined;
  const mounts = serviceMounts(view.service);
  const found = tmpfsFor(view, profile.writable, mounts);
  if (isStop(found)) return found;
  const tmpfs = [...found.tmpfs];
  if (isFree('/tmp', mounts) && !tmpfs.some((each) => each === '/tmp')) tmpfs.push('/tmp');
  return {
    tmpfs,
    volumes: found.volumes,
    writable: [...profile.writable, { is: { path: '/tmp' } }],
    evidence: profile.writable.map((fact) => writesThere(profile, fact)),
    assumption: WRITES_THERE_ONLY,
  };
}

function untriedProgram(view: ServiceView, built: BuiltUse, context: Context): Untried | Stop | undefined {
  const { service, around, runs } = view;
  const mounts = serviceMounts(service);
  if (mounts.some(({ kind, target }) => target === undefined && kind !== 'file')) return undefined;
  const isMounted = (path: string): boolean =>
    mounts.some(({ target, readOnly }) => target !== undefined && !readOnly && isWithin(path, target));
  const writes = rootWrites(built, runs.built!, isMounted, context);
  if (!writes || isStop(writes)) return writes;
  if (writes.stopped) {
    const { path, from } = writes.stopped;
    return stop('needs-decision', `it writes ${path} (${sourcePlace(from)}); mount a volume or a tmpfs there first`);
  }
  // The server of its base image, which a script of its own may start, writes there whoever starts it.
  const ofServer = (runs.profile?.writable ?? []).filter(({ is }) => is.kind === 'tmpfs' && is.path !== '/tmp');
  const found = tmpfsFor(view, ofServer, mounts);
  if (isStop(found)) return found;
  // A volume of the image is there whatever the root is.
  const caches = writes.caches.filter((path) => !found.tmpfs.some((each) => isWithin(path, each.split(':', 1)[0]!)));
  const tmpfs = [
    ...found.tmpfs,
    ...caches.map((path) => `${path}:mode=1777`),
    ...(isFree('/tmp', mounts) ? ['/tmp'] : []),
  ];
  const open = ['/tmp', ...caches].join(', ');
  const says = `no write outside of ${open} and what is mounted is seen in what ${service.name} starts`;
  return {
    tmpfs,
    volumes: [],
    writable: [...ofServer, ...['/tmp', ...caches].map((path) => ({ is: { path } }))],
    evidence: [serviceEvidence(around.doc, service, says), ...ofServer.map((fact) => writesThere(runs.profile!, fact))],
    assumption: writes.isSettled && !writes.runsFromTmp ? READ_TO_THE_END : WRITES_THERE_ONLY,
  };
}

function writesThere(profile: ServiceProfile, fact: NonNullable<ServiceProfile['writable']>[number]): Evidence {
  return profileEvidence(profile, fact, `${profile.image} writes to ${fact.is.path}`);
}

function isFree(path: string, mounts: ReturnType<typeof serviceMounts>): boolean {
  return !mounts.some(({ target }) => target !== undefined && isWithin(path, withoutUsualLinks(target)));
}

const READ_TO_THE_END: Assumption = {
  id: 'writes-nothing-that-was-not-read',
  believes: 'No library, setting or extension writes where the service’s own source does not',
  breaksIf:
    'one keeps a cache, a log or an upload in the image: `Read-only file system` in the log. What a tmpfs holds is gone after a restart',
  checkBy: 'use what it offers once; `docker diff CONTAINER` of today lists what it writes',
};

const WRITES_THERE_ONLY: Assumption = {
  id: 'writes-there-only',
  believes: 'The service writes to its mounts and to what is given to it as tmpfs, and nowhere else',
  breaksIf:
    'a library, a setting or a script makes it write elsewhere: `Read-only file system` in the log. What a tmpfs holds is gone after a restart',
  checkBy:
    'start it, use what it offers once, and start it a second time; `docker diff CONTAINER` of today lists what it writes',
  needsRun: true,
};
