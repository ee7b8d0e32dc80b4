// Where the program answers, as far as its words and its source show.
import { type Evidence, type FilePath, type Listen, type Route, baseName, wordList } from '../../src/model/index.js';
import { programIs } from '../../src/programs/index.js';
import type { ImageSource, ImageUse } from '../../src/uses/index.js';

export interface Endpoint {
  readonly port: number;
  /** The environment variable that moves the port. */
  readonly variable?: string;
  /** Absent: only that a connection is taken is known. */
  readonly route?: string;
  readonly evidence: readonly Evidence[];
}

/** Routes that are made to be asked, the cheapest first: alive before ready. */
const ROUTES = wordList(`
  /healthz /health /health/ /livez /health/live /_health /healthcheck /api/health /api/healthz /ping /up /status
  /actuator/health`);
const TLS =
  /--(?:certfile|keyfile|ssl|tls|https)|\bhttps\.createServer|\bssl_context\b|\bListenAndServeTLS\b|\bssl_keyfile\b|server\.ssl\./;

/** The one port, and a route for health checks; `undefined` where they are not known, or speak TLS. */
export function endpointOf(
  use: ImageUse,
  source: ImageSource,
  read: (path: FilePath) => string | undefined,
  variables: (name: string) => string | undefined,
): Endpoint | undefined {
  const { program } = use;
  if (program.unread.length > 0 || program.compiles.length > 0) return undefined;
  if (program.started.some(({ words }) => TLS.test(words.join(' ')))) return undefined;
  const listen =
    onlyPort(program.listens) ?? (bindsItself(use, source) ? onlyPort(source.facts.listens.known) : undefined);
  if (!listen) return undefined;
  const files = new Set([listen.from.file, ...source.facts.routes.known.map(({ from }) => from.file)]);
  if ([...files].some((file) => TLS.test(read(file) ?? ''))) return undefined;
  const set = listen.variable === undefined ? undefined : variables(listen.variable);
  const port = set !== undefined && /^\d+$/.test(set) ? Number(set) : listen.port;
  // EXPOSE that names others, and not this one, contradicts it.
  if (use.ports.length > 0 && !use.ports.includes(port)) return undefined;
  const route = routeOf(source);
  return {
    port,
    ...(listen.variable === undefined ? {} : { variable: listen.variable }),
    ...(route ? { route: route.path } : {}),
    evidence: [
      { says: `it listens on ${port}`, from: listen.from },
      ...(route ? [{ says: `${route.path} answers`, from: route.from }] : []),
    ],
  };
}

/** A server that is given its port does not take the one that the source has for another start. */
function bindsItself({ program }: ImageUse, { facts }: ImageSource): boolean {
  if (program.listens.length > 0 || facts.listens.unread.length > 0) return false;
  const words = program.started.at(-1)?.words ?? [];
  return !words.some((word) => programIs(baseName(word), 'takesPort'));
}

function onlyPort(listens: readonly Listen[]): Listen | undefined {
  const [first] = listens;
  return first && listens.every(({ port }) => port === first.port) ? first : undefined;
}

function routeOf({ facts }: ImageSource): Route | undefined {
  if (facts.routes.unread.length > 0 && facts.routes.unread.some(({ says }) => says.includes('moves')))
    return undefined;
  for (const path of ROUTES) {
    const found = facts.routes.known.find((each) => each.path === path);
    if (found) return found;
  }
  return undefined;
}

/** A use of the image that the check does not fit, in words; one that has or turns off its own is not touched by it. */
export function otherServer(uses: readonly ImageUse[], own: ImageUse, { port }: Endpoint): string | undefined {
  for (const use of uses) {
    if (use === own || use.by !== 'compose' || use.ownHealthcheck === true) continue;
    const [first] = use.program.listens;
    const same = use.program.started.at(-1)?.words.join(' ') === own.program.started.at(-1)?.words.join(' ');
    if (same || (first && first.port === port)) continue;
    const started = use.program.started.at(-1)?.words.slice(0, 3).join(' ') ?? 'something else';
    return `${use.name} starts ${started} from the same image, which does not answer on port ${port} and would count as unhealthy; give that service a healthcheck of its own, or \`disable: true\``;
  }
  return undefined;
}
