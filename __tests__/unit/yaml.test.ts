import { filePath, isStop } from '../../src/model/index.js';
import { applyEdits } from '../../src/text/index.js';
import {
  addAt,
  addListItem,
  addMapKey,
  addMapKeys,
  findAliases,
  asBoolean,
  asMap,
  asText,
  entriesOf,
  findEntry,
  findValue,
  flatten,
  parseYaml,
  dottedPlace,
  removeKey,
  replaceScalar,
  toJS,
  type YamlEdits,
  type YamlEntry,
  type YamlFile,
  type YamlMap,
} from '../../src/yaml/index.js';
import { READ } from '../support/compose-yaml.js';
import { growth } from '../support/cpu.js';

const read = (text: string): YamlFile => parseYaml(filePath('a.yml'), text);
const data = (text: string) => read(text).documents.map(toJS);

/** The entry at a path of keys, in the first document. */
function entryAt(yaml: YamlFile, ...path: string[]): YamlEntry {
  const holder = findValue(yaml.documents[0], ...path.slice(0, -1)) ?? yaml.documents[0];
  return findEntry(asMap(holder)!, path[path.length - 1]!)!;
}

function outcome(text: string, edits: YamlEdits): string {
  return isStop(edits) ? `refused: ${edits.stop}` : applyEdits(text, edits);
}

describe('parseYaml', () => {
  test.each([
    ['0755', 493],
    ['0o17', 15],
    ['0b11', 3],
    ['-0x1F', -31],
    ['1_000', 1000],
    ['089', 89],
    ['1e3', 1000],
    ['.5', 0.5],
    ['22:22', '22:22'],
    ['yes', 'yes'],
    ['True', true],
    ['.inf', '.inf'],
    ['123456789012345678901', '123456789012345678901'],
    ['2024-01-01', '2024-01-01'],
    ['~', null],
    ['', null],
    ['"0755"', '0755'],
    ['!!str 12', '12'],
    ['!!int "12"', 12],
    ['!reset null', { '!reset': null }],
    ['!override [a]', { '!override': ['a'] }],
    ['|+\n  x\n\n', 'x\n\n'],
    ['>-\n  x\n  y\n', 'x y'],
  ])('reads %j as Compose does', (written, value) => {
    expect(data(`k: ${written}`)).toEqual([{ k: value }]);
  });

  test.each([
    ['a: &a {x: 1, y: 2}\nb:\n  <<: *a\n  y: 3\n', { a: { x: 1, y: 2 }, b: { y: 3, x: 1 } }],
    ['a: &a {x: 1}\nb: &b {x: 2, z: 2}\nc:\n  <<: [*a, *b]\n', { a: { x: 1 }, b: { x: 2, z: 2 }, c: { x: 1, z: 2 } }],
    ['a: &a {x: 1}\nb: {<<: *a}\n"<<": q\n', { a: { x: 1 }, b: { x: 1 }, '<<': 'q' }],
    ['a: &a 1\nb: &a 2\nc: *a\n', { a: 1, b: 2, c: 2 }],
    ['a: [b: c, {d}]\n', { a: [{ b: 'c' }, { d: null }] }],
    ['a: {__proto__: 1}\n', { a: JSON.parse('{"__proto__": 1}') }],
    ['%YAML 1.1\n---\na: yes\n', { a: 'yes' }],
    ['\ufeffa: 1\r\n', { a: 1 }],
  ])('resolves %j', (text, value) => {
    expect(data(text)).toEqual([value]);
  });

  test('keeps documents apart', () => {
    expect(data('a: &x 1\n---\nb: 2\n...\n---\n')).toEqual([{ a: 1 }, { b: 2 }, null]);
    expect(() => read('a: &x 1\n---\nb: *x\n')).toThrow('no anchor &x');
  });

  const bomb = Array.from({ length: 9 }, (_, i) => `a${i}: &a${i} [${(i ? `*a${i - 1},` : 'x,').repeat(9)}]\n`).join(
    '',
  );
  test.each([
    ['duplicate key', 'a: 1\nb: 2\na: 3\n', 'duplicate key a', 10, 'first on line 1'],
    ['quoted duplicate', 'a: 1\n"a": 2\n', 'duplicate key a', 5, 'first on line 1'],
    ['duplicate in flow', '{a: 1, a: 2}', 'duplicate key a', 7, 'first on line 1'],
    ['two merges', 'a: &a {}\nb:\n  <<: *a\n  <<: *a\n', 'duplicate key <<', 23, 'first on line 3'],
    ['merge of a scalar', 'b:\n  <<: x\n', '<< needs a mapping', 9, undefined],
    ['unknown alias', 'a: *b\n', 'no anchor &b', 3, undefined],
    ['cycle', 'a: &a [*a]\n', 'contains itself', 7, undefined],
    ['alias bomb', bomb, 'expand to too many', undefined, 'write them out where they are used'],
    ['depth', '['.repeat(5000), 'nested more than 200', undefined, undefined],
    ['tab', 'a:\n\tb: 1\n', 'tabs are not allowed', 3, 'indent with spaces'],
    ['lone CR', 'a: 1\rb: 2\n', 'carriage return', 4, 'convert the line endings to LF or CRLF'],
    ['conflict', 'a: 1\n<<<<<<< HEAD\nb: 2\n=======\n', '', undefined, 'resolve the merge conflict first'],
    ['template', '{% if x %}\na: 1\n{% endif %}\n', '', undefined, expect.stringContaining('template')],
    ['two keys on a line', 'a: [b]:\nc: 1\n', 'two keys on one line', undefined, undefined],
    ['open quote', "a: 'b\n", 'missing closing quote', undefined, undefined],
    ['text with a line that begins a document', "a: '\n--- b'\n", 'missing closing quote', undefined, undefined],
    ['key over lines', 'a:\n  "b\n": c\n', 'missing closing quote', undefined, undefined],
    ['brackets that never close', 'a: [\nb,\n', 'flow sequence', undefined, undefined],
    ['80,001 lines', '#\n'.repeat(80_002), 'more than 80000 lines', undefined, expect.stringContaining('split')],
    ['over 4 MB', `#${'x'.repeat(4_000_001)}`, 'larger than 4 MB', undefined, expect.stringContaining('split')],
  ])('refuses %s', (_, text, message, offset, hint) => {
    let error: unknown;
    try {
      read(text);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toMatchObject({ name: 'ParseError', message: expect.stringContaining(message), hint });
    if (offset !== undefined) expect(error).toHaveProperty('offset', offset);
    expect((error as { offset: number }).offset).toBeLessThanOrEqual(text.length);
  });

  test.each(READ)('reads as Compose does: %s', (_, text, labels) => {
    const web = findValue(asMap(findValue(read(text).documents[0], 'services'))!, 'web');
    const entries = [...entriesOf(asMap(findValue(web, 'labels'))!)];
    expect(Object.fromEntries(entries.map(([name, { value }]) => [name, asText(value)]))).toEqual(labels);
  });

  test('comments within brackets that end too early are comments', () => {
    const text = READ.find(([name]) => name.includes('with comments'))![1];
    expect(
      read(text).comments.map(({ text: words, ownLine, offset }) => [words, ownLine, text.startsWith(words, offset)]),
    ).toEqual([
      ['# one', false, true],
      ['# two', false, true],
      ['# three', true, true],
      ['# four', false, true],
    ]);
  });

  test('time grows with the size, not with its square', () => {
    // What was just read is known, so each round reads another text.
    const text = (count: number, round: number) =>
      `services: # ${round}\n${Array.from({ length: count }, (_, i) => `  s${i}: &s${i}\n    image: a\n`).join('')}`;
    expect(growth((count, round) => read(text(count, round)), 990, 9_900)).toBeLessThan(40);
  });
});

describe('addMapKey', () => {
  const list = ['x:y'];
  test.each<[string, string, string, Parameters<typeof addMapKey>[3]]>([
    ['block map', 's:\n  a: 1\nt: 2\n', 's:\n  a: 1\n  k:\n    - x:y\nt: 2\n', list],
    ['no final newline', 's:\n  a: 1', 's:\n  a: 1\n  k: v', 'v'],
    ['CRLF', 's:\r\n  a: 1\r\n', 's:\r\n  a: 1\r\n  k:\r\n    - x:y\r\n', list],
    ['BOM', '\ufeffs:\n  a: 1\n', '\ufeffs:\n  a: 1\n  k: v\n', 'v'],
    ['sibling list style', 's:\n  a:\n  - 1\nt:\n    - 2\n', 's:\n  a:\n  - 1\n  k:\n  - x:y\nt:\n    - 2\n', list],
    [
      'sibling against the file',
      's:\n  a:\n  - 1\nt:\n    - 2\nu:\n    - 3\n',
      's:\n  a:\n  - 1\n  k:\n  - x:y\nt:\n    - 2\nu:\n    - 3\n',
      list,
    ],
    ['file list style', 's:\n  a: 1\nt:\n- 2\n', 's:\n  a: 1\n  k:\n  - x:y\nt:\n- 2\n', list],
    ['four columns', 's:\n    a: 1\n', 's:\n    a: 1\n    k:\n        b: true\n', { b: true }],
    ['comment on the line', 's:\n  a: 1 # c\n', 's:\n  a: 1 # c\n  k: v\n', 'v'],
    [
      'comment of the list',
      's:\n  a:\n    - 1\n    # - 2\nt: 3\n',
      's:\n  a:\n    - 1\n    # - 2\n  k: v\nt: 3\n',
      'v',
    ],
    ['dedented comment', 's:\n  a:\n  - 1\n  # - 2\n', 's:\n  a:\n  - 1\n  # - 2\n  k: v\n', 'v'],
    ['comment at column 0', 's:\n  a:\n    - 1\n#    - 2\nt: 3\n', 's:\n  a:\n    - 1\n#    - 2\n  k: v\nt: 3\n', 'v'],
    ['comment of the next', 's:\n  a: 1\n\n# about t\nt: 3\n', 's:\n  a: 1\n  k: v\n\n# about t\nt: 3\n', 'v'],
    ['banner of the next', 's:\n  a:\n    b: 1\n #####\nt: 3\n', 's:\n  a:\n    b: 1\n  k: v\n #####\nt: 3\n', 'v'],
    ['title of the next', 's:\n  a: 1\n#     About t\nt: 3\n', 's:\n  a: 1\n  k: v\n#     About t\nt: 3\n', 'v'],
    ['commented key', 's:\n  a: 1\n  # b: 2\n', 's:\n  a: 1\n  k: v\n  # b: 2\n', 'v'],
    ['literal', 's:\n  a: |\n    x\n\n\nt: 1\n', 's:\n  a: |\n    x\n  k: v\n\n\nt: 1\n', 'v'],
    ['kept newlines', 's:\n  a: |+\n    x\n\nt: 1\n', 's:\n  a: |+\n    x\n\n  k: v\nt: 1\n', 'v'],
    ['kept CRLF', 's:\r\n  a: |+\r\n    x\r\n\r\nt: 1\r\n', 's:\r\n  a: |+\r\n    x\r\n\r\n  k: v\r\nt: 1\r\n', 'v'],
    ['folded plain', 's:\n  a: x\n    y\n', 's:\n  a: x\n    y\n  k: v\n', 'v'],
    ['last value empty', 's:\n  a:\nt: 1\n', 's:\n  a:\n  k: v\nt: 1\n', 'v'],
    ['empty map', 's: {}\n', 's: {k: [x:y]}\n', list],
    ['flow', 's: { a: 1 }\n', 's: { a: 1, k: {b: "1"} }\n', { b: '1' }],
    ['flow, trailing comma', 's: {\n  a: 1, # c\n}\n', 's: {\n  a: 1, k: v # c\n}\n', 'v'],
    ['flow, JSON', 's: {"a": "1"}\n', 's: {"a": "1", "k": "v"}\n', 'v'],
    ['empty entry', 's:\nt: 1\n', 's:\n  k: v\nt: 1\n', 'v'],
    ['empty entry, comments', 's: # c\n  # a: 1\nt: 1\n', 's: # c\n  k: v\n  # a: 1\nt: 1\n', 'v'],
    ['null', 's: ~ # c\nt: 1\n', 's: # c\n  k: v\nt: 1\n', 'v'],
    ['alias', 'x: &x {a: 1}\ns: *x\n', 'x: &x {a: 1}\ns:\n  <<: *x\n  k: v\n', 'v'],
    ['anchored', 's: &s\n  a: 1\n', 's: &s\n  a: 1\n  k: v\n', 'v'],
    ['list item', 's:\n- a: 1\n', 'refused: unsupported-syntax', 'v'],
    ['scalar', 's: 1\n', 'refused: unsupported-syntax', 'v'],
    ['own', 's:\n  k: 1\n', 'refused: conflicts', 'v'],
    ['merged', 'x: &x {k: 1}\ns:\n  <<: *x\n', 'refused: inherited', 'v'],
    ['alias that has it', 'x: &x {k: 1}\ns: *x\n', 'refused: inherited', 'v'],
    ['tagged null', 's: !reset null\n', 'refused: unsupported-syntax', 'v'],
    ['explicit key', 's:\n  ? a\n  : 1\n', 'refused: unsupported-syntax', 'v'],
    ['text block that no newline ends', 's:\n  a: |\n    x', 'refused: unsupported-syntax', 'v'],
    [
      'words',
      's:\n  a: 1\n',
      's:\n  a: 1\n  k:\n    - "no"\n    - "80:80"\n    - 10s\n    - "a: b"\n    - a b\n    - ""\n',
      ['no', '80:80', '10s', 'a: b', 'a b', ''],
    ],
    ['single quotes', "s:\n  a: '1'\n", "s:\n  a: '1'\n  k: 'it''s'\n", "it's"],
    ['nested', 's:\n  a: 1\n', 's:\n  a: 1\n  k:\n    - name: 1\n      l: []\n    - []\n', [{ name: 1, l: [] }, []]],
  ])('%s', (_, text, after, value) => {
    const yaml = read(text);
    const edits = addMapKey(yaml, entryAt(yaml, 's'), 'k', value);
    expect(outcome(text, edits)).toBe(after);
    if (isStop(edits)) return;
    expect(toJS(findValue(read(after).documents[0], 's', 'k')!)).toEqual(value);
  });

  test('several keys in one edit', () => {
    const text = 's:\n  a: 1\n';
    const yaml = read(text);
    expect(outcome(text, addMapKeys(yaml, entryAt(yaml, 's'), { b: 1, c: { d: 2 } }))).toBe(
      's:\n  a: 1\n  b: 1\n  c:\n    d: 2\n',
    );
  });

  test.each<[string, [string, ...string[]], string]>([
    ['s:\n  a: 1\n', ['b', 'c', 'd'], 's:\n  a: 1\n  b:\n    c:\n      d: v\n'],
    ['s:\n  b:\n    c: {}\n', ['b', 'c', 'd'], 's:\n  b:\n    c: {d: v}\n'],
    ['s:\n  b:\n', ['b', 'c'], 's:\n  b:\n    c: v\n'],
    ['x: &x {b: {e: 1}}\ns:\n  <<: *x\n', ['b', 'c'], 'refused: inherited'],
    ['x: &x {b: {e: 1}}\ns: *x\n', ['b', 'c'], 'refused: inherited'],
    ['s:\n  b: {c: 1}\n', ['b', 'c'], 'refused: conflicts'],
  ])('addAt in %j', (text, path, after) => {
    const yaml = read(text);
    expect(outcome(text, addAt(yaml, entryAt(yaml, 's'), path, 'v'))).toBe(after);
  });

  test('only the last of two documents changes', () => {
    const text = 'a: 1\n---\na: 1\n# end\n---\nb: 2\n';
    const yaml = read(text);
    expect(outcome(text, addMapKey(yaml, yaml.documents[1] as YamlMap, 'k', 'v'))).toBe(
      'a: 1\n---\na: 1\nk: v\n# end\n---\nb: 2\n',
    );
  });
});

describe('addListItem, replaceScalar, removeKey', () => {
  test.each<[string, string]>([
    ['k:\n  - a\n', 'k:\n  - a\n  - "1"\n'],
    ['k:\n- a # c\n- b:\n    c: 1\n', 'k:\n- a # c\n- b:\n    c: 1\n- "1"\n'],
    ['k:\n  -   a\n', 'k:\n  -   a\n  -   "1"\n'],
    ['k: [a]\n', 'k: [a, "1"]\n'],
    ['k: []', 'k: ["1"]'],
    ['k:\n', 'k:\n  - "1"\n'],
    ['x: &x [a]\nk: *x\n', 'refused: inherited'],
    ['k: {}\n', 'refused: unsupported-syntax'],
    ['k: 1\n', 'refused: unsupported-syntax'],
  ])('addListItem in %j', (text, after) => {
    const yaml = read(text);
    expect(outcome(text, addListItem(yaml, entryAt(yaml, 'k'), '1'))).toBe(after);
  });

  test.each<[string, string | boolean, string]>([
    ['k: a # c\n', 'b', 'k: b # c\n'],
    ["k: 'a'\n", "b'c", "k: 'b''c'\n"],
    ['k: "a"\n', 'b', 'k: "b"\n'],
    ['k: "a"\n', true, 'k: true\n'],
    ['k: &x a\n', '1.0', 'k: &x "1.0"\n'],
    ['k: [a, b]\n', 'c', 'refused: unsupported-syntax'],
    ['k: |\n  a\n', 'c', 'refused: unsupported-syntax'],
    ['k:\n', 'c', 'refused: unsupported-syntax'],
    ['x: &x 1\nk: *x\n', 'c', 'refused: inherited'],
  ])('replaceScalar in %j', (text, value, after) => {
    const yaml = read(text);
    expect(outcome(text, replaceScalar(yaml, entryAt(yaml, 'k').value, value))).toBe(after);
  });

  test.each<[string, string, boolean?]>([
    ['k: 1\na: 2\n', 'a: 2\n'],
    ['# top\nk: 1\n\na: 2\n', '# top\n\na: 2\n'],
    ['k: 1\r\n\r\na: 2\r\n', 'a: 2\r\n'],
    ['\ufeffk: 1\na: 2\n', '\ufeffa: 2\n'],
    ['a: 2\nk:\n  - 1\n', 'a: 2\n'],
    ['a: 2\nk: 1', 'a: 2'],
    ['a: 2\n\nk: 1', 'a: 2'],
    ['a: |\n  x\nk: 1\n   # no\nb: 2\n', 'refused: unsupported-syntax'],
    ['a: |\n  x\nk: 1\n     \nb: 2\n', 'refused: unsupported-syntax'],
    ['a: |+\n  x\nk: 1\n\nb: 2\n', 'refused: unsupported-syntax'],
    ['a: |\n  x\nk: 1\n# no\nb: 2\n', 'a: |\n  x\n# no\nb: 2\n'],
    ['a: 2\n\nk: 1\n\nb: 3\n', 'a: 2\n\nb: 3\n'],
    ['{a: 1, k: 2, b: 3}', '{a: 1, b: 3}'],
    ['{a: 1, k: 2}', '{a: 1}'],
    ['k: 1 # c\na: 2\n', 'refused: not-contiguous'],
    ['k: 1 # c\na: 2\n', 'a: 2\n', true],
    ['k: "#1"\na: 2\n', 'a: 2\n'],
    ['k: 1\n', 'refused: unsupported-syntax'],
    ['k: &x 1\na: *x\n', 'refused: used-later'],
    ['x: &x {k: 1}\n<<: *x\n', 'refused: inherited'],
    ['? k\n: 1\na: 2\n', 'refused: unsupported-syntax'],
  ])('removeKey in %j', (text, after, dropComments = false) => {
    const yaml = read(text);
    expect(outcome(text, removeKey(yaml, yaml.documents[0] as YamlMap, 'k', { dropComments }))).toBe(after);
  });

  test('the first key of a list item stays', () => {
    const text = 'l:\n  - k: 1\n    a: 2\n';
    const yaml = read(text);
    const item = findValue(yaml.documents[0], 'l');
    const map = item?.kind === 'seq' ? (item.items[0] as YamlMap) : undefined;
    expect(outcome(text, removeKey(yaml, map!, 'k'))).toBe('refused: unsupported-syntax');
  });
});

describe('reading', () => {
  test('aliasedBy follows anchors through anchors', () => {
    const yaml = read('a: &a {x: {y: 1}}\nb: &b\n  <<: *a\nc: *b\nd: *b\ne: &e 1\nf: *e\n');
    const users = (...path: string[]) =>
      findAliases(yaml, entryAt(yaml, ...path))
        .map((alias) => alias.name)
        .sort();
    expect(users('a', 'x')).toEqual(['a', 'b', 'b']);
    expect(users('b')).toEqual(['b', 'b']);
    expect(users('c')).toEqual([]);
    expect(users('e')).toEqual(['e']);
  });

  test.each([
    ['# a\nb: "# no" # c', ['# a@0', '# c@14']],
    ['a: |\n  # no\n# yes\r\nb: c#d\r\n', ['# yes@12']],
    ["\ufeff#x\na: 'b\n  # no' #y\n", ['#x@1', '#y@18']],
    ['a: [1, # one\n 2]\n--- # doc\n', ['# one@7', '# doc@21']],
  ])('comments of %j', (text, expected) => {
    expect(read(text).comments.map((comment) => `${comment.text}@${comment.offset}`)).toEqual(expected);
  });

  test('flatten names places that place() builds', () => {
    const flat = flatten({ services: { 'a.b': { ports: ['80'], x: {} } }, list: [] });
    expect([...flat]).toEqual([
      [`${dottedPlace('services', 'a.b', 'ports', '0')}`, '"80"'],
      ['services."a.b".x', '{}'],
      ['list', '[]'],
    ]);
  });

  test.each([
    ['yes', true],
    ['"off"', false],
    ['True', true],
    ['1', undefined],
    ['[]', undefined],
  ])('asBoolean of %s', (text, value) => {
    expect(asBoolean(findValue(read(`a: ${text}`).documents[0], 'a'))).toBe(value);
  });
});
