// The service as a whole: what it takes, what it refuses, how often it runs, and how it ends.
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { fromGitHub, hmac, push, service, stopAll, until } from './deliver.js';
import type { RunResult } from '../../src/serve/index.js';

afterEach(stopAll);

/** Runs that end when they are told to. */
function held(): { run(): Promise<RunResult>; letGo(): void; readonly begun: number } {
  const waiting: (() => void)[] = [];
  let begun = 0;
  let isOpen = false;
  return {
    run() {
      begun++;
      return isOpen
        ? Promise.resolve({ outcome: 'done' })
        : new Promise((resolve) => waiting.push(() => resolve({ outcome: 'done' })));
    },
    letGo() {
      isOpen = true;
      for (const end of waiting.splice(0)) end();
    },
    get begun() {
      return begun;
    },
  };
}

test('a delivery leads to a run', async () => {
  const { post, ran, said } = await service();
  const body = push('acme/shop');
  expect(await post(body, fromGitHub(body))).toBe(202);
  await until(() => said.length === 1);
  expect(ran).toEqual([{ repository: 'acme/shop', by: 'ann', why: 'pushed' }]);
  expect(said).toEqual(['acme/shop: done (pushed)']);
});

test('what is not signed with the secret leads to nothing, whatever it holds', async () => {
  const { post, ran } = await service();
  const body = push('acme/shop');
  const signed = fromGitHub(body);
  expect(await post(body, fromGitHub(body, { secret: 'another secret' }))).toBe(401);
  expect(await post(body, { ...signed, 'x-hub-signature-256': '' })).toBe(401);
  expect(await post(body, { ...signed, 'x-hub-signature-256': hmac(body) })).toBe(401);
  expect(await post(`${body} `, signed)).toBe(401);
  expect(await post('not JSON', fromGitHub(body))).toBe(401);
  expect(await post('', fromGitHub(''))).toBe(401);
  // An id that a stranger used up would keep the true one out.
  expect(await post(body, { ...signed, 'x-hub-signature-256': 'sha256=00' })).toBe(401);
  expect(ran).toEqual([]);
  expect(await post(body, signed)).toBe(202);
  await until(() => ran.length === 1);
});

test('bytes that are no text are compared as bytes', async () => {
  const { post, ran } = await service();
  const body = Buffer.from([...Buffer.from(push('acme/shop').replace(/}$/, ',"x":"')), 0xff, 0x22, 0x7d]);
  expect(await post(body, fromGitHub(body))).toBe(401);
  const read = body.toString('utf8');
  expect(await post(body, { ...fromGitHub(body), 'x-hub-signature-256': `sha256=${hmac(read)}` })).toBe(401);
  expect(ran).toEqual([]);
});

test.each([
  ['JSON that is none', '{"ref": ', {}, 400],
  ['JSON of another form', '[]', {}, 400],
  ['an event without its keys', '{}', {}, 400],
  ['no event', '{}', { 'x-github-event': '' }, 400],
  ['an event nobody asked for', '{}', { 'x-github-event': 'star' }, 202],
  ['the name of a property of every object', '{}', { 'x-github-event': 'constructor' }, 202],
  ['a form', 'payload=x', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
  ['a type that only begins like it', '{}', { 'content-type': 'application/jsonp' }, 415],
])('%s', async (_, body, headers, status) => {
  const { post, ran } = await service();
  expect(await post(body, { ...fromGitHub(body), ...headers })).toBe(status);
  expect(ran).toEqual([]);
});

test('a body that is too large is refused, whether or not it says so', async () => {
  const { post, address, ran } = await service({ mostBytes: 1000 });
  const fits = push('acme/shop').padEnd(1000);
  const large = `${fits} `;
  expect(await post(large, fromGitHub(large))).toBe(413);
  const sent = await fetch(`http://${address}/webhook`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...fromGitHub(large) },
    body: Readable.toWeb(Readable.from([large.slice(0, 500), large.slice(500)])) as ReadableStream,
    duplex: 'half',
  } as RequestInit);
  expect(sent.status).toBe(413);
  expect(ran).toEqual([]);
  expect(await post(fits, fromGitHub(fits))).toBe(202);
});

test.each([
  ['/webhook', 'GET', 405],
  ['/webhook', 'PUT', 405],
  ['/healthz', 'POST', 405],
  ['/metrics', 'DELETE', 405],
  ['/', 'GET', 404],
  ['/webhook/', 'POST', 404],
  ['/healthz', 'GET', 200],
  ['/healthz?probe=1', 'HEAD', 200],
])('%s with %s', async (path, method, status) => {
  const { get } = await service();
  expect((await get(path, method)).status).toBe(status);
});

test('headers that never end are refused', async () => {
  const { address } = await service();
  const [host, port] = address.split(':');
  const answer = await new Promise<string>((resolve, reject) => {
    const socket = connect(Number(port), host);
    let text = '';
    socket.on('data', (part) => {
      text += part;
    });
    socket.on('close', () => resolve(text));
    socket.on('error', reject);
    socket.write(`POST /webhook HTTP/1.1\r\nHost: x\r\nX: ${'a'.repeat(20_000)}`);
  });
  expect(answer).toMatch(/^HTTP\/1\.1 431 /);
});

test('a sender that breaks off leaves nothing behind', async () => {
  const { address, post, ran } = await service();
  const [host, port] = address.split(':');
  await new Promise<void>((resolve) => {
    const socket = connect(Number(port), host, () => {
      socket.write(
        'POST /webhook HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nX-GitHub-Event: push\r\n' +
          'X-Hub-Signature-256: sha256=00\r\nContent-Length: 100\r\n\r\n{"ref":',
        () => socket.destroy(),
      );
    });
    socket.on('close', () => resolve());
  });
  const body = push('acme/shop');
  expect(await post(body, fromGitHub(body))).toBe(202);
  await until(() => ran.length === 1);
});

test('what is being sent takes no more room than there is, and gives it back', async () => {
  const { address, post, get } = await service({ mostBytes: 1000 });
  const [host, port] = address.split(':');
  const body = push('acme/shop').padEnd(1000);
  const headers = Object.entries({ 'content-type': 'application/json', ...fromGitHub(body), 'content-length': '1000' });
  const head = `POST /webhook HTTP/1.1\r\nHost: x\r\n${headers.map((header) => header.join(': ')).join('\r\n')}\r\n\r\n`;
  // Each holds all but a byte.
  const slow = await Promise.all(
    Array.from({ length: 4 }, async () => {
      const socket = connect(Number(port), host);
      await new Promise<void>((resolve) => {
        socket.write(head + body.slice(0, 999), () => resolve());
      });
      return socket;
    }),
  );
  // Those bytes may still be under way.
  await until(async () => (await post(body, fromGitHub(body))) === 503);
  expect(await (await get('/metrics')).text()).toMatch(/result="full"\} [1-9]/);
  for (const socket of slow) socket.destroy();
  await until(async () => (await post(body, fromGitHub(body))) === 202);
});

test('a thousand deliveries, many twice and out of order, while a run lasts: one run afterwards for each repository', async () => {
  const gate = held();
  const { post, ran, said } = await service({ jobs: 4 }, gate.run);
  const first = [0, 1, 2, 3].map((n) => push(`acme/repo-${n}`));
  for (const body of first) expect(await post(body, fromGitHub(body))).toBe(202);
  await until(() => gate.begun === 4);
  const sent = Array.from({ length: 1000 }, (_, n) => {
    const body = push(`acme/repo-${(n * 7) % 20}`);
    return { body, headers: fromGitHub(body, { id: `delivery ${(n * 13) % 400}` }) };
  });
  for (let at = 0; at < sent.length; at += 50)
    await Promise.all(
      sent.slice(at, at + 50).map(async ({ body, headers }) => expect(await post(body, headers)).toBe(202)),
    );
  expect(gate.begun).toBe(4);
  gate.letGo();
  await until(() => said.length === 24);
  const counts = new Map<string, number>();
  for (const { repository } of ran) counts.set(repository, (counts.get(repository) ?? 0) + 1);
  expect([...counts.values()].sort()).toEqual([...Array(16).fill(1), ...Array(4).fill(2)]);
});

test('a delivery is known by its id, and only once it was taken', async () => {
  const gate = held();
  const { post, ran, get } = await service({ jobs: 1, mostWaiting: 1 }, gate.run);
  const send = (repository: string, id: string): Promise<number> => {
    const body = push(repository);
    return post(body, fromGitHub(body, { id }));
  };
  expect(await send('acme/a', '1')).toBe(202);
  expect(await send('acme/b', '2')).toBe(202);
  expect(await send('acme/c', '3')).toBe(503);
  expect(await send('acme/b', '4')).toBe(202);
  gate.letGo();
  await until(() => ran.length === 2);
  expect(await send('acme/c', '3')).toBe(202);
  await until(() => ran.length === 3);
  expect(await send('acme/a', '1')).toBe(202);
  expect(ran.map(({ repository }) => repository)).toEqual(['acme/a', 'acme/b', 'acme/c']);
  const metrics = await (await get('/metrics')).text();
  expect(metrics).toContain('harden_deliveries_total{result="accepted"} 4\n');
  expect(metrics).toContain('harden_deliveries_total{result="full"} 1\n');
  expect(metrics).toContain('harden_deliveries_total{result="known"} 1\n');
});

test('what we did ourselves leads to nothing, nor what is not allowed or no name', async () => {
  const { post, ran } = await service({ allows: (repository) => repository.startsWith('acme/') });
  for (const [repository, login] of [
    ['acme/shop', 'harden-bot'],
    ['other/shop', 'ann'],
    ['acme/../admin', 'ann'],
    ['acme/', 'ann'],
    ['acme/a b', 'ann'],
  ] as const) {
    const body = push(repository, login);
    expect(await post(body, fromGitHub(body))).toBe(202);
  }
  const body = push('acme/shop');
  await post(body, fromGitHub(body));
  await until(() => ran.length > 0);
  expect(ran).toEqual([{ repository: 'acme/shop', by: 'ann', why: 'pushed' }]);
});

test('a run that fails is told, and the next one is made', async () => {
  let isFirst = true;
  const { post, said } = await service({}, async () => {
    if (!isFirst) return { outcome: 'done' };
    isFirst = false;
    throw new Error('a fault');
  });
  for (let n = 0; n < 2; n++) {
    const body = push('acme/shop');
    await post(body, fromGitHub(body));
    await until(() => said.length === n + 1);
  }
  expect(said).toEqual(['acme/shop: failed, a fault (pushed)', 'acme/shop: done (pushed)']);
});

test('stopped in the middle: what runs is ended, what waits is forgotten, what comes is refused', async () => {
  const gate = held();
  const { post, get, stop, ran } = await service({ jobs: 1 }, gate.run);
  for (const name of ['a', 'b', 'c']) {
    const body = push(`acme/${name}`);
    expect(await post(body, fromGitHub(body))).toBe(202);
  }
  const stopped = stop();
  const late = push('acme/d');
  expect(await post(late, fromGitHub(late))).toBe(503);
  expect((await get('/healthz')).status).toBe(503);
  gate.letGo();
  expect(await stopped).toBe(2);
  expect(ran.map(({ repository }) => repository)).toEqual(['acme/a']);
  await expect(get('/healthz')).rejects.toThrow();
});

test('the numbers are in the format of Prometheus', async () => {
  const { post, get, said } = await service();
  const body = push('acme/shop');
  await post(body, fromGitHub(body));
  await until(() => said.length === 1);
  const response = await get('/metrics');
  expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  const lines = (await response.text()).split('\n');
  expect(lines.pop()).toBe('');
  for (const line of lines)
    expect(line).toMatch(/^(?:# (?:HELP|TYPE) [a-z_]+ \S.*|[a-z_]+(?:\{[a-z]+="[a-z]+"\})? [0-9.e+-]+)$/);
  expect(lines).toEqual(
    expect.arrayContaining([
      '# TYPE harden_runs_total counter',
      'harden_runs_total{outcome="done"} 1',
      'harden_runs_running 0',
      'harden_runs_waiting 0',
    ]),
  );
  expect(lines.join('\n')).not.toContain('acme');
});
