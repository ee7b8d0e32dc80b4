// What a forge takes in an hour is kept before it has to tell.
import { isFault, gitHub, makeRation, rationed, type Ration } from '../../src/forge/index.js';

const MINUTE = 60_000;
const REPO = { owner: 'acme', name: 'shop' };

/** How many are given at once, and when there is one again. */
function drained(ration: ReturnType<typeof makeRation>): readonly [given: number, again: number] {
  for (let given = 0; ; given++) {
    const until = ration.take();
    if (until) return [given, until.getTime()];
  }
}

test('80 a minute and 500 an hour', () => {
  let now = 0;
  const ration = makeRation(() => now);
  expect(drained(ration)).toEqual([80, MINUTE]);
  let all = 80;
  while (all < 500) {
    now += MINUTE;
    all += drained(ration)[0];
  }
  expect([all, now]).toEqual([500, 6 * MINUTE]);
  now += MINUTE;
  expect(drained(ration)).toEqual([0, 60 * MINUTE]);
  now = 60 * MINUTE;
  // Of the first minute.
  expect(drained(ration)).toEqual([80, 61 * MINUTE]);
});

test('a clock that is set back gives what it would have given', () => {
  let now = 100 * MINUTE;
  const ration = makeRation(() => now);
  drained(ration);
  now = 0;
  expect(drained(ration)).toEqual([80, MINUTE]);
});

test('a forge whose ration is used up tells until when, and is not asked', async () => {
  const asked: string[] = [];
  const send = async (address: string, { method = 'GET' }: RequestInit = {}): Promise<Response> => {
    asked.push(`${method} ${new URL(address).pathname}`);
    return Response.json({ number: 1, login: 'harden-bot' });
  };
  const ration = makeRation(Date.now, [{ most: 1, ms: 50 * MINUTE }]);
  const options = { token: 'x', origin: 'https://github.com', userAgent: 'harden', isPaced: false, retries: 0 };
  const forge = gitHub({ ...options, fetch: rationed(send, ration) });
  await forge.ensureLabels(REPO, 1, ['harden']);
  const spent = asked.length;
  const refused = await forge.closePull(REPO, 1);
  if (!isFault(refused) || refused.fault !== 'rate-limited') throw new Error('it is not limited');
  expect(refused.until.getTime()).toBeGreaterThan(Date.now() + 49 * MINUTE);
  expect(refused.why).toContain('harden keeps to what this forge takes in an hour');
  expect(asked.length).toBe(spent);
  // What only reads goes on.
  expect(await forge.whoAmI()).toEqual({ login: 'harden-bot' });
});

test.each([
  ['POST', 'https://api.github.com/graphql', '{"query":"query { viewer { login } }"}', 200],
  ['POST', 'https://api.github.com/graphql', '{"query":"mutation ($id: ID!) { x }"}', 429],
  ['DELETE', 'https://api.github.com/repos/a/b', undefined, 200],
  ['PATCH', 'https://api.github.com/repos/a/b', '{}', 429],
])('%s %s %s', async (method, address, body, status) => {
  const none: Ration = { take: () => new Date(Date.now() + MINUTE) };
  const send = rationed(async () => new Response('{}'), none);
  expect((await send(address, { method, ...(body === undefined ? {} : { body }) })).status).toBe(status);
});

test('what writes is a second apart, whatever it notifies people of: the ration is for the rest', async () => {
  jest.useFakeTimers();
  try {
    const sent: number[] = [];
    const forge = gitHub({
      token: 'x',
      origin: 'https://github.com',
      userAgent: 'harden',
      retries: 0,
      fetch: async (_address, { method } = {}) => {
        if (method === 'POST') sent.push(Date.now());
        return Response.json({ message: 'no' }, { status: 403 });
      },
    });
    const opening = ['a', 'b', 'c'].map((branch) =>
      forge.createPull(REPO, { title: 'A', body: '', branch, base: 'main', isDraft: false }),
    );
    await jest.advanceTimersByTimeAsync(60_000);
    await Promise.all(opening);
    expect(sent.map((at) => Math.round((at - sent[0]!) / 1000))).toEqual([0, 1, 2]);
  } finally {
    jest.useRealTimers();
  }
});
