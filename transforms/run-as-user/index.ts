import { type Assumption, type Evidence, isStop, type Stop, stop } from '../../src/model/index.js';
import { asBoolean, asSeq, asText } from '../../src/yaml/index.js';
import { programIs } from '../../src/programs/index.js';
import { commandName } from '../../src/shell/index.js';
import type { Instruction } from '../../src/dockerfile/index.js';
import { serverAccount, type ServiceProfile } from '../../src/knowledge/index.js';
import {
  isPlainVolume,
  isWholeServer,
  profileEvidence,
  serviceMounts,
  trialEvidence,
  startsOwnServer,
  type ServiceVerdict,
  type ServiceView,
  rewriteServices,
} from '../../src/services/index.js';
import { closedFile, judgeMounts, movedData, type Owner } from './detect.js';
import { withSeen } from './seen.js';

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
  judge: (view, context) => withSeen(view, context, judge(view)),
});

function judge(view: ServiceView): ServiceVerdict {
  const { service, runs } = view;
  const { profile } = runs;
  if (!profile || !startsOwnServer(view) || service.has('user')) return undefined;
  const privileged = service.get('privileged');
  if (privileged && asBoolean(privileged) !== false) return undefined;
  if (profile.startsAs?.is.uid !== 0) return undefined;
  // Where it writes must be known, or nobody can tell whose that has to be.
  const owner =
    profile.runsAsAccount?.is && profile.writable && isAsItsMakersLeftIt(view)
      ? ownerOf(profile, hasOpenTag(view))
      : undefined;
  return owner ? judgeKnown(view, profile, owner) : judgeUntried(view, profile);
}

/**
 * The user of an image that is built here belongs into its Dockerfile, but for a server whose entry point gives root up by
 * itself. One whose Dockerfile runs nothing has its folders as its makers left them.
 */
function isAsItsMakersLeftIt({ service, runs: { built, profile } }: ServiceView): boolean {
  if (!service.build) return true;
  if (!built || !profile || !isWholeServer(profile) || built.user) return false;
  const folders = (profile.writable ?? []).flatMap(({ is }) => (is.kind === 'volume' ? [is.path] : []));
  return built.chain.every(({ instructions }) => instructions.every((each) => leavesOwners(each, folders)));
}

/** A RUN that speaks of settings alone: whose the folders of data are, it does not change. */
function leavesOwners({ keyword, shell, args }: Instruction, folders: readonly string[]): boolean {
  if (keyword !== 'RUN') return true;
  if (!shell.ok || folders.some((path) => args.includes(path))) return false;
  return shell.commands.every((command) => setsUp(commandName(command)));
}

/** What writes the settings of a server or looks at them, and gives nothing to another account. */
function setsUp(name: string | undefined): boolean {
  if (programIs(name, 'onlyRoot')) return false;
  return (['namesItsPaths', 'runsNothing', 'looksOrRemoves', 'systemPackages'] as const).some((fact) =>
    programIs(name, fact),
  );
}

/** A variable decides which version or variant of the image it is, and the number of the account with it. */
function hasOpenTag({ service }: ServiceView): boolean {
  return !service.build && (service.image?.includes('$') ?? false);
}

/**
 * By number where it is known; else by the name that the account has in every version.
 * @param isOpen a variable decides the version.
 */
function ownerOf({ image, account }: ServiceProfile, isOpen: boolean): Owner | undefined {
  if (account && !isOpen) {
    const { uid, gid } = account.is;
    return uid === 0 ? undefined : { text: `${uid}:${gid}`, ids: { uid, gid } };
  }
  const text = serverAccount(image);
  return text === undefined ? undefined : { text };
}

function judgeKnown(view: ServiceView, profile: ServiceProfile, owner: Owner): ServiceVerdict {
  const no = stopUser(view) ?? movedData(view) ?? closedFile(view, owner);
  if (no) return no;
  const mounts = judgeMounts(view, owner);
  if (isStop(mounts)) return mounts;
  const { account, runsAsAccount, dropsRootWith } = profile;
  const name = account?.is.name ?? owner.text;
  const evidence: Evidence[] = [
    ...(account && owner.ids
      ? [profileEvidence(profile, account, `${name} of ${profile.image} is ${owner.text}`)]
      : []),
    profileEvidence(profile, runsAsAccount!, `${profile.image} also starts as ${name}`),
    ...trialEvidence(profile, 'runsAsAccount'),
  ];
  if (dropsRootWith)
    evidence.push(
      profileEvidence(profile, dropsRootWith, `its entry point becomes ${name} with ${dropsRootWith.is} by itself`),
    );
  return {
    settings: [{ path: ['user'], value: owner.text }],
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
  if (stopUser(view) || closedFile(view, { text: name }) || (profile.writable && movedData(view))) return undefined;
  if (!keepsDataInVolumes(view)) return undefined;
  return {
    settings: [{ path: ['user'], value: name }],
    seen: SEEN,
    assumptions: [startsAsAccount(name)],
    evidence: [profileEvidence(profile, profile.startsAs!, `${profile.image} starts as root and becomes ${name}`)],
  };
}

const SEEN = 'the service names no user';

function stopUser(view: ServiceView): Stop | undefined {
  const { service, runs } = view;
  if (hasOpenTag(view) && serverAccount(runs.profile!.image) === undefined) {
    const message =
      'a variable decides the tag, and the number of the account differs between the variants of the image';
    return stop('contains-variable', message);
  }
  const added = asSeq(service.get('cap_add'))?.items.map((item) => asText(item) ?? '') ?? [];
  return service.has('cap_add') && !(added.length > 0 && added.every((name) => OF_A_START.test(name)))
    ? stop('needs-decision', 'cap_add gives what only root can use; decide between the two')
    : undefined;
}

/** What an entry point uses to become the account, and nobody else: of no use once it is the account from the start. */
const OF_A_START = /^(?:CAP_)?(?:CHOWN|DAC_OVERRIDE|DAC_READ_SEARCH|FOWNER|NET_BIND_SERVICE|SETGID|SETUID)$/i;

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
