// HTTP for clients of this machine. Whoever asks has to know the token, and a page in a browser that found the port by a
// name of its own is sent away: https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#security-warning
import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  createMcpHandler,
  localhostAllowedHostnames,
  localhostAllowedOrigins,
  validateHostHeader,
  validateOriginHeader,
  type McpServerFactory,
} from '@modelcontextprotocol/server';

interface HttpOptions {
  /** An address of this machine alone. */
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  readonly token: string;
  /** A line for whoever looks after the server. */
  say(line: string): void;
}

export interface Serving {
  /** `http://127.0.0.1:7341/mcp`. */
  readonly address: string;
  stop(): Promise<void>;
}

const PATH = '/mcp';
const MOST_BYTES = 1024 * 1024;
const MOST_CONNECTIONS = 64;
const LIMITS = { headersTimeout: 10_000, requestTimeout: 30_000, maxHeaderSize: 16 * 1024 };

/** Serves at `/mcp`. Ends when it is listening. */
export async function serveHttp(make: McpServerFactory, { host, port, token, say }: HttpOptions): Promise<Serving> {
  const handler = createMcpHandler(make, {
    maxRequestBodySize: MOST_BYTES,
    onerror: ({ message }) => say(message),
  });
  const isToken = tokenCheck(token);
  const server = createServer(LIMITS, (request, response) => {
    const refused = refusalOf(request, isToken);
    if (refused) {
      refuse(request, response, refused);
      return;
    }
    pass(handler.fetch, request, response).catch((error: unknown) => {
      say(error instanceof Error ? error.message : String(error));
      response.destroy();
    });
  });
  server.maxConnections = MOST_CONNECTIONS;
  server.maxHeadersCount = 100;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const { address, family, port: own } = server.address() as AddressInfo;
  return {
    address: `http://${family === 'IPv6' ? `[${address}]` : address}:${own}${PATH}`,
    async stop() {
      await handler.close();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

interface Refusal {
  readonly status: number;
  readonly text: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Why a request gets no further. Nothing of its body is read by then. */
function refusalOf(request: IncomingMessage, isToken: (given: string) => boolean): Refusal | undefined {
  const { host, origin, authorization = '' } = request.headers;
  if (!validateHostHeader(host, localhostAllowedHostnames()).ok)
    return { status: 403, text: 'this serves localhost alone' };
  if (!validateOriginHeader(origin, localhostAllowedOrigins()).ok)
    return { status: 403, text: 'pages of other origins are not served' };
  const given = /^Bearer +([\w.~+/-]+=*)$/i.exec(authorization)?.[1];
  if (given === undefined || !isToken(given)) {
    return { status: 401, text: 'give the token as a bearer token', headers: { 'www-authenticate': 'Bearer' } };
  }
  return request.url?.split('?', 1)[0] === PATH ? undefined : { status: 404, text: `there is ${PATH}` };
}

/** Compares digests, so that the time it takes tells nothing. */
function tokenCheck(token: string): (given: string) => boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  const own = digest(token);
  return (given) => timingSafeEqual(digest(given), own);
}

function refuse(request: IncomingMessage, response: ServerResponse, { status, text, headers }: Refusal): void {
  request.resume();
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', connection: 'close', ...headers });
  response.end(`${text}\n`);
}

/** A request and its answer, in the forms that the handler takes. */
async function pass(
  serve: (request: Request) => Promise<Response>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await bodyOf(request);
  if (body === undefined) {
    refuse(request, response, { status: 413, text: 'it is too large' });
    return;
  }
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers))
    for (const each of [value ?? []].flat()) headers.append(name, each);
  const { method = 'GET' } = request;
  const isRead = method === 'GET' || method === 'HEAD';
  const init = { method, headers, signal: gone.signal, ...(isRead ? {} : { body: new Uint8Array(body) }) };
  const answer = await serve(new Request(`http://localhost${request.url}`, init));
  response.writeHead(answer.status, Object.fromEntries(answer.headers));
  if (!answer.body) {
    response.end();
    return;
  }
  response.flushHeaders();
  const reader = answer.body.getReader();
  response.once('close', () => void reader.cancel().catch(() => {}));
  for (let part = await reader.read(); !part.done; part = await reader.read()) response.write(part.value);
  response.end();
}

/** The bytes of a request; nothing where they are too many. */
async function bodyOf(request: IncomingMessage): Promise<Buffer | undefined> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request) {
    size += part.length;
    if (size > MOST_BYTES) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts);
}
