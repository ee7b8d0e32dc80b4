// Where the pipelines of CI systems lie: one table, which all who read pipelines ask.
import { readEvidence } from '../../src/evidence/index.js';
import { readBuildSettings, namedBuilds } from '../../src/images/index.js';
import { memoryRepository } from '../../src/io/index.js';
import { type Evidence, filePath, type Group, type GroupContext, type Repository } from '../../src/model/index.js';
import { pipelineFiles, pipelineHome, pipelinePlaces } from '../../src/pipelines/index.js';
import { DocumentMemory, overlayRepository } from '../../src/planner/index.js';
import { scanInCi } from '../../src/reports/checklist/ci.js';
import { planTexts } from '../support/plan.js';
import { onlyTransforms } from '../support/transforms.js';

/** One file for each place of the table. */
const PLACES = [
  '.github/workflows/a.yml',
  '.gitea/workflows/a.yaml',
  '.forgejo/workflows/a.yml',
  '.gitlab-ci.yml',
  '.gitlab-ci.yaml',
  '.gitlab/ci/a.yml',
  '.circleci/config.yml',
  '.drone.yml',
  '.drone.yaml',
  '.woodpecker.yml',
  '.woodpecker.yaml',
  '.woodpecker/a.yaml',
  '.travis.yml',
  'azure-pipelines.yml',
  'azure-pipelines.yaml',
  '.azure-pipelines.yml',
  '.azure-pipelines/a.yml',
  'bitbucket-pipelines.yml',
  'cloudbuild.yaml',
  'cloudbuild.yml',
  'cloudbuild.json',
  'buildspec.yml',
  'buildspec.yaml',
  'Jenkinsfile',
  'buildkite.yml',
  'buildkite.yaml',
  '.buildkite/pipeline.yml',
  '.tekton/push.yaml',
  '.semaphore/semaphore.yml',
  'appveyor.yml',
  '.appveyor.yml',
  '.cirrus.yml',
  'codefresh.yml',
];

describe.each(PLACES)('%s', (path) => {
  test('is a pipeline', () => {
    expect(pipelinePlaces(memoryRepository({ [path]: '' })).map((place) => place.path)).toEqual([path]);
  });

  test('keeps the image that it pushes movable', () => {
    const repository = memoryRepository({ [path]: 'docker push acme/web\n', Dockerfile: 'FROM acme/web\n' });
    const around = contextIn(repository);
    expect(readBuildSettings(filePath('Dockerfile'), around).mustMove('acme/web')).toContain(`made by ${path};`);
  });

  test('says which Dockerfile makes an image', () => {
    const repository = memoryRepository({ [path]: 'run: docker build -t acme/web .\n', Dockerfile: '' });
    const { named } = namedBuilds(repository, new DocumentMemory().of(repository), [filePath('Dockerfile')]);
    expect(named).toEqual([{ image: 'acme/web', dockerfile: 'Dockerfile', context: '', from: path }]);
  });

  test('counts on the checklist', () => {
    const { state, detail } = scanInCi(memoryRepository({ [path]: 'run: trivy image acme/web\n' }));
    expect([state, detail]).toEqual(['pass', `trivy is named in ${path}`]);
  });
});

function contextIn(repository: Repository): GroupContext {
  const dockerfiles = [filePath('Dockerfile')];
  const group: Group = { id: 'Dockerfile', dockerfiles, compose: [], kubernetes: [], pipelines: [], links: [] };
  return { group, evidence: readEvidence(repository, group), documents: new DocumentMemory().of(repository) };
}

test('a project below has pipelines of its own; a workflow there is nobody’s', () => {
  const texts = {
    'api/Jenkinsfile': 'sh "docker build -t acme/api ."',
    'api/.github/workflows/a.yml': 'run: docker build -t acme/other .\n',
    'api/Dockerfile': '',
  };
  const repository = memoryRepository(texts);
  const { named } = namedBuilds(repository, new DocumentMemory().of(repository), [filePath('api/Dockerfile')]);
  expect(named.map(({ image, dockerfile }) => [image, dockerfile])).toEqual([['acme/api', 'api/Dockerfile']]);
  expect(pipelineFiles(repository)).toEqual([]);
});

test('pipelines are read once for a repository, whoever asks, and as they stood before any step', () => {
  const texts = { '.github/workflows/a.yml': 'on: push\n', Jenkinsfile: 'node {}\n' };
  const reads: string[] = [];
  const base = memoryRepository(texts);
  const counted: Repository = {
    ...base,
    read(path) {
      reads.push(path);
      return base.read(path);
    },
  };
  const changed = overlayRepository(counted, new Map([[filePath('Jenkinsfile'), 'node { sh "trivy image a" }\n']]));
  expect(pipelineFiles(counted).map(({ text }) => text)).toEqual(Object.values(texts));
  expect(pipelineFiles(changed)).toBe(pipelineFiles(counted));
  scanInCi(counted);
  expect(reads.sort()).toEqual(Object.keys(texts).sort());
});

test.each([
  ['.github/workflows/a.yml', ''],
  ['.gitlab-ci.yml', ''],
  ['api/.github/workflows/a.yml', 'api'],
  ['api/.gitlab-ci.yml', 'api'],
  ['.github/workflows/below/a.yml', '.github/workflows/below'],
])('%s is a pipeline of %j', (path, home) => {
  expect(pipelineHome(filePath(path))).toBe(home);
});

/** What the steps of a transform rest on. */
function evidenceOf(transform: string, texts: Readonly<Record<string, string>>): Evidence[] {
  const { plans } = planTexts(texts, { registry: onlyTransforms([transform]) });
  return plans.flatMap(({ steps }) => steps.flatMap(({ evidence }) => [...evidence]));
}

test('a push in any pipeline or makefile is why a build should use what was pushed', () => {
  const compose = { 'compose.yaml': 'services:\n  web:\n    build: .\n    image: registry.example.com/acme/web:1\n' };
  for (const path of ['bitbucket-pipelines.yml', '.woodpecker.yml', 'GNUmakefile']) {
    expect(evidenceOf('build-cache', { ...compose, [path]: 'x:\n\tdocker compose push\n' })).toContainEqual({
      says: 'images are pushed here',
      from: { kind: 'source', file: path, line: 2 },
    });
  }
});

test('whatever system runs Compose needs the value that moved out', () => {
  const texts = {
    'compose.yaml':
      'services:\n  db:\n    image: postgres:17\n    environment:\n      POSTGRES_PASSWORD: Tr0mbone-9f3a\n',
    '.gitignore': '.env\n',
    '.circleci/config.yml': 'version: 2.1\nrun: docker compose up --detach\n',
  };
  expect(evidenceOf('move-secrets-out', texts)).toContainEqual({
    says: 'a pipeline runs Compose, and needs a value too',
    from: { kind: 'source', file: '.circleci/config.yml', line: 2 },
  });
});
