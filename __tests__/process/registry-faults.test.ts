// What may go wrong between the client and a registry, and whom it shows credentials to. The door in front of a real
// registry injects the faults.
import { execFileSync } from 'node:child_process';
import dns from 'node:dns';
import { chmodSync, readFileSync } from 'node:fs';
import * as http from 'node:http';
import * as https from 'node:https';
import { connect } from 'node:net';
import { join, relative as relativePath } from 'node:path';
import { guardedLookup, isPrivateAddress } from '../../src/io/registry/address.js';
import { answerImages, createRegistryClient, type Limits, type RegistryOptions } from '../../src/io/registry/index.js';
import { LIMITS } from '../../src/io/registry/options.js';
import { LIMITS as PACKAGE_LIMITS } from '../../src/io/packages/options.js';
import { mayReceiveCredentials, parseChallenge } from '../../src/io/registry/realm.js';
import {
  describeWithRegistry,
  type Door,
  freePort,
  listen,
  openDoor,
  push,
  type Registry,
  startRegistry,
} from '../support/registry.js';
import { removeTemporary, temporary } from '../support/temporary.js';

/** A machine with much to do answers late: only where a server is silent is it given up soon. */
const SOON: Partial<Limits> = { backOffMs: 5, longestWaitMs: 1500 };
const QUICK: Partial<Limits> = { ...SOON, connectMs: 300, idleMs: 150, requestMs: 1000 };
const environment = { ...process.env };
afterEach(() => {
  jest.restoreAllMocks();
  process.env = { ...environment };
});
afterAll(removeTemporary);

async function ask(image: string | readonly string[], options: RegistryOptions) {
  const client = createRegistryClient({ env: {}, etc: '/nonexistent', cache: false, limits: SOON, ...options });
  const lookups = [image].flat().map((each) => ({ kind: 'image' as const, image: each }));
  try {
    return [...(await answerImages(lookups, client)).values()];
  } finally {
    client.close();
  }
}

/** A folder with Docker's configuration, and the environment that names it. */
function docker(config: object, more: Readonly<Record<string, string>> = {}): RegistryOptions {
  return { env: { DOCKER_CONFIG: temporary({ 'config.json': JSON.stringify(config) }), ...more } };
}

type Resolved = (error: object | null, found?: string | readonly object[], family?: number) => void;

/** Every name has these addresses, or fails with this code. */
function resolvesTo(...addresses: string[]): void {
  const found = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  function fake(_name: string, { all }: { readonly all?: boolean }, done: Resolved): void {
    if (addresses[0]?.startsWith('E')) done(Object.assign(new Error('no address'), { code: addresses[0] }));
    else if (all) done(null, found);
    else done(null, found[0]!.address, found[0]!.family);
  }
  jest.spyOn(dns, 'lookup').mockImplementation(fake as unknown as typeof dns.lookup);
}

const BASIC = `Basic ${Buffer.from('lab:lab').toString('base64')}`;
const AUTH = { auth: Buffer.from('lab:lab').toString('base64') };

describeWithRegistry('a registry with faults', () => {
  let registry: Registry;
  let door: Door;
  let elsewhere: Door;
  let digest: string;

  beforeAll(async () => {
    registry = await startRegistry();
    digest = await push(registry.host, 'team/app', {
      tags: ['latest', '1.2.3', '1'],
      content: 'app',
      platforms: ['amd64'],
    });
    door = await openDoor(registry.host);
    elsewhere = await openDoor(registry.host);
  });
  afterEach(() => {
    door.reset();
    elsewhere.reset();
  });
  afterAll(async () => {
    await Promise.all([door.close(), elsewhere.close()]);
    registry.stop();
  });
  const exact = () => `${door.host}/team/app:1.2.3`;
  const floating = () => `${door.host}/team/app`;
  const here = () => ({ listed: [door.host, elsewhere.host] });

  type Answers = Door['answers'];
  function first(count: number, answers: (response: http.ServerResponse) => void): Answers {
    return (_request, response, at) => {
      if (at > count) return false;
      answers(response);
      return true;
    };
  }
  const status =
    (code: number, headers = {}) =>
    (response: http.ServerResponse) =>
      void response.writeHead(code, headers).end();
  function manifest(body: string | Buffer, headers = {}): Answers {
    return (request, response) => {
      const type = { 'content-type': 'application/vnd.oci.image.index.v1+json', ...headers };
      response.writeHead(200, type).end(request.method === 'HEAD' ? undefined : body);
      return true;
    };
  }
  const INDEX = '{"schemaVersion":2,"manifests":[]}';

  // name, the fault, the answer, the requests it takes
  const faults: readonly [string, () => Answers, object, number][] = [
    ['500, then well', () => first(2, status(500)), { digest: 'right' }, 3],
    ['500 for ever', () => first(99, status(500)), { why: 'failed', message: 'out of order \\(status 500\\)' }, 3],
    ['429 without a time, then well', () => first(1, status(429)), { digest: 'right' }, 2],
    ['429 for ever', () => first(99, status(429)), { why: 'failed', message: 'limits how often' }, 3],
    [
      '429 for an hour',
      () => first(99, status(429, { 'retry-after': '3600' })),
      { why: 'failed', message: 'limits how often' },
      1,
    ],
    ['a silent server, then well', () => first(1, () => {}), { digest: 'right' }, 2],
    ['a silent server', () => first(99, () => {}), { why: 'failed', message: 'stopped answering' }, 3],
    [
      'a connection that is cut',
      () => first(99, (response) => void response.destroy()),
      { why: 'failed', message: 'broke' },
      3,
    ],
    ['418', () => first(99, status(418)), { why: 'failed', message: 'status 418' }, 1],
    ['403', () => first(99, status(403)), { why: 'denied', message: 'docker login 127.0.0.1' }, 1],
    ['401 that asks for nothing', () => first(99, status(401)), { why: 'denied', message: 'docker login' }, 1],
    ['401 with an odd scheme', () => first(99, status(401, { 'www-authenticate': 'Negotiate' })), { why: 'denied' }, 1],
    [
      'a redirect in circles',
      () => first(99, status(307, { location: '/v2/again' })),
      { why: 'failed', message: 'redirects more than 3 times' },
      4,
    ],
    [
      'a redirect to nowhere',
      () => first(99, status(307, { location: 'http://' })),
      { why: 'failed', message: 'no address' },
      1,
    ],
    [
      'a redirect out of TLS',
      () => first(99, status(307, { location: 'http://registry.example/x' })),
      { why: 'failed', message: 'without TLS' },
      1,
    ],
    [
      'a redirect to a file',
      () => first(99, status(307, { location: 'file:///etc/passwd' })),
      { why: 'failed', message: 'without TLS' },
      1,
    ],
    [
      'a redirect to a private address',
      () => first(99, status(307, { location: 'https://169.254.169.254/latest' })),
      { why: 'not-allowed' },
      1,
    ],
    [
      'no HEAD',
      () => (request, response) => request.method === 'HEAD' && status(405)(response) === undefined,
      { digest: 'right' },
      2,
    ],
    [
      'a sign-in page',
      () => manifest('<html>', { 'content-type': 'text/html' }),
      { why: 'failed', message: 'not answer with an image manifest' },
      2,
    ],
    [
      'an old manifest',
      () => manifest('{"schemaVersion":1}', { 'content-type': 'application/json' }),
      { why: 'failed' },
      2,
    ],
    ['a digest of another kind', () => manifest('', { 'docker-content-digest': 'md5:1' }), { why: 'failed' }, 2],
  ];
  test.each(faults)('%s', async (name, fault, expected, requests) => {
    door.answers = fault();
    const limits = name.startsWith('a silent server') ? QUICK : SOON;
    const [answer] = await ask(exact(), { ...here(), limits });
    const { message, ...rest } = expected as { message?: string; digest?: string };
    expect(answer).toMatchObject('digest' in rest ? { digest } : rest);
    if (message !== undefined) expect(answer).toMatchObject({ message: expect.stringMatching(message) });
    expect(door.asked).toHaveLength(requests);
  });

  test('a reading that asks for time gets it', async () => {
    door.answers = first(1, status(429, { 'retry-after': '1' }));
    const started = performance.now();
    expect(await ask(exact(), here())).toMatchObject([{ digest }]);
    expect(performance.now() - started).toBeGreaterThan(950);
  });

  const truncated: Answers = (_request, response) => {
    response.writeHead(200, { 'content-length': String(INDEX.length) }).write(INDEX.slice(0, -5));
    setTimeout(() => response.destroy(), 5);
    return true;
  };
  const bodies: readonly [string, Answers, string][] = [
    [
      'wrong digest',
      manifest(INDEX, { 'docker-content-digest': `sha256:${'0'.repeat(64)}` }),
      'does not have the digest',
    ],
    ['truncated', truncated, 'broke off its answer'],
    ['too large', manifest(Buffer.alloc(5 * 1024 * 1024)), 'more than 4194304 bytes'],
    ['too large, as it says', manifest('x', { 'content-length': '9999999' }), 'more than 4194304 bytes'],
    ['not JSON', manifest('{'), 'not answer with an image manifest'],
  ];
  test.each(bodies)('a body that is %s', async (_name, fault, message) => {
    door.answers = fault;
    expect(await ask(floating(), here())).toMatchObject([
      { kind: 'none', why: 'failed', message: expect.stringContaining(message) },
    ]);
  });

  test('a list without end costs the more specific tag, not the digest', async () => {
    for (const grows of [true, false]) {
      door.reset();
      let page = 0;
      door.answers = (request, response) => {
        if (!request.url!.includes('/tags/list')) return false;
        page++;
        const link = `</v2/team/app/tags/list?n=1000&last=${page}>; rel="next"`;
        response.writeHead(200, { link }).end(JSON.stringify({ tags: [grows ? `1.0.${page}` : '1.0.0'] }));
        return true;
      };
      expect(await ask(floating(), here())).toMatchObject([{ digest, tag: 'latest' }]);
      expect(page).toBe(grows ? 50 : 2);
      const lookup = { kind: 'image-update' as const, image: floating().concat(':1.0.0'), policy: 'major' as const };
      const client = createRegistryClient({ env: {}, etc: '/x', cache: false, limits: QUICK, ...here() });
      const [answer] = (await answerImages([lookup], client)).values();
      expect(answer).toMatchObject({ kind: 'none', why: 'failed', message: expect.stringContaining('without end') });
      client.close();
    }
  });

  test('a list is not continued on another host', async () => {
    door.answers = (request, response) => {
      if (!request.url!.includes('/tags/list')) return false;
      response.writeHead(200, {
        link: `<http://${elsewhere.host.replace('127.0.0.1', 'localhost')}/v2/x>; rel="next"`,
      });
      response.end('{"tags":["1.2.3"]}');
      return true;
    };
    expect(await ask(floating(), here())).toMatchObject([{ digest }]);
    expect(elsewhere.asked).toEqual([]);
    expect(door.asked.filter(({ url }) => url === '/v2/x')).toEqual([]);
  });

  test('a host that is gone is tried for one image, not for each', async () => {
    door.answers = first(99, status(429));
    const many = Array.from({ length: 30 }, (_, at) => `${door.host}/team/app:1.0.${at}`);
    expect(new Set((await ask(many, here())).map(({ kind }) => kind))).toEqual(new Set(['none']));
    expect(door.asked.length).toBeLessThan(10);
  });

  test('few requests at a time', async () => {
    let [now, most] = [0, 0];
    door.answers = (_request, response) => {
      most = Math.max(most, ++now);
      setTimeout(() => {
        now--;
        response.writeHead(404).end();
      }, 10);
      return true;
    };
    await ask(
      Array.from({ length: 40 }, (_, at) => `${door.host}/team/app:1.0.${at}`),
      here(),
    );
    expect(door.asked).toHaveLength(40);
    expect(most).toBe(4);
  });

  test('a redirect is followed without credentials', async () => {
    const seen = () => elsewhere.asked.map(({ headers }) => headers.authorization);
    door.answers = (request, response) => {
      if (request.headers.authorization === undefined) status(401, { 'www-authenticate': 'Basic realm="x"' })(response);
      else status(307, { location: `http://${elsewhere.host}${request.url}` })(response);
      return true;
    };
    const options = { ...here(), ...docker({ auths: { [door.host]: AUTH, [elsewhere.host]: AUTH } }) };
    expect(await ask(exact(), options)).toMatchObject([{ digest, from: door.host }]);
    expect(door.asked.map(({ headers }) => headers.authorization)).toEqual([undefined, BASIC]);
    expect(seen()).toEqual([undefined]);
  });

  test.each(['user:pass@', ':pass@', 'user@'])('%s in a redirect is not sent', async (login) => {
    door.answers = (request, response) => {
      status(307, { location: `http://${login}${elsewhere.host}${request.url}` })(response);
      return true;
    };
    expect(await ask(exact(), here())).toMatchObject([{ digest }]);
    expect(elsewhere.asked.map(({ headers }) => headers.authorization)).toEqual([undefined]);
  });

  /** Sends a byte now and then, for ever. */
  function drip(response: http.ServerResponse): void {
    response.writeHead(200, { 'content-type': 'application/vnd.oci.image.index.v1+json' });
    const timer = setInterval(() => response.write(' '), 20);
    response.on('close', () => clearInterval(timer));
  }

  test('a registry that drips is given up in all that it is asked, with all that it leads to', async () => {
    const patient = { ...QUICK, patienceMs: 400, requestMs: 60_000 };
    door.answers = (request, response) => {
      if (request.url!.includes('/far')) status(307, { location: `http://${elsewhere.host}${request.url}` })(response);
      else drip(response);
      return true;
    };
    elsewhere.answers = (_request, response) => {
      drip(response);
      return true;
    };
    const images = Array.from({ length: 30 }, (_, at) => `${door.host}/team/${at % 2 ? 'far' : 'near'}${at}:1.2.3`);
    const answers = await ask(images, { ...here(), limits: patient });
    expect(new Set(answers.map((answer) => answer.kind === 'none' && answer.message))).toEqual(
      new Set([`${door.host} answers too slowly, and is not asked any more`]),
    );
    expect(door.asked.length).toBeLessThanOrEqual(4);
  });

  test('one that answers at its pace is asked on, however much there is to ask', async () => {
    door.answers = (_request, response) => {
      setTimeout(() => status(404)(response), 60);
      return true;
    };
    const images = Array.from({ length: 40 }, (_, at) => `${door.host}/team/app${at}:1.2.3`);
    const answers = await ask(images, { ...here(), limits: { ...QUICK, patienceMs: 300 } });
    expect(new Set(answers.map((answer) => answer.kind === 'none' && answer.why))).toEqual(new Set(['not-found']));
    expect(door.asked).toHaveLength(40);
  });

  test('by itself no party keeps a run for more than 20 seconds', () => {
    expect(LIMITS.patienceMs).toBeLessThanOrEqual(20_000);
    expect(PACKAGE_LIMITS.patienceMs).toBeLessThanOrEqual(20_000);
  });

  /** The registry wants the tokens of this realm. */
  function wantTokens(realm: string): void {
    door.answers = (request, response) => {
      if (request.url!.startsWith('/token')) return false;
      if (request.headers.authorization === 'Bearer good') return false;
      status(401, {
        'www-authenticate': `Bearer realm="${realm}",service="the registry",scope="repository:team/app:push,pull"`,
      })(response);
      return true;
    };
  }
  interface TokenAsked {
    readonly url: URL;
    readonly method: string;
    readonly authorization: string | undefined;
    readonly body: string;
  }
  function giveToken(asked: TokenAsked[], request: http.IncomingMessage, response: http.ServerResponse): void {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString('utf8');
    });
    request.on('end', () => {
      const { authorization } = request.headers;
      asked.push({ url: new URL(request.url!, 'http://x'), method: request.method!, authorization, body });
      response.writeHead(200).end('{"token":"good","expires_in":300}');
    });
  }
  /** The registry gives the tokens itself. */
  function tokensOfTheRegistry(): TokenAsked[] {
    const asked: TokenAsked[] = [];
    wantTokens(`http://${door.host}/token`);
    const { answers } = door;
    door.answers = (request, response, count) => {
      if (!request.url!.startsWith('/token')) return answers(request, response, count);
      giveToken(asked, request, response);
      return true;
    };
    return asked;
  }
  async function tokenServer(): Promise<{ port: number; asked: TokenAsked[]; close: () => void }> {
    const asked: TokenAsked[] = [];
    const server = http.createServer((request, response) => giveToken(asked, request, response));
    return { port: await listen(server), asked, close: () => void server.close() };
  }

  test('tokens: one per repository, for reading only, with the credentials of the registry', async () => {
    const given = tokensOfTheRegistry();
    const options = { ...here(), ...docker({ auths: { [door.host]: AUTH } }) };
    expect(await ask([exact(), floating()], options)).toMatchObject([{ digest }, { digest, specificTag: '1.2.3' }]);
    expect(given).toHaveLength(1);
    expect(given[0]).toMatchObject({ method: 'GET', authorization: BASIC });
    expect(Object.fromEntries(given[0]!.url.searchParams)).toEqual({
      service: 'the registry',
      scope: 'repository:team/app:pull',
    });
    expect(
      door.asked.filter(({ headers, url }) => headers.authorization === undefined && !url.startsWith('/token')),
    ).toHaveLength(1);
    expect(door.asked.some(({ headers, url }) => headers.authorization === BASIC && !url.startsWith('/token'))).toBe(
      false,
    );
  });

  /** A token as registries sign them, for some of what was asked for. */
  function signed(scopes: readonly string[]): string {
    const access = scopes.map((scope) => ({ type: 'repository', name: scope.split(':')[1], actions: ['pull'] }));
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    return `${part({ alg: 'none' })}.${part({ access })}.x`;
  }
  const many = ['app', 'more', 'other', 'private'];
  // what the token server does with several scopes, the tokens it is asked for, the refusals of the registry on top
  const servers: readonly [string, (scopes: string[]) => string | undefined, number][] = [
    ['gives one token for all', (scopes) => signed(scopes), 1],
    [
      'leaves out what may not be read',
      (scopes) => signed(scopes.length > 1 ? scopes.filter((scope) => !scope.includes('private')) : scopes),
      2,
    ],
    ['knows one scope only', (scopes) => (scopes.length > 1 ? undefined : signed(scopes)), 5],
    ['takes the first of them', (scopes) => signed(scopes.slice(0, 1)), 4],
    ['gives tokens that do not say what for', (scopes) => `opaque-${scopes[0]!.split(':')[1]!.split('/')[1]}`, 4],
  ];
  test.each(servers)('a token server that %s', async (_name, give, tokens) => {
    for (const name of many) await push(registry.host, `shared/${name}`, { tags: ['1.2.3'], content: name });
    const asked: string[][] = [];
    const server = http.createServer((request, response) => {
      const scopes = new URL(request.url!, 'http://x').searchParams.getAll('scope');
      asked.push(scopes);
      const token = give(scopes);
      response.writeHead(token === undefined ? 400 : 200).end(JSON.stringify({ token, expires_in: 300 }));
    });
    const port = await listen(server);
    door.answers = (request, response) => {
      const path = request.url!.split('/').slice(2, 4).join('/');
      const [, shown = ''] = (request.headers.authorization ?? '').split(' ');
      const claims = Buffer.from(shown.split('.')[1] ?? '', 'base64url').toString('utf8');
      if (claims.includes(`"${path}"`) || shown === `opaque-${path.split('/')[1]}`) return false;
      status(401, { 'www-authenticate': `Bearer realm="http://127.0.0.1:${port}/token?scope=mine"` })(response);
      return true;
    };
    const images = many.map((name) => `${door.host}/shared/${name}:1.2.3`);
    const answers = await ask(images, { listed: [door.host, `127.0.0.1:${port}`] });
    expect(answers.map(({ kind }) => kind)).toEqual(Array(many.length).fill('image'));
    expect(asked[0]).toEqual(many.map((name) => `repository:shared/${name}:pull`));
    expect(asked).toHaveLength(tokens);
    // The question that learns of the token, and one for each image: none is asked with a token that is not for it.
    expect(door.asked).toHaveLength(1 + many.length);
    server.close();
  });

  test.each(['localhost', '127.0.0.1'])('a realm on another host or port gets no credentials: %s', async (name) => {
    const server = await tokenServer();
    wantTokens(`http://${name}:${server.port}/token`);
    const options = {
      listed: [door.host, `${name}:${server.port}`],
      ...docker({ auths: { [door.host]: AUTH, [`${name}:${server.port}`]: AUTH } }),
    };
    expect(await ask(exact(), options)).toMatchObject([{ digest }]);
    expect(server.asked.map(({ authorization }) => authorization)).toEqual([undefined]);
    server.close();
  });

  test('a realm at a private address is not asked on the word of a stranger', async () => {
    const server = await tokenServer();
    wantTokens(`http://localhost:${server.port}/token`);
    expect(await ask(exact(), { listed: [door.host] })).toMatchObject([{ kind: 'none', why: 'not-allowed' }]);
    expect(server.asked).toEqual([]);
    server.close();
  });

  test('a refresh token is exchanged, in the body', async () => {
    const given = tokensOfTheRegistry();
    const options = {
      ...here(),
      ...docker({ auths: { [door.host]: { identitytoken: 'refresh' } } }),
    };
    expect(await ask(exact(), options)).toMatchObject([{ digest }]);
    expect(given).toMatchObject([{ method: 'POST', authorization: undefined }]);
    const form = Object.fromEntries(new URLSearchParams(given[0]!.body));
    expect(form).toEqual({
      grant_type: 'refresh_token',
      client_id: 'harden',
      service: 'the registry',
      scope: 'repository:team/app:pull',
      refresh_token: 'refresh',
    });
  });

  test('a token that is refused is not asked for again', async () => {
    const server = await tokenServer();
    door.answers = (_request, response) =>
      status(401, { 'www-authenticate': `Bearer realm="http://127.0.0.1:${server.port}/token"` })(response) ===
      undefined;
    expect(await ask(exact(), { listed: [door.host, `127.0.0.1:${server.port}`] })).toMatchObject([
      { kind: 'none', why: 'denied' },
    ]);
    expect([door.asked.length, server.asked.length]).toEqual([2, 1]);
    server.close();
  });
});

describeWithRegistry('a registry behind a password', () => {
  let registry: Registry;
  let digest: string;
  beforeAll(async () => {
    registry = await startRegistry({ lab: 'lab' });
    digest = await push(registry.host, 'private/app', { tags: ['1.2.3'], content: 'app' }, BASIC);
  });
  afterAll(() => registry.stop());
  const image = () => `${registry.host}/private/app:1.2.3`;

  test('the password of docker login, and what a person reads without one', async () => {
    expect(await ask(image(), docker({ auths: { [registry.host]: AUTH } }))).toMatchObject([{ digest }]);
    expect(
      await ask(image(), docker({ auths: { [`http://${registry.host}/v1/`]: { username: 'lab', password: 'lab' } } })),
    ).toMatchObject([{ digest }]);
    expect(await ask(image(), { listed: [registry.host] })).toMatchObject([
      { why: 'denied', message: expect.stringContaining(`docker login ${registry.host}`) },
    ]);
    const wrong = { auth: Buffer.from('lab:wrong').toString('base64') };
    expect(await ask(image(), docker({ auths: { [registry.host]: wrong } }))).toMatchObject([{ why: 'denied' }]);
    for (const config of [{ auths: 1 }, [], { auths: { [registry.host]: { auth: '%%%' } } }])
      expect(await ask(image(), { listed: [registry.host], ...docker(config) })).toMatchObject([{ why: 'denied' }]);
  });

  test('a credential helper is run without a shell, and only from an absolute folder of PATH', async () => {
    const bin = temporary({
      'docker-credential-test':
        '#!/bin/sh\ncd /; read server; echo "$1 $server" >>"$LOG"\necho "{\\"Username\\":\\"lab\\",\\"Secret\\":\\"lab\\"}"\n',
      'docker-credential-broken': '#!/bin/sh\necho "credentials not found"; exit 1\n',
    });
    for (const name of ['test', 'broken']) chmodSync(join(bin, `docker-credential-${name}`), 0o755);
    const log = join(temporary({ log: '' }), 'log');
    const more = { PATH: `${bin}:/usr/bin:/bin`, LOG: log };
    const { host } = registry;
    expect(await ask(image(), docker({ credHelpers: { [host]: 'test' } }, more))).toMatchObject([{ digest }]);
    expect(await ask(image(), { listed: [host], ...docker({ credsStore: 'test' }, more) })).toMatchObject([{ digest }]);
    expect(readFileSync(log, 'utf8')).toBe(`get ${host}\nget ${host}\n`);
    // The store has nothing, and the entry does.
    expect(await ask(image(), docker({ credsStore: 'broken', auths: { [host]: AUTH } }, more))).toMatchObject([
      { digest },
    ]);
    for (const name of ['absent', 'test; true', '../bin/docker-credential-test', 'broken'])
      expect(await ask(image(), docker({ credHelpers: { [host]: name } }, more))).toMatchObject([{ why: 'denied' }]);
    const relative = docker(
      { credHelpers: { [host]: 'test' } },
      { ...more, PATH: `.:${relativePath(process.cwd(), bin)}` },
    );
    expect(await ask(image(), relative)).toMatchObject([{ why: 'denied' }]);
    expect(readFileSync(log, 'utf8').split('\n')).toHaveLength(3);
  });
});

describe('addresses', () => {
  test.each(
    (
      '10.1.2.3 127.0.0.1 169.254.169.254 172.16.0.1 172.31.255.255 192.168.1.1 100.64.0.1 0.0.0.0 224.0.0.1 255.255.255.255 ' +
      '::1 :: fe80::1 fe80::1%eth0 fd00::1 ::ffff:10.0.0.1 ::ffff:7f00:1 ::127.0.0.1 64:ff9b::a00:1 2002:a00:1:: ff02::1 nonsense ' +
      '168.63.129.16 ::ffff:168.63.129.16 64:ff9b::a83f:8110 ::ffff:0:127.0.0.1 ::ffff:0:8.8.8.8 64:ff9b:1::1 192.0.2.1 198.51.100.1 203.0.113.9 ' +
      '192.88.99.1 2001:db8::1 3fff::1 3fff:fff::1 2002:808:808:: 2001::1 2001:0:808::1 ::8.8.8.8 5f00::1'
    ).split(' '),
  )('%s is private', (address) => {
    expect(isPrivateAddress(address)).toBe(true);
  });

  test.each(
    '168.63.129.17 203.0.114.1 4000::1 2001:4860:4860::8888 8.8.8.8 172.32.0.1 172.15.0.1 192.169.0.1 100.128.0.1 9.255.255.255 2606:4700::1 ::ffff:8.8.8.8 64:ff9b::808:808'.split(
      ' ',
    ),
  )('%s is not', (address) => {
    expect(isPrivateAddress(address)).toBe(false);
  });

  test.each([
    'localhost:9',
    '127.0.0.1:9',
    '127.1:9',
    '[::1]:9',
    '10.0.0.1',
    '169.254.169.254',
    '[fd00::1]:5000',
    '2130706433:80',
    '0x7f000001:80',
  ])('%s is refused before any connection', async (host) => {
    const lookup = jest.spyOn(dns, 'lookup');
    expect(await ask(`${host}/x:1.2.3`, {})).toMatchObject([{ kind: 'none', why: 'not-allowed' }]);
    expect(lookup).not.toHaveBeenCalled();
  });

  test('a name is refused for the address it has when it is connected to', async () => {
    resolvesTo('127.0.0.1');
    expect(await ask('registry.example/x:1.2.3', {})).toMatchObject([
      { why: 'not-allowed', message: expect.stringContaining('private address') },
    ]);
    resolvesTo('8.8.8.8', '10.0.0.1');
    expect(await ask('registry.example/x:1.2.3', {})).toMatchObject([{ why: 'not-allowed' }]);
  });

  test('a name without an address: no network, perhaps', async () => {
    resolvesTo('EAI_AGAIN');
    const answers = await ask(['registry.example/x:1.2.3', 'registry.example/y'], {});
    expect(answers).toEqual(
      Array(2).fill({
        kind: 'none',
        why: 'failed',
        message: 'registry.example cannot be resolved; no network? --offline skips this',
      }),
    );
    expect(dns.lookup).toHaveBeenCalledTimes(1);
  });

  test('the guard gives one address or all, as asked', (done) => {
    resolvesTo('8.8.8.8');
    guardedLookup('x.example', {}, (error, address, family) => {
      expect([error, address, family]).toEqual([null, '8.8.8.8', 4]);
      done();
    });
  });
});

describe('TLS and proxies', () => {
  let folder: string;
  let server: https.Server;
  let port: number;
  const body = JSON.stringify({ schemaVersion: 2 });
  const asked: string[] = [];

  beforeAll(async () => {
    folder = temporary();
    const names = 'subjectAltName=IP:127.0.0.1,DNS:registry.example';
    execFileSync(
      'openssl',
      [
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:P-256',
        '-nodes',
        '-days',
        '2',
        '-subj',
        '/CN=test',
        '-addext',
        names,
        '-keyout',
        join(folder, 'key'),
        '-out',
        join(folder, 'crt'),
      ],
      { stdio: 'ignore' },
    );
    server = https.createServer(
      { key: readFileSync(join(folder, 'key')), cert: readFileSync(join(folder, 'crt')) },
      (request, response) => {
        asked.push(request.url!);
        if (request.url!.startsWith('/v2/away/')) {
          response.writeHead(307, { location: `https://127.0.0.1:${port}/v2/x/manifests/latest` }).end();
          return;
        }
        response.writeHead(200, { 'content-type': 'application/json' }).end(body);
      },
    );
    port = await listen(server);
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  const certificate = () => readFileSync(join(folder, 'crt'), 'utf8');

  test('a private authority, where Docker keeps it', async () => {
    const host = `127.0.0.1:${port}`;
    const image = `${host}/x`;
    expect(await ask(image, { listed: [host] })).toMatchObject([
      { why: 'failed', message: expect.stringContaining(`/etc/docker/certs.d/${host}/ca.crt`) },
    ]);
    const etc = temporary({ [`docker/certs.d/${host}/ca.crt`]: certificate() });
    expect(await ask(image, { listed: [host], etc })).toMatchObject([{ kind: 'image' }]);
    expect(await ask(image, { insecure: [host] })).toMatchObject([{ kind: 'image' }]);
  });

  test('plain HTTP only where it crosses no network, or where it is declared', async () => {
    const plain = http.createServer((request, response) => {
      asked.push(`plain ${request.url}`);
      response.writeHead(200, { 'content-type': 'application/json' }).end(body);
    });
    const host = `registry.example:${await listen(plain)}`;
    resolvesTo('127.0.0.1');
    expect(await ask(`${host}/x`, { listed: [host] })).toMatchObject([
      { why: 'failed', message: expect.stringContaining('does not speak TLS') },
    ]);
    expect(asked.filter((each) => each.startsWith('plain'))).toEqual([]);
    expect(await ask(`${host}/x`, { insecure: [host] })).toMatchObject([{ kind: 'image' }]);
    plain.closeAllConnections();
    plain.close();
  });

  test('the proxy of the environment is a tunnel to the registry, and not asked for this machine', async () => {
    const tunnels: string[] = [];
    const proxy = http.createServer();
    proxy.on('connect', (request, socket, head) => {
      tunnels.push(`${request.url} ${request.headers['proxy-authorization']}`);
      const through = connect(port, '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
        through.write(head);
        through.pipe(socket).pipe(through);
      });
      for (const each of [through, socket]) each.on('error', () => {});
    });
    const at = await listen(proxy);
    Object.assign(process.env, {
      HTTPS_PROXY: `http://user:pass@127.0.0.1:${at}`,
      https_proxy: '',
      NO_PROXY: 'direct.example',
      no_proxy: '',
    });
    delete process.env.https_proxy;
    delete process.env.no_proxy;
    const etc = temporary({ 'docker/certs.d/registry.example/ca.crt': certificate() });
    const lookup = jest.spyOn(dns, 'lookup');
    expect(await ask('registry.example/x', { etc })).toMatchObject([{ kind: 'image', from: 'registry.example' }]);
    expect(tunnels.slice(0, 1)).toEqual([`registry.example:443 Basic ${Buffer.from('user:pass').toString('base64')}`]);
    // A registry of strangers does not lead to what the user keeps for itself.
    const own = `127.0.0.1:${port}`;
    const also = temporary({
      'docker/certs.d/registry.example/ca.crt': certificate(),
      [`docker/certs.d/${own}/ca.crt`]: certificate(),
    });
    const away = { etc: also, listed: [own] };
    expect(await ask('registry.example/away', away)).toMatchObject([{ why: 'not-allowed' }]);
    expect(await ask('registry.example/away', { ...away, listed: [own, 'registry.example'] })).toMatchObject([
      { kind: 'image' },
    ]);
    const before = tunnels.length;
    expect(await ask('10.0.0.1/x', {})).toMatchObject([{ why: 'not-allowed' }]);
    expect(await ask(`127.0.0.1:${await freePort()}/x`, { listed: ['127.0.0.1'] })).toMatchObject([{ kind: 'none' }]);
    expect(tunnels).toHaveLength(before);
    expect(lookup.mock.calls.filter(([name]) => name === 'registry.example')).toEqual([]);
    proxy.closeAllConnections();
    proxy.close();
  });
});

describe('realms', () => {
  test.each<[string, string, boolean]>([
    ['https://registry-1.docker.io', 'https://auth.docker.io/token', true],
    ['https://registry-1.docker.io', 'https://auth.docker.io:8443/token', false],
    ['https://registry.example.com:5000', 'https://registry.example.com:5001/token', false],
    ['https://registry.example.com:5000', 'https://auth.example.com:5000/token', true],
    ['https://registry.example.com', 'https://registry.example.com:8443/token', false],
    ['https://10.0.0.1:5000', 'https://10.0.0.1:5001/token', false],
    ['https://ghcr.io', 'https://ghcr.io/token', true],
    ['https://registry.gitlab.com', 'https://gitlab.com/jwt/auth', true],
    ['https://registry.example.co.uk', 'https://gitlab.example.co.uk/jwt', true],
    ['https://registry.example.com:5000', 'https://registry.example.com/token', true],
    ['https://registry.example.com', 'http://registry.example.com/token', false],
    ['https://registry.example.com', 'http://auth.example.com/token', false],
    ['https://registry.example.com', 'https://example.org/token', false],
    ['https://registry.example.com', 'https://registry.example.com.evil.org/token', false],
    ['https://a.co.uk', 'https://b.co.uk/token', false],
    ['https://a.github.io', 'https://b.github.io/token', false],
    ['https://a.azurecr.io', 'https://auth.docker.io/token', false],
    ['https://evil.example', 'https://auth.docker.io/token', false],
    ['https://10.0.0.1', 'https://10.0.0.2/token', false],
    ['http://127.0.0.1:5000', 'http://127.0.0.1:5000/token', true],
    ['http://127.0.0.1:5000', 'https://127.0.0.1:5000/token', false],
    ['http://127.0.0.1:5000', 'http://127.0.0.1:5001/token', false],
    ['http://127.0.0.1:5000', 'http://localhost:5001/token', false],
  ])('%s and %s: %p', (registry, realm, may) => {
    expect(mayReceiveCredentials(new URL(registry), new URL(realm))).toBe(may);
  });

  test.each<[string, object | undefined]>([
    ['Basic realm="x"', { scheme: 'basic' }],
    ['basic', { scheme: 'basic' }],
    ['Bearer realm="https://a.example/t",service="s"', { scheme: 'bearer', service: 's' }],
    ['Basic realm="x", Bearer service="s" , realm="https://a.example/t"', { scheme: 'bearer', service: 's' }],
    ['Bearer realm="/token"', undefined],
    ['Bearer realm="https://user@a.example/t"', undefined],
    ['Bearer realm="javascript:1"', undefined],
    ['Negotiate', undefined],
    ['', undefined],
  ])('reads %s', (header, challenge) => {
    const read = parseChallenge(header);
    if (challenge === undefined) expect(read).toBeUndefined();
    else expect(read).toMatchObject(challenge);
  });
});
