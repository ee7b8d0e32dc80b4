import { type Evidence, stop, isStop } from '../../src/model/index.js';
import { asBoolean } from '../../src/yaml/index.js';
import {
  profileEvidence,
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
    ceiling: 'review',
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
  // The user of an image that is built here belongs into its Dockerfile.
  if (service.build || !profile || !startsOwnServer(view)) return undefined;
  const { startsAs, account, runsAsAccount, dropsRootWith } = profile;
  if (!account || !runsAsAccount?.is || startsAs?.is.uid !== 0 || account.is.uid === 0) return undefined;
  // Where it writes must be known, or nobody can tell whose that has to be.
  if (!profile.writable) return undefined;
  if (service.has('user')) return undefined;
  const privileged = service.get('privileged');
  if (privileged && asBoolean(privileged) !== false) return undefined;
  if (service.image?.includes('$')) {
    const message =
      'a variable decides the tag, and the number of the account differs between the variants of the image';
    return stop('contains-variable', message);
  }
  if (service.has('cap_add'))
    return stop('needs-decision', 'cap_add gives what only root can use; decide between the two');
  const no = movedData(view);
  if (no) return no;
  const mounts = judgeMounts(view, account.is);
  if (isStop(mounts)) return mounts;
  const { name, uid, gid } = account.is;
  const evidence: Evidence[] = [
    profileEvidence(profile, account, `${name} of ${profile.image} is ${uid}:${gid}`),
    profileEvidence(profile, runsAsAccount, `${profile.image} also starts as ${name}`),
    ...trialEvidence(profile, 'runsAsAccount'),
  ];
  if (dropsRootWith)
    evidence.push(
      profileEvidence(profile, dropsRootWith, `its entry point becomes ${name} with ${dropsRootWith.is} by itself`),
    );
  return {
    settings: [{ path: ['user'], value: `${uid}:${gid}` }],
    seen: 'the service names no user',
    assumptions: mounts.assumptions,
    evidence,
  };
}
