// Containers that stay up until somebody stops them.
import { type Evidence, baseName, factOf, isWithin, partPattern, resolveIn } from '../model/index.js';
import { programIs } from '../programs/index.js';
import { asBoolean, asSeq, asText } from '../yaml/index.js';
import type { ComposeDoc, Service } from '../compose/index.js';
import type { Surroundings } from './around.js';
import { findEndingEvidence, startText } from './ending.js';
import { healthOf, profileEvidence, serviceEvidence, waiterFor } from './health.js';
import { startsOwnServer } from './program.js';
import { serviceMounts } from './mounts.js';
import { readRuns } from './runs.js';
import type { ServiceView } from './rule.js';

/** What shows that a container serves somebody until it is stopped; `undefined` where nothing does. */
export function findServingEvidence(view: ServiceView): Evidence | undefined {
  const { service, around, runs } = view;
  const { doc } = around;
  if (findEndingEvidence(view) || holdsDataAlone(service, doc)) return undefined;
  for (const key of ['ports', 'expose'] as const) {
    const says = key === 'ports' ? 'publishes a port' : 'exposes a port';
    if (asSeq(service.get(key))?.items.length) return serviceEvidence(doc, service, `${service.name} ${says}`);
  }
  const role = runs.profile?.role;
  if (role && role.is !== 'tool' && startsOwnServer(view)) {
    return profileEvidence(runs.profile!, role, `${runs.profile!.image} is a server`);
  }
  const program = startText(view)
    .split(/[\s"'&;|]+/)
    .map((word) => baseName(word))
    .find((word) => programIs(word, 'staysUp'));
  if (program !== undefined) return serviceEvidence(doc, service, `${service.name} starts ${program}`);
  const health = healthOf(view);
  if (health.state === 'has' && health.by === 'service') return health.evidence;
  if (runs.built && runs.built.exposed.length > 0 && runs.command === undefined && runs.entrypoint === undefined) {
    const from = { kind: 'source', file: runs.built.file, quote: `EXPOSE ${runs.built.exposed.join(' ')}` } as const;
    return { says: `the image of ${service.name} exposes a port`, from };
  }
  const waits = waiterFor(doc, service.name, 'service_healthy');
  return waits && serviceEvidence(doc, waits, `${waits.name} waits until ${service.name} is healthy`);
}

const JOB_NAME = partPattern('setup bootstrap job jobs test tests e2e lint backup shell cli tool tools', {
  before: /(?:^|[-_])/,
  after: /(?:[-_]|$)/,
  // The last two are browsers that tests run.
  also: [/(?:init|migrat|seed|provision|create|import|build)[a-z]*/, /(?:playwright|cypress)/],
});

/** A job, a shell, a tool that somebody starts by hand: nothing that a runtime should keep alive. */
export function isJobOrTool(view: ServiceView): boolean {
  const { service } = view;
  if (holdsDataAlone(service, view.around.doc)) return true;
  if (service.has('profiles') || JOB_NAME.test(service.name) || findEndingEvidence(view)) return true;
  // What publishes a port has a terminal by habit: the development servers of some tools once ended without one.
  const hasTerminal = asBoolean(service.get('tty')) === true || asBoolean(service.get('stdin_open')) === true;
  if (hasTerminal && !asSeq(service.get('ports'))?.items.length) return true;
  return isPrompt(startText(view).trim());
}

/** A container for the volumes that others take from it: its program ends at once, and is meant to. It has no port. */
function holdsDataAlone(service: Service, doc: ComposeDoc): boolean {
  const hasPort = (['ports', 'expose'] as const).some((key) => asSeq(service.get(key))?.items.length);
  return !hasPort && factOf(doc, namedInVolumesFrom).has(service.name);
}

function namedInVolumesFrom(doc: ComposeDoc): ReadonlySet<string> {
  const names = doc.services.flatMap((service) =>
    (asSeq(service.get('volumes_from'))?.items ?? []).flatMap((item) => asText(item)?.split(':')[0] ?? []),
  );
  return new Set(names);
}

/** What waits for a person, or for nothing. */
function isPrompt(text: string): boolean {
  const command = text.replace(/^exec\s+/, '');
  if (/^(?:\S*\/)?(?:sleep\s|tail\s+-[fF]\s)/.test(command)) return true;
  const name = /\s/.test(command) ? undefined : baseName(command);
  return programIs(name, 'shell') || programIs(name, 'console');
}

const NOT_LASTING =
  /(?:^|[/._-])(?:\.?devcontainer|dev|develop|development|local|debug|tests?|testing|ci|e2e)(?:[/._-]|$)/i;

/** A file for development or tests: by its name, or since it lays the source on the host over an image that is built of it. */
export function isForDevelopment(around: Surroundings): boolean {
  return NOT_LASTING.test(around.doc.file) || factOf(around, laysSourceOver);
}

function laysSourceOver(around: Surroundings): boolean {
  return around.doc.services.some((service) => service.build !== undefined && isSourceMounted(around, service));
}

/** Folders by whose name it is what a program reads and writes, and not what it is made of. */
const HOLDS_DATA =
  /^(?:\.?data|db|database|logs?|uploads?|media|storage|backups?|certs?|certificates|ssl|tls|keys|secrets|cache|tmp|temp|output|results)$/i;

/**
 * True for a service that is built here and gets a folder of its own build context from the host, where its image has
 * what it copied from there: somebody edits it while it runs.
 */
export function isSourceMounted(around: Surroundings, service: Service): boolean {
  const { built } = readRuns(around, service);
  if (!built) return false;
  const { repository } = around.context.evidence;
  const workdir = built.workdir?.text ?? '/';
  return serviceMounts(service).some(({ kind, source, target }) => {
    if (kind !== 'bind' || source === undefined || target === undefined || !source.startsWith('.')) return false;
    const folder = resolveIn(around.folder, source);
    if (folder === undefined || (folder !== '' && repository.kind(folder) !== 'directory')) return false;
    if (isWithin(built.context, folder)) return true;
    if (HOLDS_DATA.test(baseName(folder))) return false;
    return isWithin(folder, built.context) && workdir !== '/' && isWithin(target, workdir);
  });
}
