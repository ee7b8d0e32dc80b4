// What becomes of jobs when a worker is stopped, is another harden, or the server of the queue is gone for a while.
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Queue } from 'bullmq';
import type { Outcome, PlanHand, PlanWorker } from '../../src/fleet/index.js';
import {
  connectQueue,
  openJobs,
  planJobs,
  queueAddress,
  queueRation,
  workOnOpenings,
  workOnPlans,
  type QueueLink,
} from '../../src/fleet-queue/index.js';
import { campaignOver, ledgerRows } from '../support/campaign.js';
import { harden } from '../support/command.js';
import { removeTemporary, temporary } from '../support/temporary.js';
import { startValkey, withValkey, type Valkey } from '../support/valkey.js';

const FRAME = { tool: { name: 'harden', version: '0' }, build: '0', seconds: 60, megabytes: 300 };
const LIMITS = { seconds: 60, megabytes: 512, recycle: 10 };
const ORDER = { url: 'https://example.com/acme/web', commit: 'a'.repeat(40), asked: [] };
const ANSWER = { kind: 'cannot', why: 'told by a test' } as const satisfies Outcome;
const ACCOUNT = { origin: 'https://example.com', login: 'ann' };
const PASSWORD = 'hunter2';

/** What is closed when a test ends, the last first. */
const open: (() => unknown)[] = [];

async function linkTo({ address }: Valkey, patienceMs = 60_000): Promise<QueueLink> {
  const link = await connectQueue(queueAddress(address, {}), patienceMs);
  open.push(() => link.close());
  return link;
}

/** One that gives out jobs. */
async function handOn(valkey: Valkey, { patienceMs = 60_000, build = '0', nobody = (): void => {} } = {}) {
  const link = await linkTo(valkey, patienceMs);
  const jobs = planJobs({ link, nobody });
  open.push(() => jobs.close());
  const [hand] = jobs.hands({ ...FRAME, build }, LIMITS) as readonly [PlanHand];
  return { link, jobs, hand };
}

/** One that takes jobs. */
async function workerOn(valkey: Valkey, worker: PlanWorker, refuse: (why: string) => void = () => {}) {
  const link = await linkTo(valkey);
  const work = workOnPlans({
    link,
    count: 1,
    build: '0',
    mirrors: temporary(),
    remoteOf: async () => ({ address: 'https://example.com/acme/web.git' }),
    workerFor: () => worker,
    refuse,
  });
  open.push(() => work.close());
  return work;
}

/** One that gives out what is to be opened. */
function openerOn(link: QueueLink, build = '0') {
  const jobs = openJobs({ link, build, wishes: {}, askedBy: () => [] });
  open.push(() => jobs.close());
  const place = { ...ACCOUNT, kind: 'github', repo: { owner: 'acme', name: 'web' } } as const;
  const bring = (url: string, keys: readonly string[] = []) => jobs.approach({ url, keys: new Set(keys) }, place);
  return { jobs, bring };
}

/** One that opens as an account. */
async function accountOn(
  valkey: Valkey,
  work: Parameters<typeof workOnOpenings>[0]['work'],
  refuse: (why: string) => void = () => {},
): Promise<void> {
  const working = workOnOpenings({ link: await linkTo(valkey), account: ACCOUNT, build: '0', refuse, work });
  open.push(() => working.close());
}

const ANSWERS: PlanWorker = { run: async () => ANSWER, close() {} };

/** Is at it until it is closed. */
function hangs(): PlanWorker & { readonly begun: Promise<void>; finish(outcome: Outcome): void } {
  let begin = (): void => {};
  let stop = (_: Outcome): void => {};
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  return {
    begun,
    run() {
      begin();
      return new Promise((resolve) => {
        stop = resolve;
      });
    },
    close: () => stop({ kind: 'ended', why: 'stopped' }),
    finish: (outcome) => stop(outcome),
  };
}

withValkey('faults of a queue')('faults of a queue', () => {
  let valkey: Valkey;
  beforeEach(async () => {
    valkey = await startValkey();
  });
  afterEach(async () => {
    for (const close of open.splice(0).reverse()) await close();
    await valkey.kill();
  });
  afterAll(removeTemporary);

  test('what a worker is at when it is stopped, another does', async () => {
    const { hand } = await handOn(valkey);
    const outcome = hand.run(ORDER);
    const first = hangs();
    const work = await workerOn(valkey, first);
    await first.begun;
    await work.close();
    await workerOn(valkey, ANSWERS);
    expect(await outcome).toEqual(ANSWER);
  }, 60_000);

  test('what nobody has begun is taken back, and what came of the rest is found again', async () => {
    const { hand, jobs, link } = await handOn(valkey);
    const first = hand.run(ORDER);
    await until(async () => (await link.client.exists('harden:plan:wait')) === 1);
    hand.close();
    expect(await first).toEqual({ kind: 'ended', why: 'stopped' });
    await jobs.close();
    expect(await link.client.exists('harden:plan:wait')).toBe(0);

    const second = await handOn(valkey);
    const again = second.hand.run(ORDER);
    const slow = hangs();
    const work = await workerOn(valkey, slow);
    await slow.begun;
    second.hand.close();
    expect(await again).toEqual({ kind: 'ended', why: 'stopped' });
    await second.jobs.close();
    // The worker answers somebody who is gone.
    slow.finish(ANSWER);
    await until(async () => (await link.client.exists('harden:plan:completed')) === 1);
    await work.close();
    const third = await handOn(valkey);
    expect(await third.hand.run(ORDER)).toEqual(ANSWER);
    await third.jobs.close();
    expect(await link.client.exists('harden:plan:completed')).toBe(0);
  }, 60_000);

  test('a worker of another harden takes no job and says so, and one of this harden does it', async () => {
    const { hand } = await handOn(valkey, { build: '0' });
    const other = await handOn(valkey, { build: '1+other' });
    const outcome = other.hand.run({ ...ORDER, url: 'https://example.com/acme/other' });
    let refuse = (_: string): void => {};
    const why = new Promise<string>((resolve) => {
      refuse = resolve;
    });
    const work = await workerOn(valkey, ANSWERS, refuse);
    expect(await why).toMatch(/^the queue holds jobs for harden 1\+other, and this is 0; install the same harden/);
    await work.close();
    other.hand.close();
    expect(await outcome).toEqual({ kind: 'ended', why: 'stopped' });
    await other.jobs.close();
    await workerOn(valkey, ANSWERS);
    expect(await hand.run(ORDER)).toEqual(ANSWER);
  }, 60_000);

  test('what lies in a folder of one machine is planned by no worker', async () => {
    const { hand } = await handOn(valkey);
    await workerOn(valkey, ANSWERS);
    expect(await hand.run({ ...ORDER, url: 'file:///etc' })).toMatchObject({
      kind: 'cannot',
      why: expect.stringContaining('it lies on one machine'),
    });
  }, 60_000);

  test('what no worker would take is told, and not given out', async () => {
    const { hand, link } = await handOn(valkey);
    const url = `https://example.com/acme/${'w'.repeat(3000)}`;
    expect(await hand.run({ ...ORDER, url })).toMatchObject({
      kind: 'cannot',
      why: expect.stringContaining('more than a job may hold'),
    });
    const { bring } = openerOn(link);
    expect(await bring(ORDER.url, ['no key'])).toMatchObject({
      fault: { fault: 'cannot', why: expect.stringContaining('more than a job may hold') },
    });
  }, 60_000);

  test('what a worker answered to somebody who is gone is no answer to who opens after that', async () => {
    const begun: string[] = [];
    const finish: (() => void)[] = [];
    await accountOn(valkey, async ({ url }) => {
      const opened = begun.push(url);
      await new Promise<void>((resolve) => finish.push(resolve));
      return { seen: [], opened };
    });
    const link = await linkTo(valkey);
    const bringBy = async ({ bring }: ReturnType<typeof openerOn>, name: string): Promise<number> =>
      (await bring(`https://example.com/acme/${name}`)).opened;
    const first = openerOn(link);
    const left = bringBy(first, 'web');
    await until(async () => finish.length === 1);
    await first.jobs.close();
    expect(await left).toBe(0);
    finish[0]!();
    const second = openerOn(link);
    const other = bringBy(second, 'api');
    await until(async () => finish.length === 2);
    // Meanwhile it looks for what has ended.
    const { getJobState } = Queue.prototype;
    const slow = jest.spyOn(Queue.prototype, 'getJobState').mockImplementation(async function (this: Queue, id) {
      await pause(1000);
      return await getJobState.call(this, id);
    });
    const again = bringBy(second, 'web');
    await pause(1500);
    slow.mockRestore();
    finish[1]!();
    await until(async () => finish.length === 3);
    finish[2]!();
    expect([await other, await again]).toEqual([2, 3]);
  }, 60_000);

  test('a worker of an account goes to no other server, and does nothing for another harden', async () => {
    const begun: string[] = [];
    let refuse = (_: string): void => {};
    const why = new Promise<string>((resolve) => {
      refuse = resolve;
    });
    const work = async ({ url }: { readonly url: string }) => ({ seen: [], opened: begun.push(url) });
    await accountOn(valkey, work, refuse);
    const link = await linkTo(valkey);
    const { bring } = openerOn(link);
    for (const url of ['https://evil.example/acme/web', 'http://example.com/acme/web'])
      expect(await bring(url)).toMatchObject({
        fault: { fault: 'cannot', why: 'it is on another server than its worker is for' },
      });
    expect(await bring(ORDER.url)).toMatchObject({ opened: 1 });
    const other = openerOn(link, '1+other');
    const outcome = other.bring('https://example.com/acme/other');
    expect(await why).toMatch(/^the queue holds jobs for harden 1\+other, and this is 0; install the same harden/);
    other.jobs.stop();
    expect(await outcome).toEqual({ seen: [], opened: 0 });
    expect(begun).toEqual([ORDER.url]);
  }, 60_000);

  test('a server that comes back without its jobs is told of them again; that nobody takes them is said', async () => {
    let isTold = false;
    const { hand, link } = await handOn(valkey, {
      nobody() {
        isTold = true;
      },
    });
    const outcome = hand.run(ORDER);
    await until(async () => (await link.client.exists('harden:plan:wait')) === 1);
    await valkey.kill();
    valkey = await startValkey({ port: valkey.port });
    await until(async () => isTold);
    await workerOn(valkey, ANSWERS);
    expect(await outcome).toEqual(ANSWER);
  }, 120_000);

  test('a server that stays away is given up, with its address and what to do', async () => {
    const { hand, link } = await handOn(valkey, { patienceMs: 1000 });
    const outcome = hand.run(ORDER);
    await valkey.kill();
    expect(await outcome).toEqual({ kind: 'ended', why: 'stopped' });
    expect(String(link.gone.reason.message)).toBe(
      `the queue at ${valkey.address} did not answer for 1 s; start it, and the same command goes on from here`,
    );
  }, 60_000);

  test('a server with a password lets in who has it, and no message repeats it', async () => {
    await valkey.kill();
    valkey = await startValkey({ password: PASSWORD });
    const at = (user: string): string => `redis://${user}127.0.0.1:${valkey.port}`;
    const refused = new RegExp(`^the queue at ${valkey.address} does not let harden in; set HARDEN_QUEUE_PASSWORD`);
    await expect(connectQueue(queueAddress(at(''), {}), 1000)).rejects.toThrow(refused);
    await expect(connectQueue(queueAddress(at(':wrong@'), {}), 1000)).rejects.toThrow(refused);
    (await connectQueue(queueAddress(at(`:${PASSWORD}@`), {}), 1000)).close();
    (await connectQueue(queueAddress(at(''), { HARDEN_QUEUE_PASSWORD: PASSWORD }), 1000)).close();
  }, 60_000);

  test('commands end with 2 where nobody answers, and give back what they have', async () => {
    await valkey.kill();
    const folder = campaignOver(temporary());
    await harden(folder, ['migrate', 'init']);
    const said = `harden: the queue at ${valkey.address} refuses connections; start Valkey or Redis there, or give another --queue\n`;
    for (const words of [['plan'], ['open'], ['watch'], ['worker']]) {
      const { code, err } = await harden(folder, ['migrate', ...words, '--queue', valkey.address]);
      expect([words, code, err]).toEqual([words, 2, said]);
    }
    expect(ledgerRows(folder, 'SELECT 1 FROM repositories WHERE lease_owner IS NOT NULL')).toEqual([]);
    const both = await harden(folder, ['migrate', 'plan', '--queue', valkey.address, '--workers', '2']);
    expect([both.code, both.err]).toEqual([2, expect.stringContaining('--workers is for this machine')]);
    const none = await harden(folder, ['migrate', 'worker', '--queue', valkey.address, '--mirrors', join(folder, 'm')]);
    expect(none.code).toBe(2);
  }, 60_000);

  test('workers of one account take together what one may, and another account takes its own', async () => {
    const takeAll = async (account: string): Promise<number> => {
      const ration = queueRation(await linkTo(valkey), { origin: 'https://github.com', account });
      let taken = 0;
      while (taken < 200 && (await ration.take()) === undefined) taken++;
      return taken;
    };
    const [one, two, other] = await Promise.all([takeAll('ann'), takeAll('ann'), takeAll('eve')]);
    expect([one! + two!, other]).toEqual([80, 80]);
    const next = await queueRation(await linkTo(valkey), { origin: 'https://github.com', account: 'ann' }).take();
    const wait = Number(next) - Date.now();
    expect(wait > 0 && wait <= 60_000).toBe(true);
  }, 60_000);
});

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await pause(20);
}
