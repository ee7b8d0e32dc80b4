// Processes for runs: what they share, and that one that fails ends its run and no other.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Order } from '../../src/cli/bot/order.js';
import { makeRunners, type Runners, type RunnerSettings, type Shared } from '../../src/cli/bot/runners.js';
import { removeTemporary, temporary } from '../support/temporary.js';

/** What a process does that is told to run a repository of that name. */
const PROGRAM = `
const waiting = new Map();
let last = 0;
const ask = (what) => new Promise((resolve) => {
  waiting.set(++last, resolve);
  process.send({ tell: 'ask', ask: last, what });
});
const done = (why) => process.send({ tell: 'done', result: { outcome: 'done', why } });
const DO = {
  pid: () => done(String(process.pid)),
  crash: () => process.kill(process.pid, 'SIGKILL'),
  leave: () => process.exit(3),
  hang: () => setInterval(() => undefined, 1000),
  spin: () => { for (;;); },
  // Jest reads what V8 says at such an end on standard error, and takes it for one of its own workers.
  grow: () => { require('node:fs').closeSync(2); const all = []; for (;;) all.push(new Array(100000).fill(all.length)); },
  env: () => done(JSON.stringify([process.env, process.argv.slice(2)])),
  open: async () => {
    const first = await ask('opening');
    const second = await ask('opening');
    if (first.isGiven) process.send({ tell: 'give-back', ask: first.ask });
    done([first.isGiven, second.isGiven].join());
  },
  request: async () => done((await ask('request')).until),
  me: () => { process.send({ tell: 'me', login: 'bot' }); done(); },
  later: () => process.send({ tell: 'done', result: { outcome: 'waiting', retryAt: '2026-01-02T00:00:00.000Z' } }),
};
process.on('message', (message) => {
  if (message.tell === 'given') waiting.get(message.ask)(message);
  else DO[message.order.repository]();
});
`;

const made: Runners[] = [];
afterEach(() => {
  for (const each of made.splice(0)) each.end();
  removeTemporary();
});

function runners(changed: Partial<RunnerSettings> = {}): Runners {
  const cwd = temporary();
  const file = join(cwd, 'program.cjs');
  writeFileSync(file, PROGRAM);
  const settings = { program: [file] as const, env: {}, cwd, memory: 64, patienceMs: 60_000 };
  const all = makeRunners({ ...settings, ...changed });
  made.push(all);
  return all;
}

function order(repository: string): Order {
  return { repository, origin: 'https://git.example.com', flags: {}, folder: '/none' };
}

const NOTHING: Shared = { take: () => undefined, ration: { take: () => undefined }, me: () => undefined };

test('one process makes runs one after the other, and two at once are two', async () => {
  const { run } = runners();
  const first = await run(order('pid'), NOTHING);
  expect(await run(order('pid'), NOTHING)).toEqual(first);
  const both = await Promise.all([run(order('pid'), NOTHING), run(order('pid'), NOTHING)]);
  expect(new Set(both.map(({ why }) => why)).size).toBe(2);
});

test.each([
  ['crash', /^its process ended with SIGKILL$/],
  ['leave', /^its process ended with 3$/],
  ['grow', /^its process ended with (?:SIGABRT|SIGTRAP|134)$/],
])('%s ends its run, is not tried again, and the next goes on', async (repository, why) => {
  const { run } = runners({ memory: 32 });
  const beside = run(order('pid'), NOTHING);
  expect(await run(order(repository), NOTHING)).toEqual({ outcome: 'failed', why: expect.stringMatching(why) });
  expect(await beside).toMatchObject({ outcome: 'done' });
  expect(await run(order('pid'), NOTHING)).toMatchObject({ outcome: 'done' });
});

test.each(['hang', 'spin'])('%s is ended when its time is up', async (repository) => {
  const { run } = runners({ patienceMs: 300 });
  expect(await run(order(repository), NOTHING)).toEqual({ outcome: 'failed', why: 'it took longer than 0 minutes' });
});

test('what may be opened and asked is what all of them share, and what is given back is there again', async () => {
  const { run } = runners();
  let left = 1;
  const names: string[] = [];
  const shared: Shared = {
    take() {
      if (left === 0) return undefined;
      left--;
      return () => void left++;
    },
    ration: { take: () => new Date(0) },
    me: (login) => names.push(login),
  };
  expect(await run(order('open'), shared)).toMatchObject({ why: 'true,false' });
  expect(left).toBe(1);
  expect(await run(order('request'), shared)).toMatchObject({ why: '1970-01-01T00:00:00.000Z' });
  await run(order('me'), shared);
  expect(names).toEqual(['bot']);
  expect(await run(order('later'), shared)).toEqual({ outcome: 'waiting', retryAt: new Date('2026-01-02') });
});

test('the token comes by the environment, and stands in no argument', async () => {
  const { run } = runners({ env: { GITHUB_TOKEN: 'a token' } });
  const { why = '' } = await run(order('env'), NOTHING);
  const [env, argv] = JSON.parse(why);
  expect(env.GITHUB_TOKEN).toBe('a token');
  expect(argv).toEqual([]);
});

test('a run that has begun ends after a close, and at once with an end', async () => {
  const { run, close, end } = runners();
  const ends = run(order('pid'), NOTHING);
  close();
  expect(await ends).toMatchObject({ outcome: 'done' });
  const hangs = run(order('hang'), NOTHING);
  end();
  expect(await hangs).toEqual({ outcome: 'failed', why: 'its process ended with SIGTERM' });
});

test('a program that is not there is told', async () => {
  const { run } = runners({ cwd: '/nowhere/at/all' });
  expect(await run(order('pid'), NOTHING)).toMatchObject({ outcome: 'failed', why: expect.stringContaining('ENOENT') });
});
