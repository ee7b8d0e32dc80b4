// What stays in a layer, and what the builder keeps: build tools that are removed, and caches that a second build uses.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporary } from '../support/temporary.js';
import { describeInLab, docker, harden, INDEX, tryDocker, uniqueName } from './support/lab.js';

const SUM = 'sha512-6FlzubTLZG3J2a/NVCAleEhjzq5oxgHyaCU9yYXvcLsvoVaHJq/s5xXI6/XXP6tz7R9xAOtHnSO/tXtF3WRTlA==';
/** What npm is set to. A lock file without addresses has npm ask for them again, which takes minutes without a network. */
const REGISTRY = execFileSync('npm', ['config', 'get', 'registry'], { encoding: 'utf8' }).trim().replace(/\/*$/, '/');
const MS = { version: '2.1.3', resolved: new URL('ms/-/ms-2.1.3.tgz', REGISTRY).href, integrity: SUM };

/** The text of the Dockerfile that one transform leaves. */
function fixed(root: string, only: string): string {
  const ran = harden(root, ['fix', '--yes', '--only', only]);
  expect([ran.code, ran.err]).toEqual([0, '']);
  return readFileSync(join(root, 'Dockerfile'), 'utf8');
}

function built(root: string, ...options: readonly string[]): string {
  const image = uniqueName('layers');
  docker('build', '--network', 'host', ...options, '--tag', image, root);
  return image;
}

let runs = 0;

/** Every RUN runs again. With --no-cache BuildKit hands out new cache mounts as well. */
const anew = (): string[] => ['--build-arg', `AGAIN=${process.pid}-${++runs}`];

const sizeOf = (image: string): number => Number(docker('image', 'inspect', '--format', '{{.Size}}', image));

const TOOLS: readonly {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  readonly says: string;
  /** A library that the program loads, and that would go with the headers. */
  readonly keeps: string;
  readonly gone: readonly string[];
}[] = [
  {
    name: 'an extension of Python with the library of PostgreSQL',
    files: {
      Dockerfile: [
        'FROM python:3.11-slim',
        `ENV PIP_INDEX_URL=${INDEX}`,
        'WORKDIR /app',
        'COPY requirements.txt app.py ./',
        'RUN apt-get update \\',
        '    && apt-get install -y --no-install-recommends gcc libc6-dev libpq-dev \\',
        '    && pip install --no-cache-dir -r requirements.txt \\',
        '    && rm -rf /var/lib/apt/lists/*',
        'CMD ["python", "app.py"]',
        '',
      ].join('\n'),
      'requirements.txt': 'labpq\n',
      'app.py': 'import labpq\nprint("loaded", labpq.__name__)\n',
    },
    says: 'loaded labpq',
    keeps: 'libpq5',
    gone: ['gcc', 'libpq-dev', 'libc6-dev'],
  },
  {
    name: 'a program of C++ with SQLite and OpenMP',
    files: {
      Dockerfile: [
        'FROM debian:trixie-slim',
        'WORKDIR /src',
        'COPY . .',
        'RUN apt-get update && apt-get install -y --no-install-recommends g++ make libsqlite3-dev && make',
        'CMD ["/src/tides"]',
        '',
      ].join('\n'),
      Makefile: 'tides: main.cc\n\tg++ -fopenmp -o tides main.cc -lsqlite3\n',
      'main.cc': [
        '#include <iostream>',
        '#include <omp.h>',
        '#include <sqlite3.h>',
        'int main() {',
        '  sqlite3 *db;',
        '  std::cout << "opened " << sqlite3_open(":memory:", &db) << " " << (omp_get_max_threads() > 0) << std::endl;',
        '}',
        '',
      ].join('\n'),
    },
    says: 'opened 0 1',
    keeps: 'libgomp1',
    gone: ['g++', 'make', 'libsqlite3-dev'],
  },
];

describeInLab('build tools in the layer that needed them', ['python:3.11-slim', 'debian:trixie-slim'], () => {
  test.each(TOOLS)('$name: runs without the tools', ({ files, says, keeps, gone }) => {
    const root = temporary({ ...files });
    const before = built(root);
    expect(docker('run', '--rm', before)).toContain(says);
    const text = fixed(root, 'drop-build-tools');
    expect(text).toContain('apt-get purge -y --auto-remove');
    const after = built(root);
    expect(docker('run', '--rm', after)).toContain(says);
    const there = docker('run', '--rm', after, 'dpkg-query', '-W', '-f', '$' + '{Package} $' + '{db:Status-Status}\\n');
    expect(there).toContain(`${keeps} installed`);
    for (const name of gone) expect(there).not.toContain(`${name} installed`);
    expect(sizeOf(after)).toBeLessThan(sizeOf(before));
    // Without the library in the same line, the purge takes it along: that is what keeps it.
    const without = temporary({ ...files, Dockerfile: text.replaceAll(` ${keeps}`, '') });
    expect(tryDocker('run', '--rm', built(without)).code).not.toBe(0);
  });
});

describeInLab('caches of the builder', ['debian:trixie-slim', 'node:20'], () => {
  test('apt takes lists and packages from the cache, and leaves none in the image', () => {
    const root = temporary({
      Dockerfile:
        'FROM debian:trixie-slim\nARG AGAIN\nRUN apt-get update && apt-get install -y --no-install-recommends tree && rm -rf /var/lib/apt/lists/*\nCMD ["tree", "--version"]\n',
    });
    fixed(root, 'cache-mounts');
    const image = built(root, ...anew());
    expect(docker('run', '--rm', image)).toContain('tree v');
    const left = docker('run', '--rm', image, 'sh', '-c', 'ls /var/lib/apt/lists /var/cache/apt/archives');
    expect(left).not.toMatch(/Packages|\.deb/);
    // What was fetched once is there: lists that did not change, and the package.
    const again = tryDocker('build', '--network', 'host', ...anew(), '--progress', 'plain', root);
    expect(again.err).toMatch(/Need to get 0 B\//);
    expect(again.err).not.toMatch(/Get:\d+ .* Packages \[/);
  });

  test('npm as another user installs from its cache, without a network', () => {
    const root = temporary({
      Dockerfile: [
        'FROM node:20',
        'ARG AGAIN',
        'USER node',
        'RUN mkdir /home/node/npm',
        'WORKDIR /home/node/npm',
        'COPY --chown=node package.json package-lock.json ./',
        'RUN npm ci',
        'CMD ["node", "-p", "require(\'ms\')(3600000)"]',
        '',
      ].join('\n'),
      'package.json': '{"name": "tides", "version": "1.0.0", "dependencies": {"ms": "2.1.3"}}\n',
      'package-lock.json': `${JSON.stringify({
        name: 'tides',
        version: '1.0.0',
        lockfileVersion: 3,
        packages: { '': { name: 'tides', version: '1.0.0', dependencies: { ms: '2.1.3' } }, 'node_modules/ms': MS },
      })}\n`,
    });
    const text = fixed(root, 'cache-mounts');
    expect(text.match(/uid=1000,gid=1000/g)).toHaveLength(1);
    const image = built(root, ...anew());
    expect(docker('run', '--rm', image)).toContain('1h');
    // What the mounts stood on is the user's, or is gone.
    const owners = docker(
      'run',
      '--rm',
      image,
      'find',
      '/home/node',
      '-user',
      'root',
      '-not',
      '-path',
      '*/node_modules*',
    );
    expect(owners.split('\n').filter((path) => path !== '')).toEqual([]);
    const again = uniqueName('layers');
    docker('build', '--network', 'none', ...anew(), '--tag', again, root);
    expect(docker('run', '--rm', again)).toContain('1h');
  });
});
