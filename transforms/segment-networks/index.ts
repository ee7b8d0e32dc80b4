import {
  type Context,
  type Edit,
  type Evidence,
  isStop,
  stop,
  type Stop,
  nonEmpty,
  type NonEmpty,
} from '../../src/model/index.js';
import { addMapKey, type YamlValue } from '../../src/yaml/index.js';
import { type ComposeDoc, type Service, serviceKeyOrder } from '../../src/compose/index.js';
import { isContainer, lookAround, viewService, type Surroundings, type ServiceView } from '../../src/services/index.js';
import { readSource } from './source.js';
import { namesOf, talksTo } from './talks.js';
import { rewriteYaml, spotOf, type Spot, type YamlVerdict } from '../../src/rewrites/index.js';

export const transform = rewriteYaml({
  meta: {
    id: 'segment-networks',
    title: 'Keep databases on networks of those who use them',
    why: 'All services share one network, so whoever takes over one of them reaches every other. A service without a line to a database need not reach it.',
    summary: 'Gives networks of their own to databases, caches and queues that services reach without using them.',
    target: 'compose',
    phase: 'identity',
    ceiling: 'unverified',
    // No tool asks who uses a network.
    rules: [],
    since: '0.1.0',
    references: ['https://docs.docker.com/compose/how-tos/networking/#specify-custom-networks'],
    enabledByDefault: 'guide',
    hints: ['services'],
  },
  on: stores,
  judge: ({ all }, doc) => divide(doc, all),
});

interface Stores {
  readonly spot: Spot;
  readonly all: NonEmpty<Store>;
}

/** The stores of the file, where nobody has divided it yet. */
function stores(doc: ComposeDoc, context: Context): (Stores | Required<Stop<Spot>>)[] {
  if (doc.isV1 || doc.yaml.documents.length > 1) return [];
  const around = lookAround(doc, context);
  const views = doc.services.filter((service) => isContainer(around, service)).map((each) => viewService(around, each));
  if (views.length < 3 || isDivided(around, views)) return [];
  const all = nonEmpty(views.flatMap((view) => storeOf(view, views)));
  if (!all) return [];
  const built = views.find(({ service }) => service.usesMerge || service.extends || service.alsoChanges().length > 0);
  if (!built) return [{ spot: { anchor: 'services', span: all[0].service.keySpan }, all }];
  const message = `${built.service.name} shares keys with other services, so that a network would reach them too; give each its own`;
  return [stop('inherited', message, spotOf(built.service))];
}

/** Somebody has thought about networks, here or in a file that is laid over this one. */
function isDivided({ base, overlays }: Surroundings, views: readonly ServiceView[]): boolean {
  const others = [...(base ? [base] : []), ...overlays].flatMap(({ doc }) => doc.services);
  return [...views.map(({ service }) => service), ...others].some(
    (service) => service.has('networks') || service.has('network_mode') || service.has('net'),
  );
}

/** A service that holds data, who uses it, and who reaches it for nothing. */
interface Store {
  readonly service: Service;
  readonly users: NonEmpty<{ readonly service: Service; readonly by: string }>;
  readonly strangers: readonly Service[];
  /** All that the strangers run was read, and nothing of it names the store. */
  readonly known: boolean;
}

const ROLES = new Set(['database', 'cache', 'queue', 'search']);

function roleOf({ runs }: ServiceView): string | undefined {
  return runs.profile?.role?.is;
}

function storeOf(view: ServiceView, views: readonly ServiceView[]): Store[] {
  if (!ROLES.has(roleOf(view) ?? '')) return [];
  const names = namesOf(view.service);
  const others = views.filter((other) => other !== view);
  // One that calls others itself has to stay where they are.
  if (others.some((other) => talksTo(view, namesOf(other.service)) !== undefined)) return [];
  const users: Store['users'][number][] = [];
  const rest: ServiceView[] = [];
  for (const other of others) {
    // A console connects to whatever is typed into it.
    const by = roleOf(other) === 'admin' ? 'its console' : talksTo(other, names);
    if (by !== undefined) users.push({ service: other.service, by });
    else rest.push(other);
  }
  const strangers: Service[] = [];
  // Services of a file that is laid over this one are not among the views.
  let known = view.around.overlays.length === 0;
  for (const other of rest) {
    // What its twin says in settings, it may say in its code.
    const twin = users.find((user) => sameProgram(user.service, other.service));
    if (twin) users.push({ service: other.service, by: `the program of ${twin.service.name}` });
    if (twin || ROLES.has(roleOf(other) ?? '')) continue;
    const source = readSource(other, names);
    if (source.names !== undefined) users.push({ service: other.service, by: source.names });
    else strangers.push(other.service);
    known &&= source.whole;
  }
  const several = nonEmpty(users);
  if (!several || strangers.length === 0) return [];
  return [{ service: view.service, users: several, strangers, known }];
}

/** The same image, or the same build. */
function sameProgram(a: Service, b: Service): boolean {
  if (a.build && b.build) return a.build.context === b.build.context && a.build.dockerfile === b.build.dockerfile;
  return a.image !== undefined && a.image === b.image;
}

function divide(doc: ComposeDoc, stores: NonEmpty<Store>): YamlVerdict {
  const isSketch = stores.some(({ known }) => !known);
  const names = networkNames(stores);
  const joined = new Map<Service, Set<string>>();
  for (const store of stores) {
    const name = names.get(store)!;
    joined.set(store.service, new Set([name]));
    for (const { service } of store.users) joined.set(service, (joined.get(service) ?? new Set(['default'])).add(name));
  }
  const edits: Edit[] = [];
  for (const [service, networks] of [...joined].sort(([a], [b]) => a.span.start - b.span.start)) {
    const result = addMapKey(doc.yaml, service.entry, 'networks', [...networks], serviceKeyOrder(doc));
    if (isStop(result)) return { ...result, at: spotOf(service) };
    edits.push(...(isSketch ? [whole(doc, service, result)] : result));
  }
  const networks: YamlValue = Object.fromEntries([...new Set(names.values())].map((name) => [name, {}]));
  const top = addMapKey(doc.yaml, doc.root!, 'networks', networks);
  if (isStop(top))
    return stop(top.stop, 'the file has networks of its own; decide who joins which', spotOf(stores[0].service));
  const them = stores.length > 1 ? 'them' : 'it';
  return {
    title: `Keep ${listed(stores.map(({ service }) => service.name))} on a network of those who use ${them}`,
    edits: [...edits, ...top],
    touches: ['networks', ...[...joined.keys()].map((service) => service.place('networks'))],
    evidence: stores.flatMap(({ service, users }) => users.map((user) => seen(doc, service, user))),
    assumptions: stores.map(({ service, users, strangers }) => ({
      id: 'nobody-else-connects',
      needsRun: true,
      believes: `Only ${listed(users.map((each) => each.service.name))} talk${users.length > 1 ? '' : 's'} to ${service.name}; ${listed(strangers.map(({ name }) => name))} never do${strangers.length > 1 ? '' : 'es'}`,
      breaksIf: isSketch
        ? 'one of them connects to it by a name that stands in its code, or in a file that is not in the repository'
        : 'one of them makes the name up, or reads it from where this repository does not show it, or a container of another project joins the default network for it',
      checkBy: `look at the connections of ${service.name} while everything runs`,
    })),
    ...(isSketch ? { manual: true } : {}),
  };
}

function seen(doc: ComposeDoc, { name }: Service, { service, by }: Store['users'][number]): Evidence {
  const { line } = doc.yaml.lines.position(service.keySpan.start);
  return {
    says: by.startsWith('the ')
      ? `${service.name} runs ${by}, which names ${name}`
      : `${service.name} names ${name} in ${by}`,
    from: { kind: 'source', file: doc.file, line, span: service.keySpan },
  };
}

/** The service as it would read, since a sketch is read without the file around it. */
function whole(doc: ComposeDoc, { keySpan, span }: Service, edits: readonly Edit[]): Edit {
  const start = keySpan.start;
  const end = Math.max(span.end, ...edits.map((each) => each.span.end));
  let text = '';
  let from = start;
  for (const each of [...edits].sort((a, b) => a.span.start - b.span.start)) {
    text += doc.text.slice(from, each.span.start) + each.text;
    from = each.span.end;
  }
  return {
    kind: 'edit',
    file: doc.file,
    span: { start, end },
    expect: doc.text.slice(start, end),
    text: text + doc.text.slice(from, end),
  };
}

/** Stores with the same users share a network: `db`, or `data` for several. */
function networkNames(stores: readonly Store[]): Map<Store, string> {
  const groups = new Map<string, Store[]>();
  for (const store of stores) {
    const key = store.users.map(({ service }) => service.name).join(' ');
    groups.set(key, [...(groups.get(key) ?? []), store]);
  }
  const taken = new Set(['default']);
  const names = new Map<Store, string>();
  for (const group of groups.values()) {
    const plain = group.length === 1 ? group[0]!.service.name : 'data';
    let name = plain;
    for (let count = 2; taken.has(name); count++) name = `${plain}-${count}`;
    taken.add(name);
    for (const store of group) names.set(store, name);
  }
  return names;
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
