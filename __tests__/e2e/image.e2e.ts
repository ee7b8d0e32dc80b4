// harden in an image: built from this repository, started as no user in particular, with a root that is read-only.
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { commitAll, git, hardenProcess, project, type Ran } from '../support/command.js';
import { temporary } from '../support/temporary.js';
import { describeInLab, docker, REGISTRY, tryDocker, uniqueName } from './support/lab.js';

const EXAMPLE = join(project, 'examples', 'static-site', 'before');
const SOCKET = '/var/run/docker.sock';
const LOCKED = ['--rm', '--init', '--read-only', '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges'];

/** Builds a target with the lab's Node in the place of the one that the Dockerfile names. */
function built(target: string): string {
  const image = uniqueName(`image-${target}`);
  const [, base] = /^FROM (\S+)/m.exec(readFileSync(join(project, 'Dockerfile'), 'utf8')) ?? [];
  const instead = `${base}=docker-image://${REGISTRY}/library/node:20-slim`;
  const options = ['--network', 'host', '--target', target, '--build-context', instead, '--tag', image];
  docker('buildx', 'build', '--load', ...options, project);
  return image;
}

/** Runs harden in it on a folder, without a network. */
function inside(image: string, volume: string, options: readonly string[], argv: readonly string[]): Ran {
  return tryDocker('run', ...LOCKED, '--network', 'none', '--volume', volume, ...options, image, ...argv);
}

function sizeOf(image: string): number {
  return Number(docker('image', 'inspect', '--format', '{{.Size}}', image));
}

describeInLab('the image of harden', ['node:20-slim'], () => {
  let image = '';

  beforeAll(() => {
    image = built('harden');
    docker('pull', '--quiet', 'node:20-slim');
    const added = (sizeOf(image) - sizeOf('node:20-slim')) / 1e6;
    process.stderr.write(
      `the image of harden: ${(sizeOf(image) / 1e6).toFixed()} MB, ${added.toFixed()} of them its own\n`,
    );
  });

  test('names its user by number, and holds neither sources nor what builds it', () => {
    const { Config } = JSON.parse(docker('image', 'inspect', image))[0];
    expect(Config).toMatchObject({ User: '65532:65532', WorkingDir: '/work', Entrypoint: ['harden'] });
    const looked = docker(
      'run',
      ...LOCKED,
      '--entrypoint',
      'sh',
      image,
      '-c',
      'id -u; ls /opt/harden; command -v docker || echo none',
    );
    expect(looked.split('\n')).toEqual([
      '65532',
      'LICENSE',
      'bin',
      'dist',
      'node_modules',
      'package.json',
      'schemas',
      'skills',
      'none',
      '',
    ]);
    const modules = docker('run', ...LOCKED, '--entrypoint', 'ls', image, '/opt/harden/node_modules').split('\n');
    expect(modules).toContain('ts-morph');
    expect(modules).not.toContain('esbuild');
  });

  test.each([
    ['check', 1],
    ['fix --dry-run --format diff', 0],
  ])('%s says what it says outside, whoever runs it', (words, code) => {
    const argv = [...words.split(' '), '--offline', '--root', '.'];
    const outside = hardenProcess(EXAMPLE, argv);
    expect([outside.code, outside.err]).toEqual([code, '']);
    for (const user of ['65532:65532', '12345:54321'])
      expect(inside(image, `${EXAMPLE}:/work:ro`, ['--user', user], argv)).toEqual(outside);
  });

  test('fix changes the files of their owner, and asks git what is committed', () => {
    const root = temporary({ Dockerfile: 'FROM alpine:3.20\nENV A b\n' });
    commitAll(root);
    const argv = ['fix', '--offline', '--only', 'env-equals'];
    const { uid, gid } = statSync(root);
    const refused = inside(image, `${root}:/work:ro`, [], argv);
    expect(refused.code).toBe(2);
    expect(git(root, 'status', '--porcelain')).toBe('');
    const owner = ['--user', `${uid}:${gid}`];
    expect(inside(image, `${root}:/work`, owner, argv)).toMatchObject({ code: 0, err: '' });
    expect(readFileSync(join(root, 'Dockerfile'), 'utf8')).toBe('FROM alpine:3.20\nENV A=b\n');
    expect(inside(image, `${root}:/work`, owner, ['check', '--offline', '--changed-since', 'HEAD']).out).toContain(
      'Dockerfile',
    );
  });

  test('with the clients of an engine, it verifies', () => {
    const engine = built('engine');
    const added = (sizeOf(engine) - sizeOf(image)) / 1e6;
    process.stderr.write(`the clients of an engine: ${added.toFixed()} MB more\n`);
    const root = temporary({ Dockerfile: 'FROM node:20-slim\nENV A b\nCMD ["node", "--version"]\n' });
    const handed = ['--tmpfs', '/tmp', '--volume', `${SOCKET}:${SOCKET}`, '--group-add', String(statSync(SOCKET).gid)];
    const argv = ['verify', '--untrusted', '--offline', '--quick', '--only', 'env-equals'];
    // What was made for the owner alone is read by its owner.
    const { uid, gid } = statSync(root);
    const ran = inside(engine, `${root}:/work:ro`, [...handed, '--user', `${uid}:${gid}`], argv);
    expect(ran.out).toContain('Verified 1 of 1 step');
    expect(ran.code).toBe(0);
  });
});
