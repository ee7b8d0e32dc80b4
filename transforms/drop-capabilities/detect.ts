// What a service needs back once every capability is dropped.
import { type Assumption, type Stop, stop } from '../../src/model/index.js';
import { isDefaultCapability, type Capability } from '../../src/knowledge/index.js';
import {
  commandWords,
  isWholeServer,
  findObservation,
  assumptionsOfIdleRun,
  startsOwnServer,
  type Seen,
  type ServiceView,
} from '../../src/services/index.js';
import {
  capabilitiesToKeep,
  privilegeSigns,
  startUser,
  capabilitiesWithoutRoot,
  type StartUser,
} from '../../src/uses/index.js';
import { bootEvidence, rootNeeds, unreadNeeds, type Needs } from './as-root.js';
import { gains, hasInit, HOST_FILES, initSignals, lowPort, mountsOfHost } from './signs.js';

/** What the profile, the Dockerfile and the service show; `undefined` for an image of which nothing is known. */
export function whatIsNeeded(view: ServiceView): Needs | Stop | undefined {
  const seen = findObservation(view);
  const user = startUser(view);
  // A user that was set since then has none of what its predecessor took as root.
  const another = user.is === 'other' && user.by === 'service' && seen?.is.capabilities?.length !== 0;
  if (seen?.is.capabilities && !another) return observedNeeds(view, seen, seen.is.capabilities);
  if (user.is === 'other') return normalUserNeeds(view, user);
  const { built, profile } = view.runs;
  if (!profileHolds(view)) return unreadNeeds(view, user);
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
  const [first = ''] = commandWords(view);
  const isPath = first.includes('/') && !first.startsWith('-');
  return capabilitiesToKeep(profile) !== undefined && startsOwnServer(view) && !isPath;
}

/**
 * A normal user has no capabilities, whatever the container is given: what is dropped was only within reach of setuid
 * programs and file capabilities. Source: `SetCapabilities` of https://github.com/moby/moby/blob/master/oci/oci.go
 */
function normalUserNeeds(view: ServiceView, user: StartUser): Needs | Stop | undefined {
  const { service, runs } = view;
  const evidence = [...(user.evidence ? [user.evidence] : [])];
  const holds = profileHolds(view);
  if (service.build && !runs.built) return undefined;
  const stands = gains(view);
  if (stands) return stands;
  if (holds) {
    const listed = capabilitiesToKeep(runs.profile)!;
    const back = user.by === 'image' ? listed : capabilitiesWithoutRoot(listed);
    const assumptions = runs.built ? [noFileCapabilities(view)] : [];
    return { back, assumptions, evidence: [...evidence, ...bootEvidence(view)] };
  }
  // Of an image that nobody described, the program may have file capabilities.
  const unread = !runs.built && user.by !== 'service';
  const low = runs.built ? undefined : lowPort(view);
  if (low) evidence.push(low.evidence);
  const back: Capability[] = low ? ['NET_BIND_SERVICE'] : [];
  const assumption = noFileCapabilities(view);
  return { back, assumptions: [unread || low ? { ...assumption, needsRun: true } : assumption], evidence };
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
