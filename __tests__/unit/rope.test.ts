import fc from 'fast-check';
import { filePath, type Edit } from '../../src/model/index.js';
import { applyEdits, changedPart, diffHunks, hunksOfFile, Rope, SpliceError } from '../../src/text/index.js';

const file = filePath('f');

/** Edits that do not overlap, on a text of lines that repeat. */
const edited = fc
  .tuple(
    fc.array(fc.constantFrom('a\n', 'b\n', 'a long line\n'), { maxLength: 400 }).map((lines) => lines.join('')),
    fc.array(fc.tuple(fc.nat(), fc.nat({ max: 12 }), fc.constantFrom('', 'a\n', 'x', 'b\na\n')), { maxLength: 4 }),
  )
  .map(([text, cuts]) => {
    const edits: Edit[] = [];
    let from = 0;
    for (const [at, length, put] of [...cuts].sort(([a], [b]) => (a % (text.length + 1)) - (b % (text.length + 1)))) {
      const start = at % (text.length + 1);
      if (start < from) continue;
      const end = Math.min(text.length, start + length);
      edits.push({ kind: 'edit', file, span: { start, end }, expect: text.slice(start, end), text: put });
      from = end;
    }
    return { text, edits };
  });

describe('a rope', () => {
  test('is edited as a text is, and stays as it was itself', () => {
    fc.assert(
      fc.property(edited, ({ text, edits }) => {
        const rope = Rope.of(text);
        const after = rope.edited(edits);
        const expected = applyEdits(text, edits);
        expect(after.toString()).toBe(expected);
        expect(after.length).toBe(expected.length);
        expect(rope.toString()).toBe(text);
      }),
    );
  });

  test('gives pieces and counts lines', () => {
    fc.assert(
      fc.property(edited, fc.nat(), fc.nat(), ({ text, edits }, a, b) => {
        const expected = applyEdits(text, edits);
        const rope = Rope.of(text).edited(edits);
        const [start, end] = [a % (expected.length + 1), b % (expected.length + 1)];
        expect(rope.slice(start, end)).toBe(start < end ? expected.slice(start, end) : '');
        expect(rope.breaksBefore(start)).toBe(expected.slice(0, start).split('\n').length - 1);
      }),
    );
  });

  test('refuses what a text refuses', () => {
    const edit: Edit = { kind: 'edit', file, span: { start: 0, end: 1 }, expect: 'b', text: '' };
    expect(() => Rope.of('a').edited([edit])).toThrow(SpliceError);
    expect(() => Rope.of('').edited([edit])).toThrow(SpliceError);
  });

  test('a thousand edits at one end leave it as shallow as it was', () => {
    let rope = Rope.of('');
    for (let at = 0; at < 50_000; at++) {
      rope = rope.edited([
        { kind: 'edit', file, span: { start: rope.length, end: rope.length }, expect: '', text: 'x'.repeat(400) },
      ]);
    }
    // A tree that leans would be read by as many calls within calls as it has pieces.
    expect(rope.slice(rope.length - 1, rope.length)).toBe('x');
    expect(rope.toString()).toHaveLength(50_000 * 400);
  });
});

describe('the part that differs', () => {
  test('gives the hunks of the whole texts', () => {
    fc.assert(
      fc.property(edited, fc.nat({ max: 4 }), ({ text, edits }, context) => {
        const before = Rope.of(text);
        const after = before.edited(edits);
        const [old, now] = [before.toString(), after.toString()];
        const hunks = hunksOfFile({ before: old, after: now, versions: { before, after, edits } }, context);
        expect(hunks).toEqual(diffHunks(old, now, context));
      }),
      { numRuns: 1000 },
    );
  });

  test('is not the whole file', () => {
    const text = Array.from({ length: 10_000 }, (_, at) => `line ${at}\n`).join('');
    const at = text.indexOf('line 5000');
    const before = Rope.of(text);
    const edits: Edit[] = [{ kind: 'edit', file, span: { start: at, end: at }, expect: '', text: 'new\n' }];
    const part = changedPart({ before, after: before.edited(edits), edits }, 3);
    expect(part.above).toBe(4997);
    expect(part.before.split('\n')).toHaveLength(8);
  });
});
