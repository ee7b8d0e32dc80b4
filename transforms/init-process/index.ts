import type { Assumption } from '../../src/model/index.js';
import {
  isJobOrTool,
  profileEvidence,
  assumeNewerFormat,
  startsOwnServer,
  type ServiceVerdict,
  type ServiceView,
  rewriteServices,
} from '../../src/services/index.js';
import { needsInit } from './first.js';

export const transform = rewriteServices({
  meta: {
    id: 'init-process',
    title: 'Start an init before a program that is none',
    why: 'The kernel ignores SIGTERM for a first process that does not handle it, so that a stop takes ten seconds and ends with a kill; and nobody reaps orphans. An init does both.',
    summary: 'Adds `init: true` to Compose services whose first process passes no signals on and reaps no orphans.',
    target: 'compose',
    phase: 'runtime',
    ceiling: 'review',
    rules: ['HF1003'],
    since: '0.1.0',
    references: [
      'https://docs.docker.com/reference/compose-file/services/#init',
      'https://github.com/nodejs/docker-node/blob/main/docs/BestPractices.md#handling-kernel-signals',
      'https://man7.org/linux/man-pages/man7/pid_namespaces.7.html',
    ],
  },
  decidedBy: ['init', 'pid'],
  judge,
});

/** Where nothing proves the need, nothing is said: an init is no use to most images, and some refuse it. */
function judge(view: ServiceView): ServiceVerdict {
  const { service, around, runs } = view;
  if (service.has('init') || service.has('pid')) return undefined;
  const { profile } = runs;
  const wants = profile?.wantsInit;
  if (wants?.is === false && startsOwnServer(view)) return undefined;
  const evidence =
    profile && wants?.is === true && startsOwnServer(view)
      ? profileEvidence(profile, wants, `the first process of ${profile.image} reaps no orphans`)
      : needsInit(view);
  // Somebody’s shell, or over before it matters.
  if (!evidence || isJobOrTool(view)) return undefined;
  return {
    settings: [{ path: ['init'], value: true }],
    title: 'Start an init before the program',
    seen: 'the service starts no init',
    assumptions: [MAY_BE_SECOND, ...assumeNewerFormat(around.doc, 'init', { 2: '2.2', 3: '3.7' })],
    evidence: [evidence],
  };
}

const MAY_BE_SECOND: Assumption = {
  id: 'may-be-second-process',
  believes:
    'The program does not insist on being process 1, and may end at once when it is told to and handles no signal',
  breaksIf:
    'it starts an init of its own that does (s6-overlay, systemd), or work that it is in the middle of counted on the ten seconds',
  checkBy: 'start and stop the service; with Podman, see that `podman info` knows an init path',
};
