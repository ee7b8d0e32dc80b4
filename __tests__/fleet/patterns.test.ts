// Patterns of steps: what is the same kind of change, and what is not.
import { patternsOf } from '../../src/fleet/patterns.js';
import { filePath } from '../../src/model/index.js';
import { collectPlan, memoryWorkspace, metasOf, planOptions } from '../../src/run/index.js';
import { defaultConfig } from '../../src/config/index.js';
import { registry } from '../../transforms/index.js';

const metas = metasOf(registry);

/** The patterns of a Dockerfile's steps by a transform. */
function patternsIn(text: string, only: string, path = 'Dockerfile') {
  const target = path.endsWith('.yaml') ? 'compose' : 'dockerfile';
  const workspace = memoryWorkspace({ [path]: text }, [{ path: filePath(path), target }]);
  const options = planOptions(defaultConfig(metas), { only: [only], level: 'unverified' }, metas);
  const { groups } = collectPlan({ workspace, registry, options });
  return patternsOf(
    groups.flatMap(({ steps }) => steps),
    (file) => (file === path ? text : undefined),
  );
}

test.each([
  [
    'the packages, the version, the indentation and how many lines follow do not matter',
    'no-install-recommends',
    'FROM debian:12\nRUN apt-get update && apt-get install -y curl\n',
    'FROM debian:11\nRUN   apt-get update \\\n    && apt-get install -y \\\n    git wget=1.2\n',
  ],
  [
    'the number of words of a command does not matter',
    'exec-form',
    'FROM node:20\nCMD node server.js\n',
    'FROM node:20\nCMD node build/main.js --port 8080 serve\n',
  ],
  [
    'the names of people do not matter',
    'maintainer-label',
    'FROM debian:12\nMAINTAINER Ann <ann@example.org>\n',
    'FROM debian:12\nMAINTAINER bob@example.org\n',
  ],
])('%s', (_, only, one, other) => {
  const [first, second] = [patternsIn(one, only), patternsIn(other, only)];
  expect(first).toHaveLength(1);
  expect(second).toEqual(first);
});

test('what a transform puts in stays to be read', () => {
  const [pattern] = patternsIn(
    'FROM debian:12\nRUN apt-get update && apt-get install -y nano\n',
    'no-install-recommends',
  );
  expect(pattern!.sample).toBe('+[--no-install-recommends]');
  expect(pattern!.id).toMatch(/^[0-9a-f]{16}$/);
});

test('other settings are another kind of change', () => {
  const one = 'services:\n  a:\n    image: postgres:16\n';
  const other = 'services:\n  a:\n    image: nginx:1.27\n';
  const samples = [one, other].map((text) => patternsIn(text, 'drop-capabilities', 'compose.yaml')[0]!.sample);
  expect(samples[0]).toContain('cap_add');
  expect(samples[0]).not.toBe(samples[1]);
});

test('of what a change puts in, digests, versions, paths and words of the file are marks', () => {
  const text = 'FROM debian:11\nUSER shop\n';
  const pinned = (after: string) =>
    patternsOf(
      [
        {
          transform: 'x',
          safety: 'safe',
          files: [{ path: filePath('Dockerfile'), before: text, after: `${text}${after}\n` }],
        },
      ],
      () => text,
    )[0]!;
  const first = pinned(`LABEL a@${'0f'.repeat(12)} 1.2 web/start.sh shop`);
  expect(first.sample).toBe('+[LABEL a @ <digest> <version> <path> <name>]');
  expect(pinned(`LABEL a@${'1e'.repeat(12)} v2 src/run.sh debian`)).toEqual(first);
});

test('the same change of two transforms, or at two levels, is not one kind', () => {
  const step = {
    transform: 'exec-form',
    safety: 'safe' as const,
    files: [{ path: filePath('Dockerfile'), before: 'CMD a\n', after: 'CMD ["a"]\n' }],
  };
  const others = [step, { ...step, transform: 'other' }, { ...step, safety: 'review' as const }];
  const ids = patternsOf(others, () => 'CMD a\n').map(({ id }) => id);
  expect(new Set(ids).size).toBe(3);
});

test('a change of thousands of words is compared in no time, and is a pattern of its own', () => {
  const step = {
    transform: 'exec-form',
    safety: 'safe' as const,
    files: [{ path: filePath('Dockerfile'), before: `${'a '.repeat(50_000)}\n`, after: `${'b '.repeat(50_000)}\n` }],
  };
  const [pattern] = patternsOf([step], () => 'a');
  expect(pattern!.sample.length).toBeLessThanOrEqual(4000);
});
