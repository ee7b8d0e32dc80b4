// Limits that an engine does not have by itself.
import { type Engine, EngineError, type Ran, watchDisk } from '../../src/io/containers/index.js';
import { startBuildLimits } from '../../src/io/containers/build-limits.js';

const GB = 1024 ** 3;

function engineWith(run: Engine['run']): Pick<Engine, 'name' | 'run'> {
  return { name: 'docker', run };
}

const ran = (out: string): Ran => ({ code: 0, out, err: '', timedOut: false });

test.each([
  ['a lot is gone', [100, 90, 60], '40.0 GB of the disk of the engine (/var/lib/engine) were used up'],
  ['nearly nothing is left', [3, 2, 0.5], '2.5 GB of the disk of the engine (/var/lib/engine) were used up'],
])('%s: it is told once', async (_, free, says) => {
  const told: string[] = [];
  let at = 0;
  const end = await watchDisk(
    engineWith(async () => ran('/var/lib/engine\n')),
    (text) => told.push(text),
    {
      every: 1,
      free: () => free[Math.min(at++, free.length - 1)]! * GB,
    },
  );
  for (let round = 0; told.length === 0 && round < 500; round++) await new Promise((resolve) => setTimeout(resolve, 1));
  await new Promise((resolve) => setTimeout(resolve, 20));
  end();
  expect(told).toEqual([expect.stringContaining(says)]);
});

test.each<[string, Engine['run'], (() => number) | undefined]>([
  ['what a run uses, and what others free', async () => ran('/x\n'), () => 50 * GB],
  ['an engine that does not say where it writes', async () => ({ ...ran(''), code: 1 }), undefined],
  ['an engine that does not answer', () => Promise.reject(new EngineError('no answer')), undefined],
  ['a disk of another machine', async () => ran('/no/such/folder\n'), undefined],
])('%s is no reason to end anything', async (_, run, free) => {
  const told: string[] = [];
  const end = await watchDisk(engineWith(run), (text) => told.push(text), { every: 1, ...(free ? { free } : {}) });
  await new Promise((resolve) => setTimeout(resolve, 20));
  end();
  expect(told).toEqual([]);
});

test('builds have limits only where they are known to hold', async () => {
  const options = { label: 'a=b', tag: 'limits:1', run: async () => ran('') };
  const arm = await startBuildLimits({ ...options, platform: { os: 'linux', architecture: 'arm64' } });
  expect(arm).toEqual({ why: 'no limit is known for linux on arm64' });
  const platform = { os: 'linux', architecture: 'amd64' };
  // The number of a process of this machine that is none of the container's.
  const answers: Readonly<Record<string, Ran>> = { run: ran('f'.repeat(64)), inspect: ran('1') };
  const elsewhere = await startBuildLimits({
    ...options,
    platform,
    run: async ([command]) => answers[command!] ?? ran(''),
  });
  expect(elsewhere).toEqual({ why: 'the processes of the engine are not those of this machine' });
  const failing = async ([command]: readonly string[]): Promise<Ran> =>
    command === 'buildx' ? { code: 1, out: '', err: 'a\nno such driver\n', timedOut: false } : ran('');
  expect(await startBuildLimits({ ...options, platform, run: failing })).toEqual({ why: 'no such driver' });
});
