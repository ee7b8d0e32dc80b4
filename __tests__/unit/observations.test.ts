import { createHash } from 'node:crypto';
import { memoryWorkspace, stampOf } from '../../src/run/index.js';
import { observationsText, parseObservations } from '../../src/config/index.js';
import { filePath, type ServiceObservation, type Step } from '../../src/model/index.js';
import { planTexts } from '../support/plan.js';
import { onlyTransforms } from '../support/transforms.js';

const FILE = filePath('.harden/observations.json');
const DOCKERFILE = 'FROM debian:trixie-slim\nMAINTAINER someone\nCMD ["sleep", "1d"]\n';
const SEEN: ServiceObservation = {
  file: filePath('compose.yml'),
  service: 'app',
  digest: `sha256:${'ab'.repeat(32)}`,
  dockerfile: { path: filePath('Dockerfile'), sha256: createHash('sha256').update(DOCKERFILE).digest('hex') },
  at: '2026-01-10T09:30:00.000Z',
  seconds: 60,
  capabilities: ['SETUID'],
};

function stepsOf(seen: Partial<ServiceObservation>, transforms = ['drop-capabilities']): string[] {
  const texts = {
    'compose.yml': 'services:\n  app:\n    build: .\n',
    Dockerfile: DOCKERFILE,
    [FILE]: observationsText([{ ...SEEN, ...seen }]),
  };
  const { plans, errors } = planTexts(texts, { registry: onlyTransforms(transforms) });
  expect(errors).toEqual([]);
  const restsOnIt = ({ transform, evidence }: Step) => transform !== 'drop-capabilities' || isObserved(evidence);
  return plans.flatMap((plan) => plan.steps.filter(restsOnIt).map(({ transform }) => transform));
}

function isObserved(evidence: Step['evidence']): boolean {
  return evidence.some(({ from }) => from.kind === 'observation' && from.here === true);
}

describe('an observation counts', () => {
  test.each([
    { name: 'of the Dockerfile that is there', seen: {}, steps: ['drop-capabilities'] },
    {
      name: 'not when it is of another Dockerfile',
      seen: { dockerfile: { ...SEEN.dockerfile!, sha256: '0'.repeat(64) } },
      steps: [],
    },
    { name: 'not when it is half a year old', seen: { at: '2025-07-01T00:00:00.000Z' }, steps: [] },
    { name: 'not when its day is yet to come', seen: { at: '2026-02-01T00:00:00.000Z' }, steps: [] },
    { name: 'not for another service', seen: { service: 'web' }, steps: [] },
    { name: 'not for another file', seen: { file: filePath('other.yml') }, steps: [] },
  ])('$name', ({ seen, steps }) => expect(stepsOf(seen)).toEqual(steps));

  test('not when the plan itself changes the Dockerfile', () => {
    expect(stepsOf({}, ['maintainer-label', 'drop-capabilities'])).toEqual(['maintainer-label']);
  });
});

describe('the file', () => {
  test('is the same for the same observations, whatever their order', () => {
    const other = { ...SEEN, service: 'a' };
    expect(observationsText([SEEN, other])).toBe(observationsText([other, SEEN]));
    expect(parseObservations(FILE, observationsText([SEEN, other]))).toEqual([other, SEEN]);
  });

  const written = observationsText([SEEN]);
  test.each([
    {
      name: 'an unknown key',
      from: '"seconds": 60',
      to: '"seconds": 60, "secnds": 1',
      says: /\.json:\d+:\d+: .*secnds/,
    },
    { name: 'a path that climbs out', from: '"compose.yml"', to: '"../compose.yml"', says: /\.json:\d+:\d+: / },
    { name: 'a control character', from: '"app"', to: '"a\\u001bpp"', says: /\.json:\d+:\d+: / },
    { name: 'a capability that is none', from: '"SETUID"', to: '"set uid"', says: /\.json:\d+:\d+: / },
    {
      name: 'an option in the place of a path',
      from: '"capabilities"',
      to: '"readOnly": {"works": true, "tmpfs": [{"path": "/tmp:exec"}]}, "capabilities"',
      says: /\.json:\d+:\d+: /,
    },
  ])('$name is an error with its place', ({ from, to, says }) => {
    expect(written).toContain(from);
    expect(() => parseObservations(FILE, written.replace(from, to))).toThrow(says);
  });
});

describe('what is noticed of a service that has changed since', () => {
  const COPIES = 'FROM debian:trixie-slim\nCOPY --chmod=755 run.sh lib*.sh /\nCOPY conf /conf\nCMD ["/run.sh"]\n';
  const COMPOSE =
    'services:\n  app:\n    build: .\n    environment: {MODE: fast}\n    ports: ["80:80"]\n    volumes: ["./etc/app.conf:/etc/app.conf:ro", "data:/data"]\nvolumes: {data: {}}\n';
  const BASE = {
    'compose.yml': COMPOSE,
    Dockerfile: COPIES,
    '.dockerignore': 'conf/local\n',
    '.gitignore': '*.made\n',
    'run.sh': 'sleep 1d\n',
    'lib-a.sh': 'a\n',
    'conf/a': 'one\n',
    'conf/local': 'mine\n',
    'conf/b.made': 'built\n',
    'notes.md': 'of no use\n',
    'etc/app.conf': 'a = 1\n',
  };
  const stamp = stampOf(memoryWorkspace(BASE, []), filePath('compose.yml'), 'app');
  const sha256 = createHash('sha256').update(COPIES).digest('hex');
  const seen = observationsText([
    {
      ...SEEN,
      dockerfile: { path: filePath('Dockerfile'), sha256, sources: stamp.sources! },
      definition: stamp.definition!,
      mounts: stamp.mounts!,
    },
  ]);

  function said(changes: Readonly<Record<string, string>>): string {
    const { plans, errors } = planTexts(
      { ...BASE, ...changes, [FILE]: seen },
      { registry: onlyTransforms(['drop-capabilities']) },
    );
    expect(errors).toEqual([]);
    const steps = plans.flatMap((plan) =>
      plan.steps.flatMap(({ transform, evidence }) =>
        isObserved(evidence) ? [transform] : evidence.map(({ says }) => says),
      ),
    );
    return [...steps, ...plans.flatMap((plan) => plan.refused.map(({ message }) => message))].join('\n');
  }

  test.each<[string, Record<string, string>]>([
    ['nothing', {}],
    ['a file that no build copies', { 'notes.md': 'more\n' }],
    ['a file that the build leaves out', { 'conf/local': 'yours\n' }],
    ['a file that git ignores', { 'conf/b.made': 'built again\n' }],
    ['a setting that does not decide what it does', { 'compose.yml': COMPOSE.replace('80:80', '127.0.0.1:80:80') }],
    ['what a step writes', { 'compose.yml': COMPOSE.replace('    ports', '    read_only: true\n    ports') }],
  ])('%s: it counts', (_what, changes) => expect(said(changes)).toBe('drop-capabilities'));

  test.each<[string, Record<string, string>, string]>([
    ['a file by name', { 'run.sh': 'sleep 2d\n' }, 'files that Dockerfile copies have changed since'],
    ['a file of a pattern', { 'lib-b.sh': 'b\n' }, 'files that Dockerfile copies have changed since'],
    ['a file of a folder', { 'conf/a': 'two\n' }, 'files that Dockerfile copies have changed since'],
    ['a new file of a folder', { 'conf/deep/c': 'c\n' }, 'files that Dockerfile copies have changed since'],
    ['a mounted file', { 'etc/app.conf': 'a = 2\n' }, 'files that app mounts have changed since'],
    [
      'a setting',
      { 'compose.yml': COMPOSE.replace('fast', 'slow') },
      'compose.yml has other settings for app since then',
    ],
  ])('%s: it does not count', (_what, changes, why) => {
    expect(said(changes)).toContain(`what harden observe saw of it does not count: ${why}; run it again`);
  });
});
