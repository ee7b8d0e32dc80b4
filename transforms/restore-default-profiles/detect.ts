// Who may need what the default profiles forbid.
import { type Stop, stop } from '../../src/model/index.js';
import { programIn } from '../../src/programs/index.js';
import { asBoolean, asSeq, asText } from '../../src/yaml/index.js';
import { startsOwnServer, type ServiceView } from '../../src/services/index.js';

/** Debuggers and tracers; browsers that build a sandbox; engines that start containers of their own. */
const AS_WORD = { before: /(?<=^|[\s"'/,[])/, after: /(?=$|[\s"',:\]-])/, flags: 'i' };
const IMAGES =
  /chrom|puppeteer|playwright|selenium|browserless|dind|buildkit|podman|buildah|kaniko|rootless|delve|debug/i;

/** Why the service may need it turned off; `undefined` for a described server that starts as its image has it. */
export function whoNeedsIt(view: ServiceView): Stop | undefined {
  const { service, runs } = view;
  const privileged = service.get('privileged');
  if (privileged && asBoolean(privileged) !== false)
    return stop('conflicts', 'privileged turns the profiles off anyway; remove it first');
  const words = ['command', 'entrypoint'].map((key) => textOf(view, key)).join(' ');
  const program = programIn(words, 'wantsMoreCalls', AS_WORD);
  if (program !== undefined) return decide(`${program} makes system calls that the default profile forbids`);
  const image = service.image ?? '';
  if (IMAGES.test(image)) return decide(`${image} makes system calls that the default profile forbids`);
  const added = (asSeq(service.get('cap_add'))?.items ?? []).map((item) => asText(item) ?? '');
  const strong = added.find((name) => /^(?:CAP_)?(?:SYS_|ALL$|BPF$|PERFMON$|NET_ADMIN$)/i.test(name));
  if (strong !== undefined) return decide(`with ${strong} it may make system calls that the default profile forbids`);
  if (runs.profile?.firstBoot && !service.build && startsOwnServer(view)) {
    const needs = runs.profile.firstBoot.is.find((name) => name.startsWith('SYS_'));
    return needs === undefined ? undefined : decide(`${runs.profile.image} needs ${needs}`);
  }
  return decide('which system calls the program makes is not known');
}

function decide(why: string): Stop {
  return stop(
    'needs-decision',
    `${why}; start it once without the opt-out, and write a seccomp profile of its own if that fails`,
  );
}

function textOf({ service }: ServiceView, key: string): string {
  const node = service.get(key);
  return asText(node) ?? (asSeq(node)?.items ?? []).map((item) => asText(item) ?? '').join(' ');
}
