import fc from 'fast-check';
import { OriginMap } from '../../src/render/origin-map.js';

/** Between the characters of a text: where each place lay at first, or -1 where something was written. */
function placesAfter(length: number, edits: readonly { start: number; end: number; length: number }[]): number[] {
  let places = Array.from({ length: length + 1 }, (_, at) => at);
  for (const { start, end, length: written } of edits)
    places = [...places.slice(0, start), ...new Array<number>(written + 1).fill(-1), ...places.slice(end + 1)];
  return places;
}

test('a place is followed back to where it lay, unless something was written at it', () => {
  const numbers = fc.record({ at: fc.nat(), takes: fc.nat(6), writes: fc.nat(4) });
  fc.assert(
    fc.property(fc.nat(60), fc.array(numbers, { maxLength: 1000, size: 'max' }), (length, cuts) => {
      const map = new OriginMap(length);
      const edits: { start: number; end: number; length: number }[] = [];
      let now = length;
      for (const { at, takes, writes } of cuts) {
        const start = at % (now + 1);
        const end = Math.min(now, start + takes);
        map.replace({ start, end }, writes);
        edits.push({ start, end, length: writes });
        now += writes - (end - start);
      }
      const places = placesAfter(length, edits);
      for (let start = 0; start <= now; start++) {
        for (const end of [start, start + 1, start + 3].filter((each) => each <= now)) {
          const isKept = places.slice(start, end + 1).every((place) => place !== -1);
          const expected = isKept ? { start: places[start], end: places[end] } : undefined;
          expect(map.original({ start, end })).toEqual(expected);
        }
      }
    }),
    { numRuns: 60 },
  );
});

test('many edits of a long text', () => {
  const map = new OriginMap(100_000);
  // From behind, as the edits of one text are noted: each takes a character and writes three.
  for (let at = 9999; at >= 0; at--) map.replace({ start: at * 10, end: at * 10 + 1 }, 3);
  for (let at = 0; at < 10_000; at += 7) {
    expect(map.original({ start: at * 12 + 4, end: at * 12 + 8 })).toEqual({ start: at * 10 + 2, end: at * 10 + 6 });
    expect(map.original({ start: at * 12 + 3, end: at * 12 + 4 })).toBeUndefined();
  }
});
