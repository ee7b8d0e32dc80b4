// A pin is worth something when the engine builds with it and names the same digest.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporary } from '../support/temporary.js';
import { describeInLab, digestOf, docker, harden, INDEX, tryDocker, uniqueName } from './support/lab.js';

const IMAGES = ['python', 'python:3.12-slim', 'python:3.11-slim', 'python:3.10-slim'];
const PINNED = /python:[\w.-]+@sha256:[0-9a-f]{64}/g;

const STORIES: readonly { readonly name: string; readonly text: string; readonly asked: readonly string[] }[] = [
  { name: 'no tag', text: 'FROM python\nRUN python --version\n', asked: ['python'] },
  { name: 'a variant', text: 'FROM python:3.12-slim\nRUN python --version\n', asked: ['python:3.12-slim'] },
  {
    name: 'an argument, a stage and a foreign image',
    text: [
      'ARG BASE=python:3.12-slim',
      'FROM $BASE AS build',
      'RUN echo built > /built',
      'FROM python:3-slim',
      'COPY --from=build /built /built',
      'COPY --from=python:3.11-slim /etc/os-release /other-release',
      'RUN cat /built /other-release',
      '',
    ].join('\n'),
    asked: ['python:3.12-slim', 'python:3-slim', 'python:3.11-slim'],
  },
];

describeInLab('pinned images', IMAGES, () => {
  test.each(STORIES)('$name: builds, and the engine names the digest that was written', ({ text, asked }) => {
    const root = temporary({ Dockerfile: text });
    const ran = harden(root, ['fix', '--yes', '--only', 'pin-base-image']);
    expect([ran.code, ran.err]).toEqual([0, '']);
    const written = readFileSync(join(root, 'Dockerfile'), 'utf8');
    const references = written.match(PINNED) ?? [];
    expect(references.map((each) => each.split('@')[1])).toEqual(asked.map(digestOf));
    // What floated has a version now.
    for (const reference of references) expect(reference).toMatch(/:\d+\.\d+/);

    const image = uniqueName('pins');
    docker('build', '--pull', '--no-cache', '--tag', image, root);
    for (const reference of references) {
      const digest = reference.split('@')[1]!;
      expect(docker('pull', reference)).toContain(`Digest: ${digest}`);
      const [found] = JSON.parse(docker('image', 'inspect', reference)) as { RepoDigests: string[] }[];
      expect(found?.RepoDigests).toContain(`python@${digest}`);
      // The tag in front of the digest is no ornament: it is that image.
      expect(digestOf(reference.split('@')[0]!)).toBe(digest);
    }
    expect(layersOf(image).slice(0, layersOf(lastFrom(written)).length)).toEqual(layersOf(lastFrom(written)));

    // The lock alone gives the same, with nothing kept and nothing asked.
    const again = temporary({ Dockerfile: text, 'harden.lock': readFileSync(join(root, 'harden.lock'), 'utf8') });
    harden(again, ['fix', '--yes', '--only', 'pin-base-image', '--offline']);
    expect(readFileSync(join(again, 'Dockerfile'), 'utf8')).toBe(written);
  });

  test('an update moves a digest that was left behind, and the result builds', () => {
    const old = digestOf('python:3.10-slim')!;
    const root = temporary({ Dockerfile: `FROM python:3.11-slim@${old}\nRUN python --version\n` });
    const ran = harden(root, ['update', '--yes', '--policy', 'digest']);
    expect([ran.code, ran.err]).toEqual([0, '']);
    const written = readFileSync(join(root, 'Dockerfile'), 'utf8');
    expect(written).toBe(`FROM python:3.11-slim@${digestOf('python:3.11-slim')}\nRUN python --version\n`);
    const image = uniqueName('update');
    docker('build', '--no-cache', '--tag', image, root);
    expect(docker('run', '--rm', image, 'python', '--version')).toContain('3.11.');
    expect(harden(root, ['update', '--yes', '--policy', 'digest'])).toEqual({ code: 0, out: '', err: '' });
  });

  test('packages get the versions that pip then installs', () => {
    const root = temporary({
      Dockerfile: [
        'FROM python:3.11-slim',
        'WORKDIR /app',
        'COPY requirements.txt .',
        'RUN pip install --no-cache-dir -r requirements.txt gunicorn',
        '',
      ].join('\n'),
      'requirements.txt': '# web\nflask\nrequests\n',
    });
    const ran = harden(root, ['fix', '--yes', '--only', 'pin-base-image,pin-python-packages']);
    expect([ran.code, ran.err]).toEqual([0, '']);
    const pinned = ['Dockerfile', 'requirements.txt'].flatMap(
      (name) => readFileSync(join(root, name), 'utf8').match(/(?:flask|requests|gunicorn)==[\w.]+/g) ?? [],
    );
    expect(pinned).toHaveLength(3);
    const image = uniqueName('packages');
    // In the build, pip is set up as the user's was.
    const lab = readFileSync(join(root, 'Dockerfile'), 'utf8').replace(
      'WORKDIR',
      `ENV PIP_INDEX_URL=${INDEX}\nWORKDIR`,
    );
    writeFileSync(join(root, 'Dockerfile'), lab);
    docker('build', '--network', 'host', '--no-cache', '--tag', image, root);
    const installed = docker('run', '--rm', image, 'pip', 'freeze').toLowerCase().split(/\s+/);
    expect(installed).toEqual(expect.arrayContaining(pinned));
  });

  test('a digest that nobody has does not build: the engine does look', () => {
    const root = temporary({});
    writeFileSync(join(root, 'Dockerfile'), `FROM python:3.12-slim@sha256:${'0'.repeat(64)}\n`);
    expect(tryDocker('build', '--no-cache', root).code).not.toBe(0);
  });
});

function layersOf(image: string): string[] {
  const [found] = JSON.parse(docker('image', 'inspect', image)) as { RootFS: { Layers: string[] } }[];
  return found!.RootFS.Layers;
}

function lastFrom(dockerfile: string): string {
  const froms = dockerfile.match(/^FROM (\S+)/gm) ?? [];
  return froms.at(-1)!.slice('FROM '.length);
}
