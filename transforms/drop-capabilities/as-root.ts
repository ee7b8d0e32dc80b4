// What a service keeps that starts as root.
import { type Assumption, type Evidence, type Stop, baseName, resolveFile } from '../../src/model/index.js';
import { isCopy } from '../../src/dockerfile/index.js';
import { asMap, asSeq, asText } from '../../src/yaml/index.js';
import { imageProfile, imageRights, type Capability } from '../../src/knowledge/index.js';
import type { Service } from '../../src/compose/index.js';
import {
  commandWords,
  profileEvidence,
  trialEvidence,
  serviceEvidence,
  serviceMounts,
  type ServiceView,
} from '../../src/services/index.js';
import {
  capabilitiesToKeep,
  isKnownServer,
  isManager,
  rightsOfPackages,
  rightsOfRoot,
  rightsOfStranger,
  ROOT_NEEDS_NO_MORE,
  STRANGER_NEEDS_NO_MORE,
  type RootProgram,
  type StartUser,
} from '../../src/uses/index.js';
import { gains, hasInit, HOST_FILES, initSignals, isHostData, lowPort, mountsOfHost } from './signs.js';

/** What a service keeps, and why. */
export interface Needs {
  /** Sorted. */
  readonly back: readonly Capability[];
  readonly assumptions: readonly Assumption[];
  readonly evidence: readonly Evidence[];
}

/** What the profile of the image lists, and what this service makes of it. */
export function rootNeeds(view: ServiceView, user: StartUser): Needs {
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
  const closed = mounted.find(({ source }) => CLOSED.test(source ?? ''));
  if (closed && !back.has('DAC_OVERRIDE')) {
    back.add('DAC_OVERRIDE');
    const says = `root reads ${closed.source} of the host, which its program writes for its owner alone`;
    evidence.push(serviceEvidence(around.doc, service, says));
  }
  const assumptions = [NO_OTHER];
  if (mountsOfHost(view) && !back.has('DAC_OVERRIDE')) assumptions.push(HOST_FILES);
  return { back: [...back].sort(), assumptions, evidence };
}

/** What the image was read, and tried, to need. */
export function bootEvidence({ runs }: ServiceView): Evidence[] {
  const { profile } = runs;
  if (!profile?.firstBoot || !profile.laterBoots) return [];
  const { firstBoot, laterBoots, image, writable = [] } = profile;
  const [first, later] = [listOf(firstBoot.is), listOf(laterBoots.is)];
  const keeps = writable.some(({ is }) => is.kind === 'volume');
  const same = first === later && profile.source(firstBoot) === profile.source(laterBoots);
  return [
    ...(same
      ? [
          profileEvidence(
            profile,
            firstBoot,
            `${image} needs ${first}${keeps ? ', on an empty volume and with data' : ''}`,
          ),
        ]
      : [
          profileEvidence(profile, firstBoot, `${image} needs ${first} on an empty volume`),
          profileEvidence(profile, laterBoots, `${image} needs ${later} on a volume with data`),
        ]),
    ...trialEvidence(profile, 'capabilities'),
  ];
}

/**
 * Files with credentials in the home of whoever starts Compose, which their programs make with a mode of 0600 or 0700.
 * Source: `docker login` (https://github.com/docker/cli/blob/v27.0.1/cli/config/configfile/file.go), `man ssh`, and the
 * manuals of the others.
 */
const CLOSED =
  /^(?:~|\$HOME|\$\{HOME\}|\/home\/[^/]+)\/\.(?:docker|ssh|aws|kube|gnupg|azure|netrc|pgpass|git-credentials|config\/gcloud)(?:\/|$)/;

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

/**
 * What root keeps where the image's own program is not what runs, or nobody read it: what such programs usually take. A
 * web server of the base image has the set of its profile. `undefined` where there is nothing to go by.
 */
export function unreadNeeds(view: ServiceView, user: StartUser): Needs | Stop | undefined {
  const { runs } = view;
  const { built, profile } = runs;
  const described = built ? (profile ?? imageProfile(built.base ?? '')) : capabilitiesToKeep(profile);
  const known = user.is === 'root' && described !== undefined;
  // It works on the host or its network, and with rights that go with that.
  if (!known && worksOnHost(view)) return undefined;
  const stands = gains(view);
  if (stands) return stands;
  const program = programOf(view);
  if (known && isKnownServer(profile, program)) return withMore(rootNeeds(view, user), rightsOfPackages(program));
  const back = new Set(rightsOfRoot(profile, program));
  const evidence = [...(user.evidence ? [user.evidence] : []), ...bootEvidence(view)];
  if (!built && !capabilitiesToKeep(profile) && runs.image !== undefined) {
    for (const each of rightsOfStranger(runs.image)) back.add(each);
    const read = imageRights(runs.image);
    if (read) evidence.push({ says: read.says, from: { kind: 'knowledge', entry: runs.image, source: read.source } });
  }
  const low = lowPort(view);
  if (low) {
    back.add('NET_BIND_SERVICE');
    evidence.push(low.evidence);
  }
  if (hasInit(view) && (!known || startsScript(program))) {
    back.add('KILL');
    evidence.push(initSignals(view));
  }
  const read = known && !isManager(program) && !worksOnHost(view) && hasItsScripts(view, program);
  return { back: [...back].sort(), assumptions: [read ? ROOT_NEEDS_NO_MORE : STRANGER_NEEDS_NO_MORE], evidence };
}

/** A script may become another user and start the program as that, which an init could not signal then. */
function startsScript({ entrypoint = [], command }: RootProgram): boolean {
  return [...entrypoint, ...command].some((word) => /\.sh$|entrypoint/.test(word));
}

/** Scripts that are started came from the repository, and were not made in the build. */
function hasItsScripts(
  { around, runs }: ServiceView,
  { instructions, entrypoint = [], command }: RootProgram,
): boolean {
  const { built } = runs;
  if (!built) return true;
  return [...entrypoint, ...command].every((word) => {
    const name = baseName(word);
    if (!/\.sh$/.test(word) || name === 'docker-entrypoint.sh') return true;
    if (instructions.some((each) => isCopy(each) && each.words().some(({ text }) => baseName(text) === name)))
      return true;
    return [name, word.replace(/^[./]+/, '')].some((path) => {
      const file = resolveFile(built.context, path);
      return file !== undefined && around.context.evidence.repository.kind(file) === 'file';
    });
  });
}

function withMore(needs: Needs, more: readonly Capability[]): Needs {
  return { ...needs, back: [...new Set([...needs.back, ...more])].sort() };
}

function programOf(view: ServiceView): RootProgram {
  const { built, entrypoint } = view.runs;
  const own = entrypoint ?? built?.entrypoint?.exec ?? built?.entrypoint?.text.split(/\s+/);
  // An entry point that the service sets clears the command of the image.
  const command = entrypoint === undefined ? commandWords(view) : (view.runs.command ?? []);
  const instructions = built?.chain.flatMap((stage) => stage.instructions) ?? [];
  return { instructions, command, ...(own ? { entrypoint: own } : {}) };
}

/** Keys with which a container gets at the host, its devices or its network. */
function worksOnHost({ service }: ServiceView): boolean {
  if (['cap_add', 'devices', 'sysctls', 'device_cgroup_rules', 'security_opt'].some((key) => isFilled(service, key)))
    return true;
  return ['network_mode', 'pid', 'ipc', 'userns_mode'].some((key) => asText(service.get(key)) === 'host');
}

function isFilled(service: Service, key: string): boolean {
  const items = asSeq(service.get(key))?.items ?? asMap(service.get(key))?.entries ?? [];
  // What no-new-privileges writes says nothing of the host.
  return items.some((item) => !('kind' in item) || !asText(item)?.startsWith('no-new-privileges'));
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
