import { createHash } from 'node:crypto';
import { observationsText, parseObservations } from '../../src/config/index.js';
import { filePath, type ServiceObservation } from '../../src/model/index.js';
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
  return plans.flatMap((plan) => plan.steps.map(({ transform }) => transform));
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
