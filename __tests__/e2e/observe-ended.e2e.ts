// A run of observe that is ended by a signal leaves nothing on the engine, or the next run of any kind removes it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { build, harden, OFFLINE, project } from '../support/command.js';
import { temporary } from '../support/temporary.js';
import { describeInLab, docker } from './support/lab.js';
import { left, leftNameless, namelessVolumes } from './support/left.js';

/** A database that keeps its data in a VOLUME, and an image with a VOLUME of its own that is built. */
const FILES = {
  Dockerfile:
    'FROM redis:8\nRUN mkdir /anon && touch /anon/of-this-test\nVOLUME /anon\nEXPOSE 6379\nCMD ["redis-server"]\n',
  'compose.yaml': `services:
  queue:
    build: .
    volumes: [/scratch]
  db:
    image: postgres:17
    environment: {POSTGRES_PASSWORD: not-a-secret}
`,
};

describeInLab('harden observe, ended', ['postgres:17', 'redis:8'], () => {
  // SIGTERM is tried in the suite of observe.
  test('by SIGINT, and by SIGKILL with a run of verify behind it', async () => {
    build();
    const folder = temporary(FILES);
    const home = temporary();
    const { PATH = '' } = process.env;
    const env = { ...OFFLINE, PATH, HOME: home, XDG_CACHE_HOME: join(home, 'cache') };
    const known = namelessVolumes();
    const pids: number[] = [];
    const ways = [
      { signal: 'SIGINT', code: 130 },
      { signal: 'SIGKILL', code: null },
    ] as const;
    for (const { signal, code } of ways) {
      const child = spawn(
        process.execPath,
        [join(project, 'bin', 'harden.js'), 'observe', '--for', '1m', '--trusted'],
        {
          cwd: folder,
          env,
          stdio: 'ignore',
        },
      );
      pids.push(child.pid!);
      // Both containers are there, with their volumes.
      while (containers(child.pid!) < 2 && child.exitCode === null) await sleep(300);
      await sleep(1000);
      expect(left([child.pid!]).filter((line) => line.startsWith('volume')).length).toBeGreaterThan(1);
      child.kill(signal);
      const [ended] = (await once(child, 'close')) as [number | null];
      expect([signal, ended]).toEqual([signal, code]);
      if (code !== null) expect([signal, left([child.pid!])]).toEqual([signal, []]);
    }
    expect(containers(pids.at(-1)!)).toBe(2);
    expect((await harden(temporary(), ['verify'], { env })).code).toBe(0);
    expect(left(pids)).toEqual([]);
    expect(leftNameless(known, 'redis:8', 'of-this-test')).toEqual([]);
    const runs = join(home, 'cache', 'harden', 'verify', 'runs');
    expect(existsSync(runs) ? readdirSync(runs) : []).toEqual([]);
    expect(readdirSync(folder).sort()).toEqual(Object.keys(FILES).sort());
  });
});

function containers(pid: number): number {
  return docker('ps', '--format', '{{.Label "dev.harden.owner"}}')
    .split('\n')
    .filter((line) => line.includes(`.${pid}.`)).length;
}
