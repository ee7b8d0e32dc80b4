// How a repository builds its Dockerfiles, as far as its files say it in plain words.
import { buildCommands } from '../../src/images/index.js';
import { memoryRepository } from '../../src/io/index.js';
import { filePath } from '../../src/model/index.js';
import { DocumentMemory } from '../../src/planner/index.js';
import { handoversOf } from '../../src/verify/handover.js';
import { imageModel } from '../../src/verify/image-model.js';

const found = (files: Readonly<Record<string, string>>) => {
  const repository = memoryRepository({ Dockerfile: 'FROM a\n', 'docker/app.Dockerfile': 'FROM a\n', ...files });
  return buildCommands(repository, new DocumentMemory().of(repository));
};
const NONE = { args: {}, secrets: [], contexts: {} };

test('a makefile: arguments, secrets, contexts and the network', () => {
  const Makefile = `VERSION := 1.2
build:
\tdocker build --network=host --build-arg VERSION=$(VERSION) --build-arg TOKEN --build-arg REV=$(shell git rev-parse HEAD) \\
\t  --secret id=npm,src=ci/npmrc --secret id=key,env=KEY --secret id=home,src=$(HOME)/.npmrc \\
\t  --build-context shared=libs/shared --build-context base=docker-image://debian:13 -f docker/app.Dockerfile -t app:$(VERSION) .
`;
  expect(found({ Makefile })).toEqual([
    {
      dockerfile: 'docker/app.Dockerfile',
      context: '',
      from: 'Makefile',
      network: 'host',
      args: { VERSION: '1.2', TOKEN: null },
      secrets: [
        { id: 'npm', file: 'ci/npmrc' },
        { id: 'key', environment: 'KEY' },
      ],
      contexts: { shared: 'libs/shared', base: 'docker-image://debian:13' },
    },
  ]);
});

test('a bake file, and a workflow', () => {
  const bake = `target "app" {
  context = "."
  dockerfile = "docker/app.Dockerfile"
  args = {
    MODE = "prod"
  }
  secret = ["id=npm,src=ci/npmrc"]
}
`;
  const app = { dockerfile: 'docker/app.Dockerfile', context: '' };
  expect(found({ 'docker-bake.hcl': bake })).toEqual([
    { ...NONE, ...app, from: 'docker-bake.hcl', args: { MODE: 'prod' }, secrets: [{ id: 'npm', file: 'ci/npmrc' }] },
  ]);
  const path = '.github/workflows/ci.yml';
  const workflow = `on: push
jobs:
  build:
    steps:
      - uses: docker/build-push-action@v6
        with:
          file: docker/app.Dockerfile
          build-args: |
            MODE=prod
            SHA=\${{ github.sha }}
`;
  expect(found({ [path]: workflow })).toEqual([{ ...NONE, ...app, from: path, args: { MODE: 'prod' } }]);
});

test.each(['> docker.log 2>&1', '2> docker.log', '# docker, as ever'])(
  'what stands behind a build is no context of it: %s',
  (rest) => {
    const Makefile = `build:\n\tdocker build -f docker/app.Dockerfile . ${rest}\n`;
    expect(found({ Makefile })).toMatchObject([{ dockerfile: 'docker/app.Dockerfile', context: '' }]);
  },
);

test('a target of a bake file says itself what it builds', () => {
  const hcl = `target "base" {
  context = "docker"
  dockerfile = "app.Dockerfile"
  args = {
    target = "none"
    TAG = "\${TAG}"
    MODE = "{prod}"
  }
}
target "release" {
  inherits = ["base"]
}
target "inline" {
  dockerfile-inline = "FROM scratch"
}
`;
  expect(found({ 'docker-bake.hcl': hcl })).toEqual([
    {
      ...NONE,
      dockerfile: 'docker/app.Dockerfile',
      context: 'docker',
      from: 'docker-bake.hcl',
      args: { target: 'none', MODE: '{prod}' },
    },
  ]);
});

test('a variable of a bake file is what the file gives it, and one that it gives nothing is left to the Dockerfile', () => {
  const hcl = `variable "VERSION" { default = "1.2" }
variable "PARALLEL" {
  description = "how many"
  default     = 4
}
variable "SHA" {}
target "default" {
  context = "docker"
  dockerfile = "app.Dockerfile"
  network = NETWORK
  args = { VERSION = VERSION, "JOBS" = PARALLEL, COMMIT = SHA, UPPER = upper(VERSION), TAG = "v\${VERSION}" }
  secret = ["id=npm,src=ci/npmrc", { type = "file", id = "pip", src = "ci/pip.conf" }]
}
variable "NETWORK" { default = "host" }
`;
  expect(found({ 'docker-bake.hcl': hcl })).toEqual([
    {
      ...NONE,
      dockerfile: 'docker/app.Dockerfile',
      context: 'docker',
      from: 'docker-bake.hcl',
      network: 'host',
      args: { VERSION: '1.2', JOBS: '4', TAG: 'v1.2' },
      secrets: [
        { id: 'npm', file: 'ci/npmrc' },
        { id: 'pip', file: 'ci/pip.conf' },
      ],
    },
  ]);
});

test.each([
  ['a folder that is changed before', 'build:\n\tcd app && docker build .\n'],
  ['a context that a variable decides', 'build:\n\tdocker build $(DIR)\n'],
  ['one outside', 'build:\n\tdocker build ../other\n'],
  ['a Dockerfile that is not there', 'build:\n\tdocker build -f Dockerfile.missing .\n'],
  ['which of two is the context', 'build:\n\tdocker build -f Dockerfile . docker\n'],
])('%s is not guessed', (_, Makefile) => expect(found({ Makefile })).toEqual([]));

describe('as a model', () => {
  const command = {
    dockerfile: filePath('Dockerfile'),
    context: '' as const,
    from: filePath('Makefile'),
    network: 'host',
    args: { PRICE: '$5', TOKEN: null },
    secrets: [{ id: 'npm', file: filePath('ci/npmrc') }],
    contexts: { shared: 'libs' },
  };
  const subject = {
    kind: 'image',
    name: 'Dockerfile',
    dockerfile: filePath('Dockerfile'),
    context: '',
    command,
  } as const;
  const model = (untrusted: boolean) =>
    imageModel(subject, {
      bench: { tree: '/tree' } as Parameters<typeof imageModel>[1]['bench'],
      settings: { untrusted } as Parameters<typeof imageModel>[1]['settings'],
    });

  test('the build has what the repository gives it', () => {
    expect(model(false)).toEqual({
      services: {
        image: {
          networks: { default: null },
          build: {
            context: '/tree',
            dockerfile: '/tree/Dockerfile',
            args: { PRICE: '$$5', TOKEN: null },
            network: 'host',
            secrets: [{ source: 'npm' }],
            additional_contexts: { shared: '/tree/libs' },
          },
        },
      },
      secrets: { npm: { file: '/tree/ci/npmrc' } },
    });
  });

  test('and a person is told; code of strangers gets nothing of it', () => {
    const machine = { place: () => ({ kind: 'inside' }) as const, dockerfile: () => undefined };
    expect(handoversOf(model(false), machine).get('image')).toEqual([
      { kind: 'variable', name: 'TOKEN' },
      { kind: 'network', name: 'host' },
    ]);
    expect(handoversOf(model(true), machine).size).toBe(0);
  });
});
