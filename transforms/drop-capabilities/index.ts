import { type Context, isStop, type Stop, stop } from '../../src/model/index.js';
import { asBoolean, asSeq, asText } from '../../src/yaml/index.js';
import type { Service } from '../../src/compose/index.js';
import {
  isMadeHere,
  staleObservation,
  viewOfMaker,
  type Setting,
  type ServiceVerdict,
  type ServiceView,
  rewriteServices,
} from '../../src/services/index.js';
import { userSetElsewhere } from '../../src/uses/index.js';
import { whatIsNeeded } from './detect.js';
import { withSeenRights } from './seen-rights.js';

export const transform = rewriteServices({
  meta: {
    id: 'drop-capabilities',
    title: 'Keep only the capabilities that are needed',
    why: 'Docker gives every container a dozen rights of root, from changing owners to raw sockets. Whoever takes the service over finds only those that it uses.',
    summary:
      'Adds `cap_drop: [ALL]` to Compose services, and `cap_add` with what their image is known to need, or what such programs usually take.',
    target: 'compose',
    phase: 'identity',
    after: ['no-new-privileges', 'run-as-user'],
    ceiling: 'unverified',
    rules: ['CL-0006', 'KICS Container Capabilities Unrestricted', 'CIS 5.4', 'O3'],
    since: '0.1.0',
    references: [
      'https://man7.org/linux/man-pages/man7/capabilities.7.html',
      'https://cheatsheetseries.owasp.org/cheatsheets/Docker_Security_Cheat_Sheet.html#rule-3-limit-capabilities-grant-only-specific-capabilities-needed-by-a-container',
    ],
  },
  decidedBy: ['cap_drop', 'cap_add', 'privileged', 'entrypoint'],
  observes: true,
  judge,
});

function judge(view: ServiceView, context: Context): ServiceVerdict {
  const { service } = view;
  const dropped = namesIn(service, 'cap_drop');
  if (dropped.includes('ALL')) return undefined;
  const made = viewOfMaker(view);
  const needs = withSeenRights(made ?? view, context, whatIsNeeded(made ?? view)) ?? staleObservation(view);
  if (!needs) return undefined;
  const no = inTheWay(service, dropped) ?? (isStop(needs) ? needs : userSetElsewhere(view));
  if (no || isStop(needs)) return no;
  const has = namesIn(service, 'cap_add');
  const missing = needs.back.filter((each) => !has.includes(each));
  const drop: Setting = { path: ['cap_drop'], value: ['ALL'] };
  return {
    settings: missing.length > 0 ? [drop, { path: ['cap_add'], value: missing }] : [drop],
    seen: 'the service drops no capabilities',
    assumptions: [...needs.assumptions, ...(made ? [isMadeHere(made)] : [])],
    evidence: needs.evidence,
  };
}

/** A setting of the author that the lists would contradict. */
function inTheWay(service: Service, dropped: readonly string[]): Stop | undefined {
  const privileged = service.get('privileged');
  if (privileged && asBoolean(privileged) !== false) {
    const message = 'privileged gives every capability; remove it before any can be dropped';
    return stop('conflicts', message);
  }
  for (const key of ['cap_drop', 'cap_add'] as const) {
    if (namesIn(service, key).some((name) => name.includes('$')))
      return stop('contains-variable', `${key} holds a variable, which may name any capability`);
  }
  if (namesIn(service, 'cap_add').includes('ALL'))
    return stop('needs-decision', 'cap_add gives ALL; name the capabilities that are needed instead');
  if (dropped.length === 0) return undefined;
  const message = `cap_drop names ${dropped.join(', ')} only; decide whether ALL, with what is needed in cap_add, replaces that list`;
  return stop('needs-decision', message);
}

/** Capabilities as Docker reads them: `SYS_ADMIN` for `cap_sys_admin`. */
function namesIn(service: Service, key: 'cap_add' | 'cap_drop'): string[] {
  return (asSeq(service.get(key))?.items ?? []).map((item) => (asText(item) ?? '$').toUpperCase().replace(/^CAP_/, ''));
}
