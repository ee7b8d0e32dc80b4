// What a cooldown lets through: what is old enough by its own date, and nothing that has none.
import { LookupFailure } from '../../src/io/registry/failure.js';
import { answerImages, createRegistryClient } from '../../src/io/registry/index.js';
import type { Answer, ImageUpdateLookup } from '../../src/model/index.js';

const NOW = Date.UTC(2026, 0, 31);

/** A registry of tags with the day they were made. */
async function ask(made: Readonly<Record<string, string>>, more: Partial<ImageUpdateLookup> = {}): Promise<Answer> {
  const real = createRegistryClient({ env: {}, etc: '/nonexistent', cache: false, offline: true });
  const digestOf = (tag: string): string => `sha256:${Buffer.from(tag).toString('hex').padEnd(64, '0')}`;
  const client: typeof real = {
    ...real,
    async tags() {
      return Object.keys(made);
    },
    async digest(_image, tag) {
      if (made[tag] === 'gone' || made[tag] === undefined) throw new LookupFailure('not-found', `no ${tag}`);
      return { digest: digestOf(tag), multiPlatform: true, from: 'r' };
    },
    async details(_image, digest) {
      const [, day = ''] = Object.entries(made).find(([tag]) => digestOf(tag) === digest) ?? [];
      if (day === 'denied') throw new LookupFailure('denied', 'no');
      return { ...(day === 'none' ? {} : { created: `${day}T00:00:00Z` }) } as Awaited<ReturnType<typeof real.details>>;
    },
  };
  const lookup: ImageUpdateLookup = { kind: 'image-update', image: 'app:1.0.0', policy: 'patch', cooldown: 7, ...more };
  const [answer] = (await answerImages([lookup], client, { created: true, now: () => NOW })).values();
  real.close();
  return answer!;
}

const OLD = { '1.0.0': '2025-01-01', '1.0.1': '2026-01-10' };

test('the newest that is old enough, and what is newer waits until its day', async () => {
  const answer = await ask({ ...OLD, '1.0.2': '2026-01-26', '1.0.3': '2026-01-30' });
  expect(answer).toMatchObject({
    tag: '1.0.1',
    created: '2026-01-10T00:00:00Z',
    waiting: { tag: '1.0.3', created: '2026-01-30T00:00:00Z', until: '2026-02-06T00:00:00.000Z' },
  });
});

test('seven days to the millisecond', async () => {
  expect(await ask({ ...OLD, '1.0.2': '2026-01-24' })).toMatchObject({ tag: '1.0.2' });
  expect(await ask({ ...OLD, '1.0.2': '2026-01-24' })).not.toHaveProperty('waiting');
  expect(await ask({ ...OLD, '1.0.2': '2026-01-25' })).toMatchObject({ tag: '1.0.1', waiting: { tag: '1.0.2' } });
});

test.each(['none', '1970-01-01', '1980-01-01', 'denied'])('one whose date is %s waits, without a day', async (day) => {
  const answer = await ask({ ...OLD, '1.0.2': day });
  expect(answer).toMatchObject({ tag: '1.0.1', waiting: { tag: '1.0.2' } });
  expect(answer.kind === 'image-update' && answer.waiting).not.toHaveProperty('until');
});

test('where nothing is old enough the newest is told, as waiting', async () => {
  const answer = await ask({ '1.0.0': '2026-01-30', '1.0.1': '2026-01-30' });
  if (answer.kind !== 'image-update') throw new Error('no answer');
  expect(answer.tag).toBe('1.0.1');
  expect(answer.waiting?.digest).toBe(answer.digest);
});

test('the tag itself may have been built anew too lately', async () => {
  expect(await ask({ '1.0.0': '2026-01-30' }, { policy: 'digest' })).toMatchObject({ waiting: { tag: '1.0.0' } });
});

test('what is listed and gone is passed over; where the tag itself is gone there is no answer', async () => {
  expect(await ask({ ...OLD, '1.0.2': 'gone' })).toMatchObject({ tag: '1.0.1' });
  expect(await ask({ '1.0.0': 'gone' })).toMatchObject({ kind: 'none', why: 'not-found' });
});

test('without a cooldown the newest is taken, whatever its age', async () => {
  expect(await ask({ ...OLD, '1.0.2': '2026-01-30' }, { cooldown: 0 })).toMatchObject({ tag: '1.0.2' });
});
