// One run a repository at a time, of a queue with an end.
import fc from 'fast-check';
import { makeQueue, type QueueOptions } from '../../src/serve/queue.js';
import type { RunResult, Wake } from '../../src/serve/index.js';

function wake(repository: string, by = ''): Wake {
  return { repository, by, why: 'pushed' };
}

interface Bench {
  readonly queue: ReturnType<typeof makeQueue>;
  /** Runs that have begun and not ended, in order. */
  readonly running: { readonly wake: Wake; end(result: RunResult): Promise<void> }[];
  readonly timers: { readonly ms: number; call(): void }[];
  readonly ended: string[];
}

/** A queue whose runs and times the test has in hand. */
function bench(changed: Partial<QueueOptions> = {}): Bench {
  const running: Bench['running'] = [];
  const timers: Bench['timers'] = [];
  const ended: string[] = [];
  const queue = makeQueue({
    jobs: 1,
    most: 100,
    now: () => 1000,
    after(ms, call) {
      const timer = { ms, call };
      timers.push(timer);
      return () => void timers.splice(timers.indexOf(timer), 1);
    },
    ended: ({ repository }, { outcome }) => ended.push(`${repository} ${outcome}`),
    run: (wake) =>
      new Promise((resolve) => {
        const run = {
          wake,
          async end(result: RunResult) {
            running.splice(running.indexOf(run), 1);
            resolve(result);
            await new Promise(setImmediate);
          },
        };
        running.push(run);
      }),
    ...changed,
  });
  return { queue, running, timers, ended };
}

const DONE: RunResult = { outcome: 'done' };

test('what is asked for while it runs is one run more, and the newest is kept', async () => {
  const { queue, running } = bench();
  expect([queue.add(wake('a', '1')), queue.add(wake('a', '2')), queue.add(wake('a', '3'))]).toEqual([
    'queued',
    'queued',
    'joined',
  ]);
  expect(running.map(({ wake: { by } }) => by)).toEqual(['1']);
  await running[0]!.end(DONE);
  expect(running.map(({ wake: { by } }) => by)).toEqual(['3']);
  await running[0]!.end(DONE);
  expect([running.length, queue.running, queue.waiting]).toEqual([0, 0, 0]);
});

test('a run is tried again when it says so, at once where somebody does something, and neither at once nor never', async () => {
  const { queue, running, timers, ended } = bench();
  queue.add(wake('a'));
  await running[0]!.end({ outcome: 'waiting', retryAt: new Date(6000) });
  expect(timers.map(({ ms }) => ms)).toEqual([5000]);
  expect(queue.waiting).toBe(1);
  timers.splice(0)[0]!.call();
  await running[0]!.end({ outcome: 'waiting', retryAt: new Date(0) });
  expect(timers.map(({ ms }) => ms)).toEqual([1000]);
  queue.add(wake('a'));
  expect(timers).toEqual([]);
  await running[0]!.end({ outcome: 'waiting', retryAt: new Date(8.64e15) });
  expect(timers.map(({ ms }) => ms)).toEqual([3_600_000]);
  expect(ended).toEqual(['a waiting', 'a waiting', 'a waiting']);
  expect(await queue.stop()).toBe(1);
  expect(timers).toEqual([]);
  expect(queue.add(wake('b'))).toBe('stopped');
});

test('whatever is asked for in whatever order: never two of one repository, never more than the jobs or the places, none forgotten', async () => {
  const events = fc.array(fc.oneof(fc.record({ add: fc.integer({ min: 0, max: 9 }) }), fc.record({ end: fc.nat(9) })), {
    maxLength: 80,
  });
  await fc.assert(
    fc.asyncProperty(
      events,
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 1, max: 5 }),
      async (all, jobs, most) => {
        const { queue, running, ended } = bench({ jobs, most });
        const owed = new Set<string>();
        for (const event of all) {
          if ('add' in event) {
            const before = running.length;
            const answer = queue.add(wake(`${event.add}`));
            // What has begun by the time it is asked for does not count.
            if (answer !== 'full' && running.length === before) owed.add(`${event.add}`);
          } else {
            const run = running[event.end % Math.max(running.length, 1)];
            await run?.end(DONE);
            for (const { wake } of running) owed.delete(wake.repository);
          }
          const names = running.map(({ wake: { repository } }) => repository);
          expect(new Set(names).size).toBe(names.length);
          expect(names.length).toBeLessThanOrEqual(jobs);
          expect(queue.waiting).toBeLessThanOrEqual(most);
        }
        while (running.length > 0) {
          await running[0]!.end(DONE);
          for (const { wake } of running) owed.delete(wake.repository);
        }
        expect([...owed]).toEqual([]);
        expect([queue.running, queue.waiting]).toEqual([0, 0]);
        expect(ended.length).toBeGreaterThanOrEqual(Math.min(1, all.filter((event) => 'add' in event).length));
      },
    ),
    { numRuns: 60 },
  );
});
