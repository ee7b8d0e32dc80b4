// An engine that fails itself, on a machine that is busy: asked again, and never taken for a fault of the files.
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildFault, createClient, engineFault, type Engine } from '../../src/io/containers/index.js';
import { temporary } from '../support/temporary.js';

const TASK =
  'Error response from daemon: failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: waiting for init preliminary setup: read init-p: connection reset by peer: unknown';

test.each([
  TASK,
  'docker: Error response from daemon: failed to create task for container: context deadline exceeded: unknown.',
  'OCI runtime exec failed: exec failed: unable to start container process: open /proc/self/fd: resource temporarily unavailable: unknown',
  'Error: crun: clone: Resource temporarily unavailable: OCI runtime error',
  'Error response from daemon: could not find an available, non-overlapping IPv4 address pool among the defaults',
])('the engine fails itself: %s', (line) => expect(engineFault(`a\n${line}\nb`)).toBe(line));

test.each([
  // A program that is not there, a right that is missing, a network of somebody else: those are of the container.
  'Error response from daemon: failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "gunicorn": executable file not found in $PATH: unknown',
  'OCI runtime create failed: unable to start container process: error during container init: open /proc/x: operation not permitted',
  'npm error network read ECONNRESET: connection reset by peer',
  'bash: fork: retry: Resource temporarily unavailable',
  '',
])('the container fails: %s', (line) => expect(engineFault(line)).toBeUndefined());

test('what an instruction prints of a runtime is not what the build says of itself', () => {
  expect(buildFault(`#7 0.31 ${TASK}\nERROR: process "/bin/sh -c x" did not complete: exit code: 1`)).toBeUndefined();
  const own =
    'ERROR: failed to solve: runc run failed: unable to start container process: read: connection reset by peer';
  expect(buildFault(`#7 0.31 x\n${own}\n`)).toBe(own);
});

/** A client whose program is a script: it is told how often it was called, and what with. */
function clientOf(script: string): { engine: Engine; calls: () => string[]; said: string[] } {
  const folder = temporary();
  const log = join(folder, 'calls');
  writeFileSync(
    join(folder, 'docker'),
    `#!/bin/sh\necho "$*" >>${log}\nN=$(grep -c "$1" ${log})\nFAULT='${TASK}'\n${script}\n`,
  );
  chmodSync(join(folder, 'docker'), 0o755);
  const said: string[] = [];
  const engine = createClient({
    name: 'docker',
    title: 'Docker 1',
    platform: { os: 'linux', architecture: 'amd64' },
    compose: true,
    env: { PATH: `${folder}:${process.env.PATH}` },
    say: (text) => said.push(text),
    pauses: [1, 1, 1],
  });
  return { engine, calls: () => readFileSync(log, 'utf8').trim().split('\n'), said };
}

const request = { context: '/c', dockerfile: '/c/Dockerfile', args: {}, cache: true, timeoutMs: 20_000 };
const project = (engine: Engine) => engine.project('p', { services: { web: { image: 'web:1' } } }, temporary());
const up = (engine: Engine) => project(engine).up({ timeoutMs: 20_000 });

test('a start that fails once with the engine is asked for again, and that is said', async () => {
  const { engine, calls, said } = clientOf('[ $N -gt 2 ] || { echo "$FAULT" >&2; exit 1; }');
  expect(await up(engine)).toMatchObject({ code: 0 });
  expect(calls()).toHaveLength(3);
  expect(said).toHaveLength(2);
  expect(said[0]).toContain('connection reset by peer');
});

test('an engine that starts nothing ends the run, and blames no file', async () => {
  const { engine, calls } = clientOf('echo "$FAULT" >&2; exit 1');
  await expect(up(engine)).rejects.toMatchObject({ name: 'EngineFault' });
  // Four attempts, and one with no settings at all.
  expect(calls()).toHaveLength(5);
  expect(calls()[4]).toMatch(/^run --rm .* web:1$/);
});

test('settings with which nothing can start are a fault of the settings: the image alone gets further', async () => {
  const { engine } = clientOf(
    '[ $1 = run ] && { echo "exec: /none: no such file" >&2; exit 127; }; echo "$FAULT" >&2; exit 1',
  );
  expect(await up(engine)).toMatchObject({ code: 1 });
});

test('a part of the engine that is missing is waited for in vain', async () => {
  const { engine, calls } = clientOf('echo "Error: lookup init binary: exec: catatonit: not found" >&2; exit 1');
  await expect(up(engine)).rejects.toMatchObject({ name: 'EngineFault' });
  expect(calls()).toHaveLength(1);
});

test('a container that ends is no fault of the engine: it is started once', async () => {
  const { engine, calls } = clientOf('echo "exec: x: executable file not found" >&2; exit 1');
  expect(await up(engine)).toMatchObject({ code: 1 });
  expect(calls()).toHaveLength(1);
});

test('a build that the engine breaks is built again; time after time, it ends the run', async () => {
  const once = clientOf(
    '[ $N -gt 1 ] || { echo "ERROR: failed to solve: runc run failed: connection reset by peer" >&2; exit 1; }',
  );
  expect(await once.engine.build(request)).toMatchObject({ ok: true });
  const always = clientOf('echo "ERROR: failed to solve: runc run failed: connection reset by peer" >&2; exit 1');
  await expect(always.engine.build(request)).rejects.toMatchObject({ name: 'EngineFault' });
  const broken = clientOf('echo "ERROR: process /bin/false did not complete" >&2; exit 1');
  expect(await broken.engine.build(request)).toMatchObject({ ok: false });
  expect(broken.calls()).toHaveLength(1);
});

test('a command in a container is given again', async () => {
  const { engine } = clientOf('[ $1 != exec ] || [ $N -gt 1 ] || { echo "$FAULT" >&2; exit 126; }');
  expect(await engine.exec('c', ['true'], { timeoutMs: 20_000 })).toMatchObject({ code: 0 });
});

test('an image is looked into with memory over its volumes: an engine makes none where the image has a file', async () => {
  const Volumes = { '/app/db.sqlite3': {}, '/data': {}, relative: {}, '/a,b': {} };
  const image = JSON.stringify([{ Id: 'sha256:1', Config: { Volumes } }]);
  const { engine, calls } = clientOf(
    `case "$1" in image) echo '${image}';; create) echo id;; export) tar -cf - -T /dev/null;; esac`,
  );
  expect(await engine.contents('web:1')).toMatchObject({ files: 0 });
  const made = calls().find((line) => line.startsWith('create'))!;
  expect(made.match(/--mount=\S+/g)).toEqual([
    '--mount=type=tmpfs,target=/app/db.sqlite3',
    '--mount=type=tmpfs,target=/data',
  ]);
});

test('what a container wrote as root is removed by the first image that has rm', async () => {
  const { engine, calls } = clientOf('case "$*" in *first*) exit 127;; esac');
  await engine.clear('/cache/run-1', ['mount-1'], ['first:1', 'second:1', 'third:1']);
  expect(calls().map((line) => line.split('--entrypoint=rm -- ')[1])).toEqual([
    'first:1 -rf -- /harden-removes/mount-1',
    'second:1 -rf -- /harden-removes/mount-1',
  ]);
  expect(calls()[0]).toContain('--mount=type=bind,source=/cache/run-1,target=/harden-removes');
});

test('volumes without a name go with the last container that has them, and those of others stay', async () => {
  const [nameless, handedOn] = ['a', 'b'].map((letter) => letter.repeat(64));
  const mount = (name: string, type = 'volume') => ({ Type: type, Name: name, Destination: '/data', RW: true });
  const mounts = [mount(nameless!), mount(handedOn!), mount('data'), mount('c'.repeat(64), 'bind')];
  const answer = JSON.stringify([
    { Id: 'one', Mounts: mounts },
    { Id: 'two', Mounts: [mount(handedOn!)] },
  ]);
  const { engine, calls } = clientOf(`case "$1" in ps) echo one two;; inspect) cat <<'END'\n${answer}\nEND\n;; esac`);
  await project(engine).down();
  const removals = calls().filter((line) => /^(?:rm|volume rm)/.test(line));
  expect(removals).toEqual(['rm --force --volumes one two', `volume rm --force ${nameless} ${handedOn}`]);
});

test('a port that is taken meanwhile is of the engine: none is asked for by its number', () => {
  const line =
    'Error response from daemon: driver failed programming external connectivity on endpoint x: Bind for 127.0.0.1:32768 failed: port is already allocated';
  expect(engineFault(line)).toBe(line);
});
