// The engine's client as far as it needs no engine: flags, answers, processes, owners.
import { spawnSync } from 'node:child_process';
import {
  buildFlags,
  EngineError,
  findEngine,
  Interrupted,
  isAbandoned,
  ownerToken,
  readApk,
  readContainer,
  readDpkg,
  readHistory,
  readImage,
  runProgram,
} from '../../src/io/containers/index.js';

const request = { context: '/c', dockerfile: '/c/-odd', args: { A: 'x y', B: null }, cache: true, timeoutMs: 1 };
const naming = { tag: 't:1', label: 'k=v' };

test.each([
  [
    'docker',
    ['buildx', 'build', '--load', '--tag=t:1', '--label=k=v', '--file=/c/-odd', '--build-arg=A=x y', '--build-arg=B'],
  ],
  ['podman', ['build', '--tag=t:1', '--label=k=v', '--file=/c/-odd', '--build-arg=A=x y', '--build-arg=B']],
] as const)('a build with %s', (engine, expected) => {
  const flags = buildFlags(engine, request, naming);
  for (const flag of expected) expect(flags).toContain(flag);
  // Nothing that a file names can stand where a flag is read.
  expect(flags.slice(-2)).toEqual(['--', '/c']);
  expect(flags).not.toContain('--no-cache');
});

test('everything that Compose says about a build becomes a flag', () => {
  const flags = buildFlags(
    'docker',
    {
      ...request,
      cache: false,
      target: 'prod',
      network: 'host',
      platform: 'linux/arm64',
      shmSize: '64m',
      secrets: [{ id: 'a', file: '/s/a' }, { id: 'b', environment: 'TOKEN' }, { id: 'c' }],
      ssh: ['default'],
      contexts: { docs: '/docs' },
      hosts: ['db=10.0.0.1'],
    },
    naming,
  );
  for (const flag of [
    '--no-cache',
    '--target=prod',
    '--network=host',
    '--platform=linux/arm64',
    '--shm-size=64m',
    '--secret=id=a,type=file,src=/s/a',
    '--secret=id=b,type=env,env=TOKEN',
    '--secret=id=c,type=env,env=c',
    '--ssh=default',
    '--build-context=docs=/docs',
    '--add-host=db:10.0.0.1',
  ])
    expect(flags).toContain(flag);
});

test.each([[undefined], [null], ['x'], [{ Config: 7, RootFS: [], Size: 'many' }]])(
  'an inspection of any shape: %j',
  (value) => {
    const { config, size, layers } = readImage(value);
    expect([config.env, config.ports, config.healthcheck, size, layers]).toEqual([[], [], undefined, 0, 0]);
    expect(readContainer(value)).toMatchObject({ status: '', health: undefined, mounts: [] });
  },
);

test('a container with its health, ports and mounts', () => {
  const state = readContainer({
    Id: 'abc',
    Name: '/p-web-1',
    State: {
      Status: 'running',
      ExitCode: 0,
      Health: { Status: 'unhealthy', Log: [{ ExitCode: 7, Output: 'refused' }] },
    },
    Config: { Labels: { 'com.docker.compose.service': 'web' }, User: '10001' },
    NetworkSettings: { Ports: { '80/tcp': [{ HostIp: '0.0.0.0', HostPort: '32768' }], '90/tcp': null } },
    Mounts: [{ Type: 'volume', Name: 'p_data', Source: '/x', Destination: '/data', RW: true }],
  });
  expect(state).toMatchObject({ name: 'p-web-1', service: 'web', health: 'unhealthy', user: '10001' });
  expect([...state.ports]).toEqual([['80/tcp', { host: '127.0.0.1', port: 32768 }]]);
  expect(state.mounts).toEqual([{ type: 'volume', name: 'p_data', source: '/x', target: '/data', writable: true }]);
  expect(state.healthLog).toEqual([{ exitCode: 7, output: 'refused' }]);
});

test('layers of Docker and of Podman, the oldest first', () => {
  const expected = [
    { createdBy: 'COPY', size: 5 },
    { createdBy: 'CMD', size: 0 },
  ];
  expect(readHistory('{"CreatedBy":"CMD","Size":"0"}\n{"CreatedBy":"COPY","Size":"5"}\n')).toEqual(expected);
  expect(readHistory('[{"CreatedBy":"CMD","size":0},{"CreatedBy":"COPY","size":5}]')).toEqual(expected);
});

test('packages of dpkg and apk; what was removed is not installed', () => {
  const packages = new Map<string, string>();
  readDpkg(
    'Package: a\nStatus: install ok installed\nVersion: 1\n\nPackage: b\nStatus: deinstall ok config-files\nVersion: 2\n',
    packages,
  );
  readApk('C:x\nP:musl\nV:1.2\n\nP:zlib\nV:3\n', packages);
  expect([...packages]).toEqual([
    ['a', '1'],
    ['musl', '1.2'],
    ['zlib', '3'],
  ]);
});

describe('processes', () => {
  const sh = (script: string, options: Partial<Parameters<typeof runProgram>[2]> = {}) =>
    runProgram('/bin/sh', ['-c', script], { timeoutMs: 20_000, ...options });

  test('give what they print and how they end', async () => {
    expect(await sh('echo a; echo b >&2; exit 3')).toEqual({ code: 3, out: 'a\n', err: 'b\n', timedOut: false });
  });
  test('keep the end of a long log, or fail where all of it is needed', async () => {
    const { out } = await sh('i=0; while [ $i -lt 5000 ]; do echo line $i; i=$((i+1)); done', { keep: 100 });
    expect(out).toHaveLength(100);
    expect(out.endsWith('line 4999\n')).toBe(true);
    await expect(sh('head -c 5000 /dev/zero', { keep: 100, part: 'start' })).rejects.toThrow(EngineError);
  });
  test('end in time with all they started', async () => {
    const from = performance.now();
    const { timedOut } = await sh('sleep 60 & sleep 60', { timeoutMs: 200 });
    expect(timedOut).toBe(true);
    expect(performance.now() - from).toBeLessThan(30_000);
  });
  test('end when the run is stopped', async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 100);
    await expect(sh('sleep 60', { signal: controller.signal })).rejects.toThrow(Interrupted);
    await expect(sh('true', { signal: controller.signal })).rejects.toThrow(Interrupted);
  });
  test('that are not there are an error with a name', async () => {
    await expect(runProgram('no-such-program-x', [], { timeoutMs: 1000 })).rejects.toThrow(
      'no-such-program-x cannot be started',
    );
  });
});

test('what a process made is abandoned once it is gone, and not before', () => {
  const own = ownerToken('r');
  expect(isAbandoned(own)).toBe(false);
  const [machine, , start] = own.split('.');
  const gone = spawnSync(process.execPath, ['-e', 'process.stdout.write(String(process.pid))'], {
    encoding: 'utf8',
  }).stdout;
  expect(isAbandoned(`${machine}.${gone}.1.r`)).toBe(true);
  // The id was given to another process since.
  if (process.platform === 'linux') expect(isAbandoned(`${machine}.${process.ppid}.1.r`)).toBe(true);
  expect(isAbandoned(`another.${gone}.${start}.r`)).toBe(false);
  for (const odd of ['', 'x', `${machine}.0.1.r`, `${machine}.-1.1.r`, `${machine}.NaN.1.r`])
    expect(isAbandoned(odd)).toBe(false);
});

test('no engine: the message says what each said and that nothing else needs one', async () => {
  const none = findEngine({ env: { PATH: '/nowhere' } });
  await expect(none).rejects.toThrow(/no container engine answers.*docker: not installed; podman: not installed/);
  await expect(findEngine({ engine: 'podman', env: { PATH: '/nowhere' } })).rejects.toThrow(
    /\(podman: not installed\)/,
  );
});
