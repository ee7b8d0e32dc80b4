// The parts of the fuzzer: a fuzzer that finds nothing has to be one that could.
import fc from 'fast-check';
import { mistakesOf } from '../fuzz/judge.js';
import { minimised } from '../fuzz/minimise.js';
import { mutated, mutations } from '../fuzz/mutate.js';
import { ringOf } from '../fuzz/ring.js';
import { plantedRegistry } from '../support/planted.js';

const TEXTS = { Dockerfile: 'FROM alpine:3.20\nENV A b\nRUN true\n', 'compose.yaml': 'services: {}\n' };

test('every deed changes something, and the same numbers change the same', () => {
  const deeds = new Set<string>();
  fc.assert(
    fc.property(mutations, (changes) => {
      const after = mutated(TEXTS, changes, () => 'USER app');
      expect(mutated(TEXTS, changes, () => 'USER app')).toEqual(after);
      expect(Object.keys(after)).toEqual(Object.keys(TEXTS));
      const [only] = changes;
      if (changes.length === 1 && after.Dockerfile !== TEXTS.Dockerfile) deeds.add(only!.deed);
    }),
    { seed: 7, numRuns: 3000 },
  );
  expect(deeds.size).toBe(14);
});

test('what is left is what the mistake needs', () => {
  const texts = { a: '1\n2\n3\nbad\n5\n6\n', b: 'x\ny\n', c: '' };
  const smallest = minimised(
    texts,
    10_000,
    (each) => each.a?.includes('bad') === true && each.b?.includes('y') === true,
  );
  expect(smallest).toEqual({ a: 'bad', b: 'y' });
});

test('files that are well have no mistakes; what cannot be read is none either', () => {
  expect(mistakesOf(TEXTS, true)).toEqual([]);
  expect(
    mistakesOf({ Dockerfile: 'FOO\n', 'compose.yaml': 'a: [\n', '.harden/observations.json': '{' }, false),
  ).toEqual([]);
});

test.each([
  ['throws-in-a-reader', 'throw: throws-in-a-reader: … planted'],
  ['calls-itself', 'depth: calls-itself'],
])('a transform that %s is found', (word, what) => {
  const found = mistakesOf({ Dockerfile: `# ${word}\nFROM alpine:3.20\n` }, true, plantedRegistry);
  expect(found.map((mistake) => mistake.what)).toEqual([what]);
});

test('one case more is chosen in place of its neighbour alone', () => {
  const names = Array.from({ length: 200 }, (_, at) => `case-${at}`);
  const before = ringOf(names, (name) => name);
  const after = ringOf([...names, 'new'], (name) => name);
  const places = Array.from({ length: 5000 }, (_, at) => at * 858_993);
  const others = places.filter((place) => after(place) !== before(place));
  expect(new Set(others.map((place) => after(place)))).toEqual(new Set(['new']));
  expect(new Set(others.map((place) => before(place))).size).toBe(1);
  expect(new Set(places.map((place) => before(place))).size).toBeGreaterThan(150);
});
