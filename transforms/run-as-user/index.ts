import { type Assumption, type Evidence, isStop, type Stop, stop } from '../../src/model/index.js';
import { asBoolean } from '../../src/yaml/index.js';
import { serverAccount, type Fact, type ServiceAccount, type ServiceProfile } from '../../src/knowledge/index.js';
import {
  isPlainVolume,
  profileEvidence,
  serviceMounts,
  trialEvidence,
  startsOwnServer,
  type ServiceVerdict,
  type ServiceView,
  rewriteServices,
} from '../../src/services/index.js';
import { judgeMounts, movedData } from './detect.js';

export const transform = rewriteServices({
  meta: {
    id: 'run-as-user',
    title: 'Run the server as its own user from the start',
    why: 'The entry point starts as root only to become this user. Without that moment nothing in the container is ever root, and it needs none of its capabilities.',
    summary: 'Adds `user` with the numeric account of images whose entry point would give root up anyway.',
    target: 'compose',
    phase: 'identity',
    ceiling: 'unverified',
    rules: ['CL-0018', 'CIS 4.1'],
    since: '0.1.0',
    references: [
      'https://docs.docker.com/reference/compose-file/services/#user',
      'https://cheatsheetseries.owasp.org/cheatsheets/Docker_Security_Cheat_Sheet.html#rule-2-set-a-user',
    ],
  },
  decidedBy: ['user', 'volumes', 'entrypoint', 'privileged', 'cap_add'],
  judge,
});

function judge(view: ServiceView): ServiceVerdict {
  const { service, runs } = view;
  const { profile } = runs;
  if (!profile || !startsOwnServer(view) || service.has('user')) return undefined;
  const privileged = service.get('privileged');
  if (privileged && asBoolean(privileged) !== false) return undefined;
  const { startsAs, account, runsAsAccount } = profile;
  if (startsAs?.is.uid !== 0) return undefined;
  // Where it writes must be known, or nobody can tell whose that has to be. The user of an image that is built here
  // belongs into its Dockerfile, but for a server whose entry point gives root up by itself.
  const isKnown = !service.build && account && account.is.uid !== 0 && runsAsAccount?.is && profile.writable;
  return isKnown ? judgeKnown(view, profile, account) : judgeUntried(view, profile);
}

function judgeKnown(view: ServiceView, profile: ServiceProfile, account: Fact<ServiceAccount>): ServiceVerdict {
  const no = stopUser(view) ?? movedData(view);
  if (no) return no;
  const mounts = judgeMounts(view, account.is);
  if (isStop(mounts)) return mounts;
  const { runsAsAccount, dropsRootWith } = profile;
  const { name, uid, gid } = account.is;
  const evidence: Evidence[] = [
    profileEvidence(profile, account, `${name} of ${profile.image} is ${uid}:${gid}`),
    profileEvidence(profile, runsAsAccount!, `${profile.image} also starts as ${name}`),
    ...trialEvidence(profile, 'runsAsAccount'),
  ];
  if (dropsRootWith)
    evidence.push(
      profileEvidence(profile, dropsRootWith, `its entry point becomes ${name} with ${dropsRootWith.is} by itself`),
    );
  return {
    settings: [{ path: ['user'], value: `${uid}:${gid}` }],
    seen: SEEN,
    assumptions: mounts.assumptions,
    evidence,
  };
}

/** By the name of the account, which every version of the image has: whether it starts so, a run shows. */
function judgeUntried(view: ServiceView, profile: ServiceProfile): ServiceVerdict {
  const { runs } = view;
  const name = serverAccount(profile.image);
  if (name === undefined || profile.runsAsAccount?.is === false || runs.built?.user) return undefined;
  if (stopUser(view) || (profile.writable && movedData(view)) || !keepsDataInVolumes(view)) return undefined;
  return {
    settings: [{ path: ['user'], value: name }],
    seen: SEEN,
    assumptions: [startsAsAccount(name)],
    evidence: [profileEvidence(profile, profile.startsAs!, `${profile.image} starts as root and becomes ${name}`)],
  };
}

const SEEN = 'the service names no user';

function stopUser({ service }: ServiceView): Stop | undefined {
  if (service.image?.includes('$')) {
    const message =
      'a variable decides the tag, and the number of the account differs between the variants of the image';
    return stop('contains-variable', message);
  }
  return service.has('cap_add')
    ? stop('needs-decision', 'cap_add gives what only root can use; decide between the two')
    : undefined;
}

/** No folder of the host, which belongs to somebody else, and no volume of a driver is where it may write. */
function keepsDataInVolumes(view: ServiceView): boolean {
  return serviceMounts(view.service).every((mount) => {
    const { kind, target, readOnly } = mount;
    if (target === undefined) return kind === 'file';
    if (kind === 'volume' || kind === 'anonymous') return isPlainVolume(view, mount);
    return (
      readOnly || kind === 'file' || kind === 'tmpfs' || /\/[^/]+\.\w+$|\/docker-entrypoint-initdb\.d$/.test(target)
    );
  });
}

function startsAsAccount(name: string): Assumption {
  return {
    id: 'starts-as-account',
    believes: `The server starts as ${name} from the start, and its data and what is mounted are open to that account`,
    breaksIf:
      'its entry point needs root for more than to become this account, or a volume belongs to somebody else: the server does not start',
    checkBy: 'start it on a new volume and again with its data',
    needsRun: true,
  };
}
