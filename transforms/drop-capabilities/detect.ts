// What a service needs back once every capability is dropped.
import { type Assumption, type Evidence, type Stop, stop, isWithin } from '../../src/model/index.js';
import { asBoolean, asMap, asSeq, asText, findEntry } from '../../src/yaml/index.js';
import { isDefaultCapability, type Capability, type ServiceProfile } from '../../src/knowledge/index.js';
import {
  commandWords,
  isWholeServer,
  profileEvidence,
  trialEvidence,
  findObservation,
  assumptionsOfIdleRun,
  withoutUsualLinks,
  serviceEvidence,
  serviceMounts,
  startsOwnServer,
  type Seen,
  type ServiceMount,
  type ServiceView,
} from '../../src/services/index.js';
import {
  capabilitiesToKeep,
  privilegeSigns,
  startUser,
  capabilitiesWithoutRoot,
  type StartUser,
} from '../../src/uses/index.js';

export interface Needs {
  /** Sorted. */
  readonly back: readonly Capability[];
  readonly assumptions: readonly Assumption[];
  readonly evidence: readonly Evidence[];
}

/** What the profile, the Dockerfile and the service show; `undefined` for an image of which nothing is known. */
export function whatIsNeeded(view: ServiceView): Needs | Stop | undefined {
  const seen = findObservation(view);
  const user = startUser(view);
  // A user that was set since then has none of what its predecessor took as root.
  const another = user.is === 'other' && user.by === 'service' && seen?.is.capabilities?.length !== 0;
  if (seen?.is.capabilities && !another) return observedNeeds(view, seen, seen.is.capabilities);
  if (user.is === 'other') return normalUserNeeds(view, user);
  const { built, profile } = view.runs;
  if (!profileHolds(view)) return built ? ownImage(view, user) : undefined;
  if (user.is === 'root' && user.by !== 'image' && profile?.startsAs && profile.startsAs.is.uid !== 0) {
    const what = user.by === 'service' ? 'user' : built!.file;
    const message = `${what} makes root of ${profile.image}, which starts as ${profile.startsAs.is.name}; decide what root is needed for`;
    return stop('needs-decision', message);
  }
  return rootNeeds(view, user);
}

/** The entry point looks at the first word of the command: by another path it does not recognise the server. */
function profileHolds(view: ServiceView): boolean {
  const { built, profile } = view.runs;
  if (built && !(profile && isWholeServer(profile))) return false;
  return capabilitiesToKeep(profile) !== undefined && startsOwnServer(view) && !commandWords(view)[0]?.includes('/');
}

/**
 * A normal user has no capabilities, whatever the container is given: what is dropped was only within reach of setuid
 * programs and file capabilities. Source: `SetCapabilities` of https://github.com/moby/moby/blob/master/oci/oci.go
 */
function normalUserNeeds(view: ServiceView, user: StartUser): Needs | Stop | undefined {
  const { service, runs } = view;
  const evidence = [...(user.evidence ? [user.evidence] : [])];
  const holds = profileHolds(view);
  // Whoever the image's program is for: of an image that nobody described, it may have file capabilities.
  if (!holds && (service.build ? !runs.built : user.by !== 'service')) return undefined;
  const stands = gains(view);
  if (stands) return stands;
  if (holds) {
    const listed = capabilitiesToKeep(runs.profile)!;
    const back = user.by === 'image' ? listed : capabilitiesWithoutRoot(listed);
    const assumptions = runs.built ? [noFileCapabilities(view)] : [];
    return { back, assumptions, evidence: [...evidence, ...bootEvidence(view)] };
  }
  const low = lowPort(view);
  if (!runs.built && low) {
    const message = `a normal user listens on port ${low.port}, perhaps by a capability of the program's file; find out with getcap before every capability is dropped`;
    return stop('needs-evidence', message);
  }
  return { back: [], assumptions: [noFileCapabilities(view)], evidence };
}

function rootNeeds(view: ServiceView, user: StartUser): Needs {
  const { service, around, runs } = view;
  const profile = runs.profile!;
  const back = new Set(capabilitiesToKeep(profile));
  const evidence = [...(user.evidence ? [user.evidence] : []), ...bootEvidence(view)];
  if ([profile.firstBoot, profile.laterBoots].some((fact) => fact?.is.includes('DAC_READ_SEARCH')))
    evidence.push(READS_BY_HANDLE);
  const low = lowPort(view);
  if (low && !back.has('NET_BIND_SERVICE')) {
    back.add('NET_BIND_SERVICE');
    evidence.push(low.evidence);
  }
  // An init that is root may not signal a server of another user without it, and dies of the attempt:
  // https://man7.org/linux/man-pages/man2/kill.2.html
  if (hasInit(view) && profile.dropsRootWith) {
    back.add('KILL');
    evidence.push(initSignals(view));
  }
  const mounted = serviceMounts(service);
  const data = profile.dropsRootWith ? undefined : mounted.find((mount) => isHostData(mount, profile));
  if (data && !back.has('DAC_OVERRIDE')) {
    back.add('DAC_OVERRIDE');
    evidence.push(
      serviceEvidence(around.doc, service, `root writes to ${data.source} of the host, which may belong to anybody`),
    );
  }
  const assumptions = [NO_OTHER];
  if (mountsOfHost(view) && !back.has('DAC_OVERRIDE')) assumptions.push(HOST_FILES);
  return { back: [...back].sort(), assumptions, evidence };
}

/** What the service was seen to need: nothing less let it become ready twice. */
function observedNeeds(view: ServiceView, seen: Seen, capabilities: readonly string[]): Needs {
  const back = new Set(capabilities.filter((each): each is Capability => isDefaultCapability(each)));
  const least = `with ${[...back].sort().join(', ')}, and not with less`;
  const words = back.size === 0 ? 'without any capability' : least;
  const evidence = [seen.says(`${view.service.name} became ready twice ${words}`)];
  // It may have been seen without the init.
  if (hasInit(view) && back.has('SETUID')) {
    back.add('KILL');
    evidence.push(initSignals(view));
  }
  const assumptions = [
    ...assumptionsOfIdleRun(seen),
    ...(mountsOfHost(view) && !back.has('DAC_OVERRIDE') ? [HOST_FILES] : []),
  ];
  return { back: [...back].sort(), assumptions, evidence };
}

function hasInit({ service }: ServiceView): boolean {
  const init = service.get('init');
  return init !== undefined && asBoolean(init) !== false;
}

function initSignals({ around, service }: ServiceView): Evidence {
  return serviceEvidence(
    around.doc,
    service,
    `the init of ${service.name} passes signals on as root, which takes KILL`,
  );
}

function mountsOfHost({ service }: ServiceView): boolean {
  return serviceMounts(service).some(({ kind }) => kind === 'bind' || kind === 'file' || kind === 'unknown');
}

/** A directory of the host where the server writes, as far as is known where it does; sockets belong to root. */
function isHostData({ kind, readOnly, source, target }: ServiceMount, { writable }: ServiceProfile): boolean {
  if (kind !== 'bind' || readOnly || target === undefined || /\.sock$/.test(source ?? '')) return false;
  if (!writable) return true;
  const path = withoutUsualLinks(target);
  return writable.some(({ is }) => isWithin(is.path, path) || isWithin(path, is.path));
}

/** A Dockerfile of the repository that leaves root, or does not. */
function ownImage({ runs }: ServiceView, user: StartUser): Stop | undefined {
  const { file, base } = runs.built!;
  if (user.is === 'root') {
    const message = `${file} starts as root, and which of root's rights the program uses is not known; give it a USER, or set cap_drop and cap_add yourself`;
    return stop('needs-evidence', message);
  }
  if (user.text?.includes('$'))
    return stop('contains-variable', `a variable decides whom ${file} starts as: ${user.text}`);
  if (user.by === 'service') return undefined;
  const message = `${file} has no USER, and whom ${base ?? 'its base image'} starts as is not known`;
  return stop('unknown-base', message);
}

/** What in the service or its Dockerfile gains privileges, so that a program may not even start without them. */
function gains(view: ServiceView): Stop | undefined {
  const { stands } = privilegeSigns(view);
  const instructions = view.around.documents.dockerfile(view.runs.built?.file)?.instructions ?? [];
  const setcap = instructions.find(({ keyword, args }) => keyword === 'RUN' && /\bsetcap\b/.test(args));
  const place = setcap && `\`${view.runs.built!.file}:${setcap.lineMark}\` gives a program file capabilities`;
  const why = stands ?? place;
  if (why === undefined) return undefined;
  return stop('needs-decision', `${why}; decide which capabilities stay in cap_add`);
}

function bootEvidence({ runs }: ServiceView): Evidence[] {
  const { profile } = runs;
  if (!profile?.firstBoot || !profile.laterBoots) return [];
  const { firstBoot, laterBoots, image } = profile;
  const first = `${image} needs ${listOf(firstBoot.is)} on an empty volume`;
  const later = `${image} needs ${listOf(laterBoots.is)} on a volume with data`;
  return [
    profileEvidence(profile, firstBoot, first),
    profileEvidence(profile, laterBoots, later),
    ...trialEvidence(profile, 'capabilities'),
  ];
}

const READS_BY_HANDLE: Evidence = {
  says: 'DAC_OVERRIDE, which it has now, does for DAC_READ_SEARCH, which also opens files of the host by their handle',
  from: {
    kind: 'knowledge',
    entry: 'capabilities',
    source: 'https://man7.org/linux/man-pages/man7/capabilities.7.html',
  },
};

function listOf(capabilities: readonly string[]): string {
  const words = capabilities.map((each) => (each === 'DAC_READ_SEARCH' ? `${each} (DAC_OVERRIDE does)` : each));
  return words.length === 0 ? 'no capability' : words.join(', ');
}

/** A port below 1024 that the program listens on. */
function lowPort(view: ServiceView): { readonly port: number; readonly evidence: Evidence } | undefined {
  const { service, around, runs } = view;
  const fact = runs.profile?.ports?.find(({ is }) => is.port < 1024);
  if (runs.profile && fact) {
    const { port } = fact.is;
    return { port, evidence: profileEvidence(runs.profile, fact, `${runs.profile.image} listens on port ${port}`) };
  }
  for (const key of ['ports', 'expose'] as const) {
    for (const item of asSeq(service.get(key))?.items ?? []) {
      const map = asMap(item);
      const text = asText(map ? findEntry(map, 'target')?.value : item) ?? '';
      const port = Number(/(?:^|:)(\d+)(?:-\d+)?(?:\/\w+)?$/.exec(text)?.[1]);
      if (port > 0 && port < 1024)
        return { port, evidence: serviceEvidence(around.doc, service, `${service.name} listens on port ${port}`) };
    }
  }
  return undefined;
}

const NO_OTHER: Assumption = {
  id: 'no-other-capabilities',
  believes:
    'The container runs nothing beside what its image starts: no configuration, script, extension or health check that takes another right of root',
  breaksIf:
    'one does: it fails with `Operation not permitted` or `Permission denied`. What people do as root in a shell of the container (`apt-get`, `chown`, `ping`) fails, too',
  checkBy:
    'start the service on an empty volume and again on its data, use it once, and search its log for these words',
};

const HOST_FILES: Assumption = {
  id: 'host-files-readable',
  believes: 'What is mounted from the host is open to root without the right to override permissions',
  breaksIf:
    'a mounted file or directory belongs to another user and is closed to others: root in the container can no longer open it',
  checkBy: '`ls -ln` on the mounted paths of the host; open what is closed, or add DAC_OVERRIDE to cap_add',
};

const MOST_SHOWN = 3;

function noFileCapabilities(view: ServiceView): Assumption {
  const held = [...new Set(privilegeSigns(view).held)];
  const shown = held.slice(0, MOST_SHOWN).join('; ');
  return {
    id: 'no-file-capabilities',
    believes:
      'The program runs as a normal user, who has no capabilities to lose, and calls none with file capabilities or a setuid bit' +
      (held.length > 0 ? `, though the image holds some: ${shown}` : ''),
    breaksIf: 'it does: a program with file capabilities then fails to start with `Operation not permitted`',
    checkBy:
      '`docker compose exec --user root SERVICE getcap -r /`, and `find / -xdev -perm /6000`, list the programs; start the service and use it once',
  };
}
