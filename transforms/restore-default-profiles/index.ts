import {
  contains,
  type Assumption,
  type Context,
  type Edit,
  isStop,
  type Stop,
  stop,
  type NonEmpty,
  nonEmpty,
  type Evidence,
} from '../../src/model/index.js';
import {
  findAliases,
  asSeq,
  asText,
  removeKey,
  removeListItem,
  type YamlNode,
  type YamlSeq,
  type YamlEdits,
} from '../../src/yaml/index.js';
import type { ComposeDoc, Service } from '../../src/compose/index.js';
import {
  stopDecidedElsewhere,
  stopExtendedElsewhere,
  isContainer,
  profileEvidence,
  lookAround,
  viewService,
  type ServiceView,
} from '../../src/services/index.js';
import { whoNeedsIt } from './detect.js';
import { rewriteYaml, spotOf, type Spot } from '../../src/rewrites/index.js';

const OPT_OUT = /^(?:seccomp|apparmor)[:=]\s*unconfined$/i;

export const transform = rewriteYaml({
  meta: {
    id: 'restore-default-profiles',
    title: 'Turn the default seccomp and AppArmor profiles on again',
    why: 'The profiles close some sixty system calls and the kernel files that no server needs, and with them most ways out of a container.',
    summary:
      'Removes `seccomp:unconfined` and `apparmor:unconfined` from services whose image is known to work without.',
    target: 'compose',
    phase: 'identity',
    after: ['no-new-privileges'],
    ceiling: 'review',
    rules: ['CL-0009', 'KICS Default Seccomp Profile Disabled', 'CIS 5.2', 'CIS 5.22', 'O6'],
    since: '0.1.0',
    references: [
      'https://docs.docker.com/engine/security/seccomp/',
      'https://docs.docker.com/engine/security/apparmor/',
    ],
    hints: ['unconfined'],
  },
  on: optOuts,
  judge({ service, view, list, items }, doc) {
    const { around } = view;
    const obstacle =
      whoNeedsIt(view) ??
      shared(doc, service, list) ??
      explained(doc, items) ??
      stopDecidedElsewhere(around, { decidedBy: ['security_opt'] }, service) ??
      stopExtendedElsewhere(around, service, ['security_opt']);
    const edits = obstacle ?? editsOf(doc, service, list, items);
    if (isStop(edits)) return edits;
    const profile = view.runs.profile!;
    return {
      at: { anchor: service.place(), span: items[0].span },
      edits,
      touches: [service.place('security_opt')],
      evidence: [
        ...items.map(({ span }): Evidence => {
          const { line } = doc.yaml.lines.position(span.start);
          const quote = doc.text.slice(span.start, span.end);
          return { says: 'a protection is turned off', from: { kind: 'source', file: doc.file, line, span, quote } };
        }),
        profileEvidence(profile, profile.firstBoot!, `what ${profile.image} needs has been read in its files`),
      ],
      assumptions: [DEFAULT_SUFFICES],
    };
  },
});

interface OptOuts {
  readonly spot: Spot;
  readonly service: Service;
  readonly view: ServiceView;
  readonly list: YamlSeq;
  readonly items: NonEmpty<YamlNode>;
}

/** The services that turn a protection off. */
function optOuts(doc: ComposeDoc, context: Context): OptOuts[] {
  if (doc.isV1) return [];
  const around = lookAround(doc, context);
  return doc.services.flatMap((service) => {
    if (!isContainer(around, service)) return [];
    const list = asSeq(service.get('security_opt'));
    const items = nonEmpty((list?.items ?? []).filter((item) => OPT_OUT.test(asText(item) ?? '')));
    return list && items ? [{ spot: spotOf(service), service, view: viewService(around, service), list, items }] : [];
  });
}

/** The list is written where others get it, too. */
function shared(doc: ComposeDoc, service: Service, list: YamlSeq): Stop | undefined {
  const own = service.own('security_opt');
  if (own?.value !== list) return stop('inherited', 'security_opt is written elsewhere; decide it there');
  const [also] = service.alsoChanges();
  const [alias] = findAliases(doc.yaml, list);
  const other = also ?? (alias && doc.services.find(({ span }) => contains(span, alias.span)));
  if (!other && !alias) return undefined;
  return stop('inherited', `${other?.name ?? 'something else'} uses this list, too; decide it for both`);
}

/** A comment beside the item, or above it, gives the author's reason. */
function explained(doc: ComposeDoc, items: readonly YamlNode[]): Stop | undefined {
  const { lines } = doc.yaml;
  const commented = new Set(doc.yaml.comments.map(({ offset }) => lines.lineAt(offset)));
  const found = items.find(
    ({ span }) => commented.has(lines.lineAt(span.start)) || commented.has(lines.lineAt(span.start) - 1),
  );
  if (!found) return undefined;
  return stop('needs-decision', `a comment stands by ${asText(found)}; decide whether its reason still holds`);
}

function editsOf(doc: ComposeDoc, service: Service, list: YamlSeq, items: readonly YamlNode[]): YamlEdits {
  if (items.length === list.items.length) {
    const removed =
      service.entry.value.kind === 'map' ? removeKey(doc.yaml, service.entry.value, 'security_opt') : undefined;
    return removed ?? stop('inherited', 'the service is an alias');
  }
  if (list.flow && items.length > 1) return stop('unsupported-syntax', 'several items of one list in brackets');
  const edits: Edit[] = [];
  for (const item of items) {
    const removed = removeListItem(doc.yaml, list, item);
    if (isStop(removed)) return removed;
    edits.push(...removed);
  }
  return nonEmpty(edits) ?? stop('unsupported-syntax', 'nothing is written here');
}

const DEFAULT_SUFFICES: Assumption = {
  id: 'default-profile-suffices',
  believes:
    'The server needs no system call or file that the default profiles of Docker forbid; the opt-out is left from an older version of Docker, or copied',
  breaksIf:
    'it does, or the host is so old that its libseccomp rejects calls it does not know: the server fails with `Operation not permitted`',
  checkBy:
    'start the service with this change and use it once; `dmesg` on the host names what AppArmor or seccomp denied',
};
