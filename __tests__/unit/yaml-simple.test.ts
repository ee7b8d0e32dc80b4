// What is read line by line is what the library reads, for texts of the golden cases and for pieces of them with something
// changed in a place or two.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LineIndex } from '../../src/text/index.js';
import { readByLibrary } from '../../src/yaml/library.js';
import { readSimple } from '../../src/yaml/simple.js';

function byLibrary(text: string): unknown {
  try {
    return readByLibrary(text, new LineIndex(text));
  } catch (error) {
    return String(error);
  }
}

/** Texts that are simple and read in another way, of those given. */
function differing(texts: Iterable<string>): { readonly simple: number; readonly different: readonly string[] } {
  let simple = 0;
  const different: string[] = [];
  for (const text of texts) {
    const own = readSimple(text);
    if (!own) continue;
    simple++;
    // Compared as text: a hundred times as fast, and what is undefined is no value here.
    if (canonical(own) !== canonical(byLibrary(text))) different.push(text);
  }
  return { simple, different };
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );
}

const GOLDEN = join(__dirname, '..', 'golden');

function goldenTexts(): string[] {
  return readdirSync(GOLDEN, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.ya?ml$/.test(path))
    .sort()
    .map((path) => readFileSync(join(GOLDEN, path), 'utf8'));
}

const PIECES =
  " ;  ;\n;:;: ;- ;-;#; #;\";';[;];{;},;,;|;>;&a ;*a;!t ;? ;---\n;...\n;%;@;~;1;\\;<<: ;é;\n\n;\n  ;\n- ;a: ;a: |\n  b\n;|-\n;|\n    ;&x ;*x;&x\n  ;[*x, *x];<<: *x\n;<<: [*x]\n;'';\\\";\\n".split(
    ';',
  );

function* mutated(texts: readonly string[], each: number): Generator<string> {
  let seed = 1;
  const below = (limit: number): number => {
    seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff;
    return (seed >> 8) % limit;
  };
  for (const text of texts) {
    const lines = text.split('\n');
    for (let count = 0; count < each; count++) {
      const from = below(lines.length);
      const indent = /^ */.exec(lines[from]!)![0];
      let piece = lines
        .slice(from, from + 2 + below(12))
        .map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line))
        .join('\n');
      for (let changes = below(3); changes > 0; changes--) {
        const at = below(piece.length + 1);
        piece = piece.slice(0, at) + PIECES[below(PIECES.length)]! + piece.slice(at + below(3));
      }
      yield piece;
    }
  }
}

test('every text of the golden cases is read as the library reads it, and most are simple', () => {
  const texts = goldenTexts();
  const { simple, different } = differing(texts);
  expect(different).toEqual([]);
  expect(simple).toBeGreaterThan(texts.length / 2);
});

test('pieces with something changed are read as the library reads them, or not at all', () => {
  const { simple, different } = differing(mutated(goldenTexts(), 8));
  expect(different).toEqual([]);
  expect(simple).toBeGreaterThan(1000);
});

const ANCHORED = [
  'x-base: &base\n  image: a\n  tags: &tags [a, "b"]\n  env: &env\n    A: 1\nb:\n  <<: *base\n  c: *tags\n  d: *env\ne: *base\n',
  'x:\n  &x\n  a: &y b # one\n  c: *y\nd:\n  - *x\n  - &z\n    e: *y\n  - &w f\n  - *w\n<<: [*x, *z]\n',
  'a: &x \'it\'\'s\'\nb: "say \\"it\\"\\tor\\\\not\\n"\nc: *x\n---\na: &x |\n  b\nc: &x {}\nd: *x\n',
];

test('anchors, aliases, merges and escapes are read as the library reads them, whatever changes in them', () => {
  expect(differing(ANCHORED)).toEqual({ simple: ANCHORED.length, different: [] });
  const { simple, different } = differing(mutated(ANCHORED, 6000));
  expect(different).toEqual([]);
  expect(simple).toBeGreaterThan(1000);
});

test('aliases that expand a text much are left to the library', () => {
  const lines = Array.from(
    { length: 12 },
    (_, at) => `  a${at + 1}: &a${at + 1} [${Array(8).fill(`*a${at}`).join(', ')}]\n`,
  );
  expect(readSimple(`a:\n  a0: &a0 b\n${lines.slice(0, 3).join('')}`)).toBeDefined();
  expect(readSimple(`a:\n  a0: &a0 b\n${lines.join('')}`)).toBeUndefined();
});

test.each([
  ['a: b\n  c\n', 'a text over two lines'],
  ['a: "b\\x41"\n', 'an escape that is rare'],
  ['a: "b\n  c"\n', 'a quoted text over two lines'],
  ['a: &x\n', 'an anchor of nothing'],
  ['- &x a: b\n', 'the anchor of a key'],
  ['a: *x\n', 'an alias without its anchor'],
  ['a: &x b\n---\na: *x\n', 'an alias of another document'],
  ['a: &x\n  b: *x\n', 'an alias within its anchor'],
  ['a: &x b\nc: &y *x\n', 'the anchor of an alias'],
  ['a: &x b\n<<: *x\n', 'a merge of what is no mapping'],
  ['a: !t b\n', 'a tag'],
  ['a: >\n  b\n', 'a folded text'],
  ['a: |+\n  b\n', 'lines that are kept'],
  ['a: |2\n  b\n', 'an indent that is said'],
  ['a: |\n  b', 'a text that goes on to the end of the file'],
  ['a: |\n\n  b\n', 'a text that begins with an empty line'],
  ['a: |\n  b \n', 'blanks at the end of a line'],
  ['a: |\n    b\n  c\n', 'a line between two indents'],
  ['a: {b: c}\n', 'a mapping in braces'],
  ['a: b: c\n', 'two keys on one line'],
  ['a: 1\na: 2\n', 'a key that stands twice'],
  ['  a: 1\n', 'a root that is indented'],
  ['a:\n    b: 1\n  c: 2\n', 'an indent that is none'],
  ['a:\tb\n', 'a tab'],
  ['a: b\r\n', 'line ends of Windows'],
  ['%YAML 1.2\n---\na: b\n', 'a directive'],
  ['a: b\n...\n', 'an end of a document'],
  ['--- a\n', 'a document on its first line'],
  ['', 'nothing'],
  ['"": a\n', 'a key without a character'],
])('%j is left to the library: %s', (text) => {
  expect(readSimple(text)).toBeUndefined();
});

test.each([
  ['a key', `${'a'.repeat(1100)}: b\n`],
  ['a key in quotes', `"${'a'.repeat(1100)}": b\n`],
  ['a depth', Array.from({ length: 300 }, (_, depth) => `${' '.repeat(depth)}a:\n`).join('')],
])('%s that the library refuses is left to it', (_, text) => {
  expect(byLibrary(text)).toEqual(expect.any(String));
  expect(readSimple(text)).toBeUndefined();
});
