// A real registry for the tests: Debian's `docker-registry` on a free port with a folder of its own, filled over HTTP, and
// a door in front of it that counts requests and can answer in its place.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import * as http from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { temporary } from './temporary.js';

const PROGRAM = ['/usr/bin/docker-registry', '/usr/local/bin/registry'].find((path) => existsSync(path));

/** `describe`, skipped aloud where there is no registry program; never skipped in CI. */
export function describeWithRegistry(name: string, body: () => void): void {
  if (PROGRAM === undefined && !process.env.CI) {
    process.stderr.write(`SKIPPED: ${name}: no docker-registry on this machine (apt install docker-registry)\n`);
    describe.skip(name, body);
    return;
  }
  describe(name, body);
}

export interface Registry {
  /** `127.0.0.1:PORT` */
  readonly host: string;
  readonly stop: () => void;
}

/** Starts the program; with `users`, it asks for a password. */
export async function startRegistry(users?: Readonly<Record<string, string>>): Promise<Registry> {
  if (PROGRAM === undefined) throw new Error('docker-registry is not installed');
  const port = await freePort();
  const root = temporary({ data: { directory: true } });
  const lines = [
    'version: 0.1',
    'log: {level: error, accesslog: {disabled: true}}',
    `storage: {filesystem: {rootdirectory: ${join(root, 'data')}}}`,
    `http: {addr: "127.0.0.1:${port}", secret: test}`,
  ];
  const files: Record<string, string> = {};
  if (users) {
    files.htpasswd = Object.entries(users)
      .map(([user, password]) => execFileSync('htpasswd', ['-Bbn', user, password], { encoding: 'utf8' }).trim())
      .join('\n');
  }
  const settings = temporary(files);
  if (users) lines.push(`auth: {htpasswd: {realm: test, path: ${join(settings, 'htpasswd')}}}`);
  const config = join(temporary({ 'config.yml': `${lines.join('\n')}\n` }), 'config.yml');
  const child = spawn(PROGRAM, ['serve', config], { stdio: 'ignore' });
  await answering(port, child);
  return { host: `127.0.0.1:${port}`, stop: () => void child.kill() };
}

async function answering(port: number, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (child.exitCode !== null) throw new Error(`docker-registry ended with ${child.exitCode}`);
    const up = await fetch(`http://127.0.0.1:${port}/v2/`).catch(() => undefined);
    if (up) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('docker-registry does not answer');
}

export async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export async function listen(server: Server | http.Server, host = '127.0.0.1'): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  return (server.address() satisfies AddressInfo | string | null as AddressInfo).port;
}

function digestOf(content: string | Buffer): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}

export interface Image {
  readonly tags: readonly string[];
  /** Two images with the same content are the same image. */
  readonly content: string;
  readonly annotations?: Readonly<Record<string, string>>;
  /** An index of so many platforms. */
  readonly platforms?: readonly string[];
  readonly created?: string;
  readonly labels?: Readonly<Record<string, string>>;
}

/** Pushes an image under its tags, as a client would. The digest of its index or manifest. */
export async function push(host: string, path: string, image: Image, authorization?: string): Promise<string> {
  const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
  async function blob(content: string): Promise<{ digest: string; size: number }> {
    const started = await fetch(`http://${host}/v2/${path}/blobs/uploads/`, { method: 'POST', headers });
    const to = new URL(started.headers.get('location')!, `http://${host}`);
    to.searchParams.set('digest', digestOf(content));
    const put = await fetch(to, {
      method: 'PUT',
      headers: { ...headers, 'content-type': 'application/octet-stream' },
      body: content,
    });
    if (put.status !== 201) throw new Error(`push of a blob: ${put.status}`);
    return { digest: digestOf(content), size: Buffer.byteLength(content) };
  }
  async function manifest(name: string, type: string, content: string): Promise<void> {
    const put = await fetch(`http://${host}/v2/${path}/manifests/${name}`, {
      method: 'PUT',
      headers: { ...headers, 'content-type': type },
      body: content,
    });
    if (put.status !== 201) throw new Error(`push of ${path}:${name}: ${put.status} ${await put.text()}`);
  }
  async function single(platform: string, annotations: object): Promise<string> {
    const config = await blob(
      JSON.stringify({
        ...(image.created === undefined ? {} : { created: image.created }),
        architecture: platform,
        os: 'linux',
        config: { Labels: image.labels ?? {} },
        rootfs: { type: 'layers', diff_ids: [] },
      }),
    );
    const layer = await blob(`layer of ${image.content} for ${platform}`);
    return JSON.stringify({
      schemaVersion: 2,
      mediaType: OCI_IMAGE,
      config: { mediaType: 'application/vnd.oci.image.config.v1+json', ...config },
      layers: [{ mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip', ...layer }],
      annotations,
    });
  }

  const annotations = image.annotations ?? {};
  let [type, content] = [OCI_IMAGE, ''];
  if (image.platforms) {
    const entries: object[] = [];
    for (const architecture of image.platforms) {
      const each = await single(architecture, {});
      await manifest(digestOf(each), OCI_IMAGE, each);
      const described = { mediaType: OCI_IMAGE, digest: digestOf(each), size: Buffer.byteLength(each) };
      entries.push({ ...described, platform: { os: 'linux', architecture }, annotations });
    }
    [type, content] = [OCI_INDEX, JSON.stringify({ schemaVersion: 2, mediaType: OCI_INDEX, manifests: entries })];
  } else content = await single('amd64', annotations);
  for (let at = 0; at < image.tags.length; at += 16)
    await Promise.all(image.tags.slice(at, at + 16).map((tag) => manifest(tag, type, content)));
  return digestOf(content);
}

const OCI_IMAGE = 'application/vnd.oci.image.manifest.v1+json';
const OCI_INDEX = 'application/vnd.oci.image.index.v1+json';

interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: http.IncomingHttpHeaders;
}

export interface Door {
  readonly host: string;
  /** Every request, the oldest first. */
  readonly asked: Asked[];
  /** Answers in the registry's place; `true` when it did. */
  answers: (request: http.IncomingMessage, response: http.ServerResponse, count: number) => boolean;
  /** Changes what the registry answered. */
  changes: (headers: Record<string, string | string[] | undefined>, body: Buffer, url: string) => Buffer;
  reset(): void;
  close(): Promise<void>;
}

/** Stands in front of a registry. */
export async function openDoor(behind: string): Promise<Door> {
  const server = http.createServer((request, response) => {
    door.asked.push({ method: request.method!, url: request.url!, headers: request.headers });
    if (door.answers(request, response, door.asked.length)) return;
    const { connection: _, ...headers } = request.headers;
    const forwarded = http.request(`http://${behind}${request.url}`, { method: request.method!, headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => {
        const changed = { ...answer.headers };
        const body = door.changes(changed, Buffer.concat(chunks), request.url!);
        const given = Object.entries(changed).filter((each): each is [string, string] => each[1] !== undefined);
        response.writeHead(answer.statusCode!, Object.fromEntries(given)).end(body);
      });
    });
    request.pipe(forwarded);
  });
  const port = await listen(server);
  const door: Door = {
    host: `127.0.0.1:${port}`,
    asked: [],
    answers: () => false,
    changes: (_headers, body) => body,
    reset() {
      door.asked.length = 0;
      door.answers = () => false;
      door.changes = (_headers, body) => body;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return door;
}
