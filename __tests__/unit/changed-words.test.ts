import fc from 'fast-check';
import { changedWords } from '../../src/text/index.js';

function marked(before: string, after: string): string[] | undefined {
  const words = changedWords(before, after);
  if (!words) return undefined;
  const cut = (text: string, spans: typeof words.before) => spans.map(({ start, end }) => text.slice(start, end));
  return [cut(before, words.before).join('|'), cut(after, words.after).join('|')];
}

test.each([
  ['RUN apt install -y curl', 'RUN apt install --no-install-recommends -y curl', '', '--no-install-recommends'],
  ['RUN apt install -y curl', 'RUN apt-get install -y -q curl', 'apt', 'apt-get|-q'],
  ['RUN make clean all', 'RUN make build test', 'clean all', 'build test'],
  ['ENV PORT 8080', 'ENV PORT=8080', ' ', '='],
  ['ADD nginx.conf /etc/nginx/', 'COPY nginx.conf /etc/nginx/', 'ADD', 'COPY'],
  ['FROM node:20', 'FROM node:20 AS build', '', 'AS build'],
])('%s -> %s', (before, after, old, now) => {
  expect(marked(before, after)).toEqual([old, now]);
});

test('lines that share next to nothing are strangers', () => {
  expect(changedWords('RUN make', 'COPY --from=build /app /app')).toBeUndefined();
});

test('what is left of both lines without their changes is the same', () => {
  const line = fc
    .array(fc.constantFrom('a', 'bb', ' ', '=', '-', '"', '🐳', 'ä'), { maxLength: 12 })
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(line, line, (before, after) => {
      const words = changedWords(before, after);
      if (!words) return;
      const rest = (text: string, spans: typeof words.before): string => {
        let out = text;
        for (const { start, end } of [...spans].reverse()) out = out.slice(0, start) + out.slice(end);
        return out.replace(/\s+/g, '');
      };
      expect(rest(before, words.before)).toBe(rest(after, words.after));
    }),
  );
});
