// What is written into a queue and read from it, without a server.
import { gzipSync } from 'node:zlib';
import { planKey, type PlanFacts } from '../../src/fleet/index.js';
import { queueAddress } from '../../src/fleet-queue/address.js';
import { openQueue } from '../../src/fleet-queue/names.js';
import { packedOpenAnswer, readOpenAnswer } from '../../src/fleet-queue/open-answer.js';
import { readOpenJob } from '../../src/fleet-queue/open-job.js';
import { packed, unpacked } from '../../src/fleet-queue/packed.js';
import { packedAnswer, readPlanAnswer, type PlanAnswer } from '../../src/fleet-queue/plan-answer.js';
import { planJobId, readPlanJob, type PlanJob } from '../../src/fleet-queue/plan-job.js';
import { ConfigError, filePath } from '../../src/model/index.js';
import { remotesOfWorker, serversOf } from '../../src/cli/migrate/servers.js';

const COMMIT = 'a'.repeat(40);
const TREE = 'b'.repeat(40);

const JOB: PlanJob = {
  frame: { tool: { name: 'harden', version: '1' }, build: '1+abc', level: 'review', seconds: 60, megabytes: 300 },
  limits: { seconds: 180, megabytes: 512, recycle: 200 },
  order: { url: 'https://example.com/acme/web', commit: COMMIT, asked: [['image debian:12', null]] },
};

const FACTS: PlanFacts = {
  owner: '@acme/web',
  files: 1,
  summary: '{}',
  result: gzipSync('{"version":1}'),
  steps: [
    {
      key: '0123456789ab',
      step: 's',
      transform: 'exec-form',
      level: 'safe',
      file: 'Dockerfile',
      line: 1,
      title: 'a title\u001b[31m',
      assumptions: '[]',
      pattern: 'p1',
    },
  ],
  patterns: [{ pattern: 'p1', transform: 'exec-form', level: 'safe', title: 't', sample: '{}' }],
  refusals: [{ transform: 'exec-form', code: 'c', file: 'Dockerfile', line: 2, sentence: 'why' }],
  rules: [{ rule: 'DL3025', found: 1, resolved: 1 }],
  images: [{ file: filePath('Dockerfile'), line: 1, name: 'debian', tag: '12', digest: null, endsOn: null }],
};
const PLANNED = {
  kind: 'planned',
  tree: TREE,
  key: planKey(TREE, JOB.frame, [['image debian:12', null]]),
  asked: [{ question: 'image debian:12', lookup: { kind: 'image', image: 'debian:12' } }],
  facts: FACTS,
} as const satisfies PlanAnswer;

describe('where a queue is', () => {
  test.each([
    ['redis://queue.example.com', 'redis://queue.example.com:6379'],
    ['rediss://queue.example.com:7000/3', 'rediss://queue.example.com:7000/3'],
    ['redis://:hunter2@queue.example.com/0', 'redis://queue.example.com:6379'],
    ['redis://eve:hunter2@[::1]:7000', 'redis://[::1]:7000'],
  ])('%s is shown as %s', (written, shown) => {
    expect(queueAddress(written, {}).shown).toBe(shown);
  });

  test('user and password are taken from it, and the password of the environment comes first', () => {
    expect(queueAddress('redis://eve:p%40ss@[::1]', {})).toMatchObject({ host: '::1', user: 'eve', password: 'p@ss' });
    expect(queueAddress('redis://eve:p%40ss@h', { HARDEN_QUEUE_PASSWORD: 'other' }).password).toBe('other');
    expect(queueAddress('redis://h', {})).not.toHaveProperty('password');
  });

  test.each([
    'queue.example.com:6379',
    'http://:hunter2@h',
    'redis://:hunter2@',
    'redis://:hunter2@h/one',
    'redis://:hunter2@h?db=1',
    'redis://:hunter2%zz@h',
  ])('%s is none, and is not repeated', (written) => {
    expect(() => queueAddress(written, {})).toThrow(ConfigError);
    expect(() => queueAddress(written, {})).toThrow(/^(?!.*(?:hunter2|zz)).*--queue: /);
  });
});

describe('a job to plan', () => {
  test('comes back as it was written', () => {
    expect(readPlanJob(JSON.parse(JSON.stringify(JOB)))).toEqual(JOB);
  });

  test.each<[string, (job: PlanJob) => unknown]>([
    ['no commit', (job) => ({ ...job, order: { ...job.order, commit: '--upload-pack=x' } })],
    ['no end of memory', (job) => ({ ...job, limits: { ...job.limits, megabytes: 1e9 } })],
    ['no end of time', (job) => ({ ...job, limits: { ...job.limits, seconds: 1e9 } })],
    ['another level', (job) => ({ ...job, frame: { ...job.frame, level: 'all' } })],
    ['an answer that is no text', (job) => ({ ...job, order: { ...job.order, asked: [['q', 1]] } })],
    ['nothing', () => null],
  ])('%s is none', (_, change) => {
    expect(readPlanJob(change(JOB))).toBeUndefined();
  });

  test('its id names the repository and all that its plan follows from, and no colon', () => {
    const id = planJobId(JOB);
    expect(id).toMatch(/^example\.com\/acme\/web@[0-9a-f]{24}$/);
    expect(planJobId(structuredClone(JOB))).toBe(id);
    expect(planJobId({ ...JOB, order: { ...JOB.order, commit: TREE } })).not.toBe(id);
    expect(planJobId({ ...JOB, frame: { ...JOB.frame, build: '1+other' } })).not.toBe(id);
    expect(planJobId({ ...JOB, order: { ...JOB.order, asked: [] } })).not.toBe(id);
    expect(planJobId({ ...JOB, order: { ...JOB.order, url: 'https://h:8443/a:b/c' } })).not.toContain(':');
  });
});

describe('what a worker says of a plan', () => {
  test.each<PlanAnswer>([
    PLANNED,
    { kind: 'cannot', why: 'it is no repository' },
    { kind: 'retry', why: 'it does not answer' },
    { kind: 'ended', why: 'memory' },
  ])('$kind comes back as it was written', (answer) => {
    expect(readPlanAnswer(packedAnswer(answer), JOB)).toEqual(
      answer.kind === 'planned' ? { ...answer, facts: { ...FACTS, result: Buffer.from(FACTS.result) } } : answer,
    );
  });

  test('the plan that is there is the same only where it is the one that was asked about', () => {
    const known = planKey(TREE, JOB.frame, JOB.order.asked);
    const same = packedAnswer({ kind: 'same', tree: TREE });
    const about = (key: string): PlanJob => ({ ...JOB, order: { ...JOB.order, known: key } });
    expect(readPlanAnswer(same, about(known))).toEqual({ kind: 'same', tree: TREE });
    expect(readPlanAnswer(same, about('0'.repeat(32)))).toMatchObject({ kind: 'retry' });
    expect(readPlanAnswer(same, JOB)).toMatchObject({ kind: 'retry' });
  });

  const facts = (change: object): object => ({ ...PLANNED, facts: { ...FACTS, ...change } });
  test.each<[string, object]>([
    ['the key of another plan', { ...PLANNED, key: '0'.repeat(32) }],
    ['the key of a plan with other answers', { ...PLANNED, asked: [] }],
    [
      'a question that is not the one of its lookup',
      { ...PLANNED, asked: [{ question: 'image a', lookup: { kind: 'image', image: 'b' } }] },
    ],
    [
      'an index that nobody knows',
      { ...PLANNED, asked: [{ question: 'x', lookup: { kind: 'package', ecosystem: 'x', name: 'n', range: '' } }] },
    ],
    ['a step of a pattern that is not there', facts({ patterns: [] })],
    ['a rule twice', facts({ rules: [...FACTS.rules, ...FACTS.rules] })],
    ['a level that is none', facts({ steps: [{ ...FACTS.steps[0], level: 'all' }] })],
    ['a line that is no number', facts({ steps: [{ ...FACTS.steps[0], line: '1; DROP TABLE' }] })],
    ['an image outside of the root', facts({ images: [{ ...FACTS.images[0], file: '../../etc/passwd' }] })],
    ['a kind that is none', { kind: 'stopped' }],
  ])('%s is another try', (_, answer) => {
    const written =
      'facts' in answer
        ? packed({
            ...answer,
            facts: { ...(answer.facts as object), result: Buffer.from(FACTS.result).toString('base64') },
          })
        : packed(answer);
    expect(readPlanAnswer(written, JOB)).toEqual({
      kind: 'retry',
      why: expect.stringMatching(/^what its worker answered/),
    });
  });

  test.each<[string, unknown]>([
    ['no text', { kind: 'cannot', why: 'x' }],
    ['no gzip', 'aGVsbG8='],
    ['no JSON', gzipSync('{').toString('base64')],
  ])('%s is another try', (_, written) => {
    expect(readPlanAnswer(written, JOB)).toMatchObject({ kind: 'retry' });
  });

  test('what is larger than was agreed is not unpacked', () => {
    const large = gzipSync(JSON.stringify('x'.repeat(2000))).toString('base64');
    expect(unpacked(large, 1000)).toBeUndefined();
    expect(unpacked(large, 3000)).toHaveLength(2000);
  });
});

describe('a job to open', () => {
  const job = {
    build: '1',
    url: 'https://github.com/acme/web',
    keys: ['0123456789ab'],
    wishes: { label: ['a'] },
    asked: [],
  };

  test('comes back as it was written', () => {
    const whole = { ...job, ifOpen: { branches: ['harden/all'], numbers: [1] }, preset: 'guide' };
    expect(readOpenJob(whole)).toEqual(whole);
    expect(readOpenJob(job)).toEqual(job);
  });

  test.each([{ keys: ['x'] }, { wishes: { label: [1] } }, { ifOpen: { branches: [''], numbers: [] } }, { build: 1 }])(
    '%j is none',
    (change) => {
      expect(readOpenJob({ ...job, ...change })).toBeUndefined();
    },
  );
});

describe('what a worker says of a pull request', () => {
  const pull = {
    number: 1,
    state: 'open',
    title: 't',
    body: 'b',
    author: 'ann',
    labels: [],
    isDraft: false,
    branch: 'harden/all',
    head: COMMIT,
    base: 'main',
    createdAt: '2026-01-01T00:00:00Z',
  } as const;
  const answer = {
    seen: [{ pull, checks: 'green' }],
    opened: 1,
    parts: [{ state: 'waiting', why: 'later' }],
    fault: { fault: 'rate-limited', why: 'too many', until: new Date('2026-01-01T00:00:00Z') },
  } as const;

  test('comes back as it was written', () => {
    expect(readOpenAnswer(packedOpenAnswer(answer))).toEqual(answer);
    expect(readOpenAnswer(packedOpenAnswer({ seen: [], opened: 0 }))).toEqual({ seen: [], opened: 0 });
  });

  test.each<[string, object]>([
    ['a time that is none', { ...answer, seen: [{ pull: { ...pull, createdAt: 'then' }, checks: 'green' }] }],
    ['a commit that is none', { ...answer, seen: [{ pull: { ...pull, head: 'main' }, checks: 'green' }] }],
    ['checks that are none', { ...answer, seen: [{ pull, checks: 'blue' }] }],
    ['a state that is none', { ...answer, parts: [{ state: 'opened' }] }],
    ['fewer than none', { ...answer, opened: -1 }],
  ])('%s is none', (_, other) => {
    expect(readOpenAnswer(packed(other))).toBeUndefined();
  });
});

test('accounts have queues of their own, without a colon', () => {
  const names = [
    ['https://github.com', 'ann'],
    ['https://github.com', 'eve'],
    ['https://git.example.com:8443', 'ann'],
    ['http://github.com', 'ann'],
    ['https://github.com', 'a:n'],
    ['https://github.com', 'a_n'],
  ].map(([origin, login]) => openQueue({ origin: origin!, login: login! }));
  expect(new Set(names).size).toBe(names.length);
  expect(names.filter((name) => name.includes(':'))).toEqual([]);
});

describe('what a worker reaches repositories with', () => {
  const credential = (password: string) => ({ kind: 'basic', user: 'x-access-token', password });

  test('a token for any server goes to none that was not named', async () => {
    const env = { HARDEN_FORGE_TOKEN: 'any', GITHUB_TOKEN: 'own' };
    const remoteOf = remotesOfWorker({ env }, []);
    expect(await remoteOf('https://evil.example/acme/web')).toEqual({ address: 'https://evil.example/acme/web.git' });
    expect(await remoteOf('https://github.com/acme/web')).toMatchObject({ credential: credential('own') });
  });

  test('with servers it goes to them, and others are left alone', async () => {
    const remoteOf = remotesOfWorker({ env: { HARDEN_FORGE_TOKEN: 'any' } }, serversOf(['https://github.com/']));
    expect(await remoteOf('https://github.com/acme/web')).toMatchObject({ credential: credential('any') });
    expect(await remoteOf('https://evil.example/acme/web')).toEqual({
      why: 'its worker is for https://github.com alone',
    });
  });

  test.each(['github.com', 'https://ann:hunter2@github.com', 'ssh://github.com'])('%s is no server', (written) => {
    expect(() => serversOf([written])).toThrow(/^--server: (?!.*hunter2)/);
  });
});
