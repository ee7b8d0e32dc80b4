// Where the program of a container answers, as far as its words, its source and what is around it show.
import {
  type Context,
  type Evidence,
  type Listen,
  type Program,
  type Route,
  baseName,
  exactPattern,
  wordList,
  type Folder,
} from '../model/index.js';
import { programIs } from '../programs/index.js';
import { baseChain, buildStates, childStages, startOf, type DockerfileDoc, type Stage } from '../dockerfile/index.js';
import { imageProfile } from '../knowledge/index.js';
import { asksOthers } from './handlers.js';
import { servedRoute } from './served-route.js';
import { addressVariables, imageSource, type ImageSource } from './source.js';
import { portNumber, type ImageUse } from './start.js';
import { webServerOf } from './web-server.js';

export interface Endpoint {
  readonly port: number;
  /** The environment variable that moves the port. */
  readonly variable?: string;
  /** Absent: only that a connection is taken is known. */
  readonly route?: string;
  /** A web server, which answers over HTTP whatever it is asked for. */
  readonly http?: true;
  /** EXPOSE or a service names the port; nothing that was read shows that the program takes it. */
  readonly stated?: true;
  /** With `stated`: a service opens the port to others, and nothing that was read speaks against it. */
  readonly opened?: true;
  /** It builds before it listens. */
  readonly builds?: true;
  readonly evidence: readonly Evidence[];
}

/** Routes that are made to be asked, the cheapest first: alive before ready. */
const ROUTES = wordList(`
  /healthz /health /health/ /livez /health/live /_health /healthcheck /api/health /api/healthz /ping /up /status`);
const TLS =
  /--(?:certfile|keyfile|ssl|tls|https)|\bhttps\.createServer|\bssl_context\b|\bListenAndServeTLS\b|\bssl_keyfile\b|server\.ssl\./;

/** What is around the container of a stage. */
export interface EndpointReader {
  readonly doc: DockerfileDoc;
  readonly stage: Stage;
  /** The build context; `undefined` where the source cannot be read in one. */
  readonly folder: Folder | undefined;
  readonly context: Context;
  /** Ports that services name for the image. */
  readonly named: readonly number[];
}

/**
 * The one port, and a route for health checks; `undefined` where they are not known, or speak TLS.
 * @param any what is started; `undefined` where the base image decides.
 */
export function endpointOf(any: ImageUse | undefined, reader: EndpointReader): Endpoint | undefined {
  const { doc, stage, folder, context } = reader;
  const use = any && withoutOtherStarts(any);
  const server = webServerOf(use, reader);
  if (server?.port !== undefined) return behind(server.port, server.evidence, reader);
  if (!use) return server && statedPort(undefined, reader);
  if (use.program.started.some(({ words }) => TLS.test(words.join(' ')))) return undefined;
  const source = folder === undefined ? undefined : imageSource(doc, stage, folder, [use], context);
  const { variables } = buildStates(doc)[stage.instructions.at(-1)!.index]!;
  function read(path: Parameters<Context['evidence']['repository']['read']>[0]): string | undefined {
    return context.evidence.repository.read(path);
  }
  function speaksTls(listens: readonly Listen[]): boolean {
    const files = [...listens, ...(source?.facts.routes.known ?? [])].map(({ from }) => from.file);
    return [...new Set(files)].some((file) => TLS.test(read(file) ?? ''));
  }
  const { program } = use;
  // What compiles in memory starts the same source.
  const isRead = program.unread.length === 0 && !program.compiles.some(({ inPlace }) => inPlace);
  const base = stage.rootImage === undefined ? undefined : imageProfile(stage.rootImage)?.env;
  const inImage = (name: string): string | undefined =>
    use.environment.get(name) ?? variables.get(name) ?? base?.[name] ?? undefined;
  const listen =
    onlyPort(program.listens) ??
    (source && bindsItself(use, source) ? onlyPort(source.facts.listens.known) : undefined) ??
    (source && (portByVariable(use, source, inImage) ?? portByAddress(use, source, inImage)));
  if (isRead && listen) {
    if (speaksTls([listen])) return undefined;
    const port = portOf(listen, inImage);
    // EXPOSE that names others, and not this one, contradicts it.
    const isNamed = use.ports.length === 0 || use.ports.includes(port);
    if (isNamed) return listening(listen, port, source && routeOf(source, context));
    // The words decide; what the source has may be set from outside.
    if (program.listens.length > 0) return undefined;
  }
  if (speaksTls(source?.facts.listens.known ?? [])) return undefined;
  if (!isServing(program)) return undefined;
  const stated = statedPort(use, reader);
  // What builds or installs first may take its time, as may what was not read; a port that was read is another one.
  const isOpened = !listen && [program.compiles, program.unread, program.listens].every(({ length }) => length === 0);
  return stated && isOpened && isOpenedBy(use, stated.port, reader) ? { ...stated, opened: true } : stated;
}

/** Without what its script runs for other arguments only. */
function withoutOtherStarts(use: ImageUse): ImageUse {
  const { started, listens } = use.program;
  if (![...started, ...listens].some(({ untaken }) => untaken)) return use;
  const program = {
    ...use.program,
    started: started.filter(({ untaken }) => !untaken),
    listens: listens.filter(({ untaken }) => !untaken),
  };
  return { ...use, program };
}

/** What a web server answers, or what the framework does that it hands requests to. */
function behind(
  port: number,
  evidence: readonly Evidence[],
  { doc, stage, folder, context }: EndpointReader,
): Endpoint {
  const route = folder === undefined ? undefined : servedRoute(doc, stage, folder, context);
  if (!route) return { port, http: true, evidence };
  return { port, route: route.path, evidence: [...evidence, { says: `${route.path} answers`, from: route.from }] };
}

/** A service that runs it opens the port; Compose publishes none that nobody listens on for long. */
function isOpenedBy({ by, ports }: ImageUse, port: number, { named }: EndpointReader): boolean {
  // For a service, EXPOSE may be what is named.
  return (by === 'compose' ? ports : named).includes(port);
}

function listening({ variable, from }: Listen, port: number, route: Route | undefined): Endpoint {
  return {
    port,
    ...(variable === undefined ? {} : { variable }),
    ...(route ? { route: route.path } : {}),
    evidence: [
      { says: `it listens on ${port}`, from },
      ...(route ? [{ says: `${route.path} answers`, from: route.from }] : []),
    ],
  };
}

function portOf(listen: Listen, inImage: (name: string) => string | undefined): number {
  if (listen.variable === undefined) return listen.port;
  const set = inImage(listen.variable);
  return set !== undefined && /^\d+$/.test(set) ? Number(set) : listen.port;
}

/** What is started may be a server: nothing of it is known to do other work. */
function isServing({ started, listens }: Program): boolean {
  const last = started.at(-1);
  if (!last || listens.length > 0) return true;
  const { name, words } = last;
  if (programIs(name, 'idles') || programIs(name, 'ends') || (programIs(name, 'shell') && words.length === 1))
    return false;
  // A script in PHP ends. What serves for developers only is asked by nobody.
  if (name === 'php' || (programIs(name, 'buildsFolder') && programIs(name, 'buildsInPlace'))) return false;
  if (words.includes('flower')) return true;
  return !programIs(name, 'takesJobs') && !words.slice(1, 5).some((word) => JOBS.test(word));
}

/** Words with which a program takes its work from a queue or a clock. */
const JOBS = exactPattern(
  `worker beat celerybeat celeryd rqworker process_tasks qcluster run_huey queue:work queue:listen horizon schedule:work
  schedule:run messenger:consume resque:work jobs:work solid_queue:start`,
  {},
);

/** The one port that EXPOSE names, or else the services that run the image. */
function statedPort(use: ImageUse | undefined, { doc, stage, named }: EndpointReader): Endpoint | undefined {
  const { line, args } = stage.instruction;
  const from = use?.from ?? ({ kind: 'source', file: doc.file, line: line + 1, quote: `FROM ${args}` } as const);
  for (const ports of [use?.by === 'compose' ? use.ports : exposedFor(stage), named]) {
    const plain = plainPorts(ports);
    if (plain.length > 1) return undefined;
    const [port] = plain;
    if (port === undefined) continue;
    return {
      port,
      stated: true,
      ...(use && use.program.compiles.length > 0 ? { builds: true as const } : {}),
      evidence: [{ says: `port ${port} is named`, from }],
    };
  }
  return undefined;
}

const TLS_PORTS = [443, 8443];
/** Where debuggers attach; the program may do without. */
const DEBUGGER_PORTS = [2345, 5005, 5678, 9229];

/** Ports on which the program itself may answer without TLS. */
export function plainPorts(ports: readonly number[]): number[] {
  return [...new Set(ports)].filter((port) => !TLS_PORTS.includes(port) && !DEBUGGER_PORTS.includes(port));
}

/** Ports of EXPOSE that are meant for what the stage starts: not those of a stage below that starts something else. */
export function exposedFor(stage: Stage): number[] {
  const found: number[] = [];
  for (const each of baseChain(stage)) {
    for (const instruction of each.instructions)
      if (instruction.keyword === 'EXPOSE') found.push(...instruction.words().flatMap(({ text }) => portNumber(text)));
    if (startOf(each)) break;
  }
  return found;
}

/** A server that is given its port does not take the one that the source has for another start. */
function bindsItself({ program }: ImageUse, { facts }: ImageSource): boolean {
  if (program.listens.length > 0 || facts.listens.unread.length > 0) return false;
  const words = program.started.at(-1)?.words ?? [];
  return !words.some((word) => programIs(baseName(word), 'takesPort'));
}

/** What one variable alone decides, where the image or the service sets it: `app.listen(process.env.PORT)`. */
function portByVariable(
  { program }: ImageUse,
  { facts: { listens } }: ImageSource,
  inImage: (name: string) => string | undefined,
): Listen | undefined {
  const [first, ...others] = listens.unread;
  if (!first?.variable || !first.from || others.length + listens.known.length + program.listens.length > 0)
    return undefined;
  const port = Number(inImage(first.variable));
  return port > 0 && port < 65536 ? { port, variable: first.variable, from: first.from } : undefined;
}

/** The one address without TLS that a variable gives a server whose routes are seen: `http://+:80`, `8080`. */
function portByAddress(
  { program, from }: ImageUse,
  { languages, facts: { listens, routes } }: ImageSource,
  inImage: (name: string) => string | undefined,
): Listen | undefined {
  if (listens.known.length + listens.unread.length + program.listens.length > 0) return undefined;
  const set = addressVariables(languages).find((name) => inImage(name) !== undefined);
  const number = /^(?:http:\/\/[\w.*+[\]:-]{1,60}:)?(\d{1,5})\/?$/.exec(inImage(set ?? '') ?? '')?.[1];
  if (routes.known.length === 0 || number === undefined) return undefined;
  return { port: Number(number), from };
}

function onlyPort(listens: readonly Listen[]): Listen | undefined {
  const [first] = listens;
  return first && listens.every(({ port }) => port === first.port) ? first : undefined;
}

function routeOf({ facts }: ImageSource, { evidence }: Context): Route | undefined {
  const { unread } = facts.routes;
  // A check that fails with a database says that the program is down when the database is.
  const known = facts.routes.known.filter((each) => !asksOthers(each, evidence.repository));
  // What a framework makes is known with all that is above it, but for who may ask.
  const isMoved = unread.some(({ says }) => says.includes('moves'));
  if (isMoved && unread.some(({ says }) => says.includes('login'))) return undefined;
  if (!isMoved) {
    for (const path of ROUTES) {
      const found = known.find((each) => each.path === path);
      if (found) return found;
    }
  }
  return known.find(({ health }) => health);
}

/** A use of the image that the check does not fit, in words; one that has or turns off its own is not touched by it. */
export function otherServer(
  uses: readonly ImageUse[],
  own: ImageUse | undefined,
  { port }: Endpoint,
  reader: EndpointReader,
): string | undefined {
  const ownWords = own?.program.started.at(-1)?.words.join(' ');
  for (const use of uses) {
    if (use === own || use.by !== 'compose' || use.ownHealthcheck === true) continue;
    const same = use.program.started.at(-1)?.words.join(' ') === ownWords;
    const other = same ? undefined : endpointOf(use, reader);
    if (same || (other && !other.stated && other.port === port)) continue;
    const started = use.program.started.at(-1)?.words.slice(0, 3).join(' ') ?? 'something else';
    return `${use.name} starts ${started} from the same image, which does not answer on port ${port} and would count as unhealthy; give that service a healthcheck of its own, or \`disable: true\``;
  }
  return undefined;
}

/** A stage on top of this one that starts another program, and says nothing of a check. */
export function heirOf(doc: DockerfileDoc, of: Stage, stage = of): Stage | undefined {
  for (const child of childStages(doc, of)) {
    if (child.instructions.some(({ keyword }) => keyword === 'HEALTHCHECK')) continue;
    const start = startOf(child);
    if (start && start.args === startOf(stage)?.args) continue;
    const heir = start ? child : heirOf(doc, child, stage);
    if (heir) return heir;
  }
  return undefined;
}
