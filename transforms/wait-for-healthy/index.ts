import { type Assumption, type Context, type Evidence, isStop, type Stop, stop } from '../../src/model/index.js';
import {
  asBoolean,
  asMap,
  asSeq,
  asText,
  entriesOf,
  findEntry,
  findValue,
  dottedPlace,
  findKeyPaths,
  type YamlEntry,
  type YamlScalar,
  type YamlSeq,
} from '../../src/yaml/index.js';
import type { ComposeDoc, Service } from '../../src/compose/index.js';
import {
  findEndingEvidence,
  healthOf,
  lookAround,
  assumeNewerFormat,
  serviceEvidence,
  startsOwnServer,
  findSwarmSign,
  viewService,
  type Surroundings,
} from '../../src/services/index.js';
import { servicesInCircles } from './circles.js';
import { conditionsFor } from './edits.js';
import { rewriteYaml, spotOf, type Spot, type YamlRewrite } from '../../src/rewrites/index.js';

export const transform = rewriteYaml({
  meta: {
    id: 'wait-for-healthy',
    title: 'Start a service when what it depends on is ready',
    why: 'A list only orders the starts: the service then runs before the server behind it answers, and fails or retries.',
    summary:
      'Gives `depends_on` its conditions: healthy for services with a health check, completed for jobs that end.',
    target: 'compose',
    phase: 'runtime',
    after: ['add-healthcheck'],
    ceiling: 'review',
    rules: ['dependency-not-awaited'],
    hints: ['depends_on'],
    since: '0.1.0',
    references: [
      'https://docs.docker.com/compose/how-tos/startup-order/',
      'https://docs.docker.com/reference/compose-file/services/#depends_on',
    ],
  },
  on: lists,
  judge: ({ seq, users, conditions, facts }, doc) => judge(doc, seq, users, conditions, facts),
});

interface AwaitingList {
  readonly spot: Spot;
  readonly seq: YamlSeq;
  /** The services that have it. */
  readonly users: readonly Service[];
  readonly conditions: readonly Wait[];
  readonly facts: Facts;
}

/** The lists without conditions, some of which can be given one. */
function lists(doc: ComposeDoc, context: Context): AwaitingList[] {
  if (doc.isV1) return [];
  const around = lookAround(doc, context);
  const waits = new Map<string, Wait>();
  function waitFor(name: string): Wait {
    const found = waits.get(name) ?? waitOf(around, name);
    waits.set(name, found);
    return found;
  }
  const short = shortLists(doc);
  let facts: Facts | undefined;
  return [...short].flatMap(([seq, users]) => {
    const conditions = seq.items.map((item) => waitFor(asText(item) ?? ''));
    if (conditions.every(({ condition }) => condition === 'service_started')) return [];
    facts ??= factsOf(doc, short.keys());
    return [{ spot: spotOf(users[0]!), seq, users, conditions, facts }];
  });
}

interface Wait {
  readonly condition: 'service_healthy' | 'service_completed_successfully' | 'service_started';
  readonly evidence: readonly Evidence[];
}

const STARTED: Wait = { condition: 'service_started', evidence: [] };

/** What can be waited for, as far as the files prove it. */
function waitOf(around: Surroundings, name: string): Wait {
  const service = around.doc.service(name);
  if (!service) return STARTED;
  const view = viewService(around, service);
  const ends = findEndingEvidence(view);
  if (ends) {
    const restarts = service.has('restart') && !neverRestarts(service);
    const long = restarts || findValue(service.get('deploy'), 'restart_policy') !== undefined;
    return long ? STARTED : { condition: 'service_completed_successfully', evidence: [ends] };
  }
  const health = healthOf(view);
  if (health.state !== 'has' || turnedOffBeside(around, name)) return STARTED;
  // The check of an image speaks of the program that the image starts.
  const ownProgram = view.runs.command === undefined && view.runs.entrypoint === undefined;
  if (health.by === 'image' && !ownProgram && !startsOwnServer(view)) return STARTED;
  return { condition: 'service_healthy', evidence: [health.evidence] };
}

function neverRestarts(service: Service): boolean {
  const node = service.get('restart');
  return asBoolean(node) === false || asText(node) === 'no';
}

function turnedOffBeside({ base, overlays }: Surroundings, name: string): boolean {
  return [...(base ? [base] : []), ...overlays].some(({ doc }) => {
    const check = doc.service(name)?.get('healthcheck');
    const first = asText(asSeq(findValue(check, 'test'))?.items[0]) ?? asText(findValue(check, 'test'));
    return asBoolean(findValue(check, 'disable')) === true || first === 'NONE';
  });
}

/** Every `depends_on` that is a list, once, with the services for which it counts. */
function shortLists(doc: ComposeDoc): Map<YamlSeq, Service[]> {
  const lists = new Map<YamlSeq, Service[]>();
  for (const service of doc.services) {
    const seq = asSeq(service.map && findEntry(service.map, 'depends_on')?.value);
    if (!seq || seq.items.length === 0) continue;
    const users = lists.get(seq);
    if (users) users.push(service);
    else lists.set(seq, [service]);
  }
  return lists;
}

function judge(
  doc: ComposeDoc,
  seq: YamlSeq,
  users: readonly Service[],
  conditions: readonly Wait[],
  { stands, swarm, circling }: Facts,
): YamlRewrite | Stop {
  if (swarm !== undefined) {
    return stop(
      'needs-decision',
      `${swarm}, and docker stack deploy takes depends_on as a list only; add conditions once the file is for Compose alone`,
    );
  }
  const cycle = users.find(({ name }) => circling.has(name));
  if (cycle)
    return stop(
      'conflicts',
      `${cycle.name} depends on itself in the end; Compose starts neither, so break the circle first`,
    );
  const entry = entryOf(doc, users, seq);
  const paths = placesOf(stands, seq);
  const other = paths.find((keys) => keys.at(-1) !== 'depends_on' && !keys[0]?.startsWith('x-'));
  if (!entry || other) {
    const message = other
      ? `the list stands for ${dottedPlace(...other)} too, through its anchor; write depends_on out here`
      : 'the list is written in a place that is not edited; write depends_on out here';
    return stop('inherited', message);
  }
  const words = conditions.map(({ condition }) => condition);
  const result = conditionsFor(doc, entry, seq, words);
  if (isStop(result)) return result;
  const changed = new Set(users.flatMap((user) => [user, ...user.alsoChanges()]));
  return {
    title: 'Start the service when what it depends on is ready',
    edits: result,
    touches: [
      ...new Set([
        ...paths.map((keys) => dottedPlace(...keys)),
        ...[...changed].map((each) => each.place('depends_on')),
      ]),
    ],
    evidence: [
      serviceEvidence(doc, users[0]!, 'depends_on names no conditions'),
      ...conditions.flatMap(({ evidence }) => evidence),
    ],
    assumptions: assumptionsFor(doc, words),
  };
}

function assumptionsFor(doc: ComposeDoc, words: readonly Wait['condition'][]): Assumption[] {
  const jobs = words.includes('service_completed_successfully');
  return [
    ...(words.includes('service_healthy') ? [CHECKS] : []),
    ...(jobs ? [JOBS] : []),
    ...assumeNewerFormat(doc, 'depends_on with conditions', { 2: jobs ? '0' : '2.1', 3: '0' }),
  ];
}

const CHECKS: Assumption = {
  id: 'awaited-checks-pass',
  believes: 'The health checks that are waited for pass wherever the file is used',
  breaksIf:
    'one of them never passes: what waits for it is not started, and `docker compose up` ends with an error; or one with a long interval passes late, since the first check may come an interval after the start',
  checkBy: 'run `docker compose up -d` once, and see that `docker compose ps` calls them healthy',
};

const JOBS: Assumption = {
  id: 'awaited-jobs-succeed',
  believes: 'The jobs that are waited for end with status 0, on the second start as well',
  breaksIf: 'a job fails where it used to fail unnoticed, or never ends: what waits for it is not started',
  checkBy: 'run `docker compose up` twice, the second time with the data of the first',
};

/** The entry in which the list is written. */
function entryOf(doc: ComposeDoc, users: readonly Service[], seq: YamlSeq): YamlEntry | undefined {
  for (const user of users) {
    const entry = user.map && findEntry(user.map, 'depends_on');
    if (entry?.value === seq) return entry;
  }
  const root = asMap(doc.root);
  return root && [...entriesOf(root).values()].find(({ value }) => value === seq);
}

type Paths = ReturnType<typeof findKeyPaths>;

/** Read once for a file, when a list first needs it. */
interface Facts {
  readonly stands: Paths;
  readonly swarm: string | undefined;
  readonly circling: ReadonlySet<string>;
}

function factsOf(doc: ComposeDoc, lists: Iterable<YamlSeq>): Facts {
  const stands = findKeyPaths(doc.yaml, new Set([...lists].flatMap(firstScalar)));
  return { stands, swarm: findSwarmSign(doc), circling: servicesInCircles(doc) };
}

function firstScalar(seq: YamlSeq): YamlScalar[] {
  const [first] = seq.items;
  return first?.kind === 'scalar' ? [first] : [];
}

/** The keys that lead to the list, through aliases and merge keys as well. */
function placesOf(stands: Paths, seq: YamlSeq): (readonly string[])[] {
  return firstScalar(seq).flatMap((first) => (stands.get(first) ?? []).map((keys) => keys.slice(0, -1)));
}
