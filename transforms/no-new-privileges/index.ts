import { contains, type Assumption, type Context, type Stop, stop, isStop, type Edit } from '../../src/model/index.js';
import { addListItem, addMapKey, findAliases, asBoolean, asSeq, findEntry } from '../../src/yaml/index.js';
import { type ComposeDoc, type Service, serviceKeyOrder } from '../../src/compose/index.js';
import { provePrivilegesComplete, privilegeSigns } from '../../src/uses/index.js';
import {
  isContainer,
  isUnderKey,
  lookAround,
  stopUsedOutside,
  findSwarmSign,
  viewService,
  type Surroundings,
} from '../../src/services/index.js';
import { otherFileInTheWay, partsOf, settingOf } from './detect.js';
import { rewriteYaml, spotOf, type Spot } from '../../src/rewrites/index.js';

const OPTION = 'no-new-privileges:true';

export const transform = rewriteYaml({
  meta: {
    id: 'no-new-privileges',
    title: 'Keep processes from gaining privileges',
    why: 'A setuid program or a file capability in the image can no longer make a process more powerful than it started.',
    summary: 'Adds `security_opt: no-new-privileges:true` to Compose services that lack it.',
    target: 'compose',
    phase: 'identity',
    ceiling: 'review',
    rules: ['CL-0003', 'KICS No New Privileges Not Set', 'KICS Security Opt Not Set', 'CIS 5.26', 'O4'],
    since: '0.1.0',
    references: [
      'https://docs.kernel.org/userspace-api/no_new_privs.html',
      'https://cheatsheetseries.owasp.org/cheatsheets/Docker_Security_Cheat_Sheet.html#rule-4-prevent-in-container-privilege-escalation',
    ],
  },
  on: services,
  judge({ service, around, shared, edits }, doc) {
    const views = [service, ...shared].map((each) => viewService(around, each));
    const proofs = views.map(provePrivilegesComplete);
    const proven = proofs.flatMap((proof) => proof ?? []);
    const held = views.flatMap((view) => privilegeSigns(view).held);
    return {
      edits,
      touches: [service, ...shared].map((each) => each.place('security_opt')),
      seen: partsOf(doc, service).some((part) => part.own('security_opt'))
        ? 'security_opt does not hold the option'
        : 'the service sets no security_opt',
      evidence: proven,
      assumptions:
        proven.length === proofs.length ? [] : [NO_SETUID, ...(held.length > 0 ? [heldAssumption(held)] : [])],
    };
  },
});

interface WantingService {
  readonly spot: Spot;
  readonly service: Service;
  readonly around: Surroundings;
  /** Other services that get the option by the same edit. */
  readonly shared: readonly Service[];
  readonly edits: readonly Edit[];
}

/** The services without the option, each once: what an edit gives others they need not be given again. */
function services(doc: ComposeDoc, context: Context): (WantingService | Required<Stop<Spot>>)[] {
  if (doc.isV1) return [];
  const around = lookAround(doc, context);
  const wanting = doc.services.filter((service) => lacksIt(around, service));
  const stops = new Map(wanting.map((service) => [service, inTheWay(around, service)]));
  const covered = new Set<Service>();
  return wanting.flatMap((service): (WantingService | Required<Stop<Spot>>)[] => {
    if (covered.has(service)) return [];
    const spot = spotOf(service);
    const shared = sharedWith(doc, service);
    const edits = stops.get(service) ?? refusalOfShared(doc, service, shared, stops) ?? edit(doc, service);
    if (isStop(edits)) return [{ ...edits, at: spot }];
    for (const each of shared) covered.add(each);
    return [{ spot, service, around, shared, edits }];
  });
}

/** A container of its own on Linux, without the option. */
function lacksIt(around: Surroundings, service: Service): boolean {
  if (!isContainer(around, service) || settingOf(around.doc, service) === 'on') return false;
  return otherFileInTheWay(around, service) !== 'carried';
}

function inTheWay(around: Surroundings, service: Service): Stop | undefined {
  const setting = settingOf(around.doc, service);
  if (setting === 'off') {
    const message = 'no-new-privileges is set to false here; decide whether a setuid program still needs it';
    return stop('needs-decision', message);
  }
  if (setting === 'variable') {
    return stop('contains-variable', 'security_opt holds a variable, which may set the option already');
  }
  const privileged = service.get('privileged');
  if (privileged && asBoolean(privileged) !== false) {
    return stop('conflicts', 'privileged gives every privilege at once; remove it before the option means anything');
  }
  const swarm = findSwarmSign(around.doc);
  if (swarm !== undefined) {
    // Source: UnsupportedProperties in https://github.com/docker/cli/blob/master/cli/compose/types/types.go
    const message = `${swarm}, and docker stack deploy passes over security_opt; "no-new-privileges": true in the configuration of the daemons does the same`;
    return stop('needs-decision', message);
  }
  const file = otherFileInTheWay(around, service);
  if (file && file !== 'carried') return file;
  const { stands } = privilegeSigns(viewService(around, service));
  if (!stands) return undefined;
  return stop('needs-decision', `${stands}; set the option once nothing there needs to gain privileges`);
}

/** Other services that an edit of this one changes. */
function sharedWith(doc: ComposeDoc, service: Service): Service[] {
  const shared = new Set(service.alsoChanges());
  const own = service.own('security_opt');
  for (const { span } of own ? findAliases(doc.yaml, own) : []) {
    for (const other of doc.services) if (other !== service && contains(other.span, span)) shared.add(other);
  }
  return [...shared];
}

/** What holds for one holds for all: the list of a base and of who extends it are joined, and must have no doubles. */
function refusalOfShared(
  doc: ComposeDoc,
  service: Service,
  shared: readonly Service[],
  verdicts: ReadonlyMap<Service, Stop | undefined>,
): Stop | undefined {
  for (const other of shared) {
    const no = verdicts.get(other);
    if (no) return stop(no.stop, `an edit here also changes ${other.name}: ${no.message}`);
    if (other.extends?.service === service.name && settingOf(doc, other) === 'on') {
      const message = `${other.name} extends this service and sets the option itself; Compose rejects it twice in one list`;
      return stop('conflicts', message);
    }
  }
  return undefined;
}

function edit(doc: ComposeDoc, service: Service): ReturnType<typeof addMapKey> {
  const own = service.own('security_opt');
  const aliases = own ? findAliases(doc.yaml, own) : [];
  if (!aliases.every(({ span }) => isUnderKey(doc, span, 'security_opt')))
    return stopUsedOutside(service, 'security_opt');
  if (own) return addListItem(doc.yaml, own, OPTION);
  const merged = service.map && findEntry(service.map, 'security_opt');
  if (merged && asSeq(merged.value)) {
    return stop('inherited', 'security_opt comes through a merge key; add the option where the list is written');
  }
  return addMapKey(doc.yaml, service.entry, 'security_opt', [OPTION], serviceKeyOrder(doc));
}

const MOST_SHOWN = 4;

/** The image holds a program that gains privileges; only running it tells whether the service calls it. */
function heldAssumption(held: readonly string[]): Assumption {
  const shown = [...new Set(held)];
  const more = shown.length > MOST_SHOWN ? `, and ${shown.length - MOST_SHOWN} more` : '';
  return {
    id: 'privileged-programs-unused',
    believes: `The running service calls none of what its image holds: ${shown.slice(0, MOST_SHOWN).join('; ')}${more}`,
    breaksIf:
      'it does, or people do in a shell of the container: the program fails (`ping` works on where `net.ipv4.ping_group_range` lets it, as Docker sets it)',
    checkBy: 'search the source for these programs, or leave them out of the image',
  };
}

const NO_SETUID: Assumption = {
  id: 'no-setuid-programs',
  believes:
    'Nothing in the container gains privileges while it runs: no `sudo`, no `su` by a normal user, no program with file capabilities (`gosu`, `su-exec` and `s6-setuidgid` only give privileges up and keep working)',
  breaksIf: 'such a program is called: it runs without the privilege and fails',
  checkBy:
    'start the service and use it once; `docker compose exec SERVICE find / -xdev -perm /6000` lists the candidates',
};
