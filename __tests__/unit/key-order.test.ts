// Where a new key goes in a map: what other maps of the file show, then its kin, then the end.
import { isStop, type Edit, type FilePath } from '../../src/model/index.js';
import { addMapKeys, asMap, keyOrderOf, parseYaml, type KeyOrder, type YamlValue } from '../../src/yaml/index.js';

/** The keys of `at` after `added` came into it, in order; the order is that of all maps below the root. */
function namesAfter(
  text: string,
  at: string,
  added: Record<string, YamlValue>,
  kinds: KeyOrder['kinds'] = [],
  usual: readonly string[] = [],
): string {
  const after = textAfter(text, at, added, kinds, usual);
  return entriesOf(after)
    .find(({ name }) => name === at)!
    .map!.entries.map(({ name }) => name)
    .join(' ');
}

function textAfter(
  text: string,
  at: string,
  added: Record<string, YamlValue>,
  kinds: KeyOrder['kinds'] = [],
  usual: readonly string[] = [],
): string {
  const yaml = parseYaml('a.yaml' as FilePath, text);
  const order = keyOrderOf(
    entriesOf(text).flatMap(({ map }) => map ?? []),
    kinds,
    { keys: usual, among: ['h'] },
  );
  const edits = addMapKeys(yaml, asMap(yaml.documents[0])!.entries.find(({ name }) => name === at)!, added, order);
  if (isStop(edits)) throw new Error(edits.message);
  let result = text;
  for (const { span, text: inserted } of [...edits].reverse() as Edit[])
    result = result.slice(0, span.start) + inserted + result.slice(span.end);
  return result;
}

function entriesOf(text: string): { name: string; map: ReturnType<typeof asMap> }[] {
  const root = asMap(parseYaml('a.yaml' as FilePath, text).documents[0])!;
  return root.entries.map(({ name, value }) => ({ name, map: asMap(value) }));
}

const map = (name: string, keys: string): string =>
  `${name}:\n${keys
    .split(' ')
    .map((key) => `  ${key}: 1\n`)
    .join('')}`;

test('a key stands between the keys that it stands between elsewhere', () => {
  expect(namesAfter(map('a', 'i r s e v') + map('b', 'i r e v'), 'b', { s: 1 })).toBe('i r s e v');
  // Neighbours that are missing: those that are left say enough.
  expect(namesAfter(map('a', 'i r s e v') + map('b', 'i v'), 'b', { s: 1 })).toBe('i s v');
});

test('the end where nothing stands behind it elsewhere, or nothing is shown', () => {
  expect(namesAfter(map('a', 'i e s') + map('b', 'i e v'), 'b', { s: 1 })).toBe('i e v s');
  expect(namesAfter(map('a', 'i e') + map('b', 'i e v'), 'b', { s: 1 })).toBe('i e v s');
});

test('what most maps show counts; where they are at odds, nothing is shown', () => {
  const two = map('a', 'i s e') + map('b', 'i s e');
  expect(namesAfter(two + map('c', 'i e s') + map('d', 'i e'), 'd', { s: 1 })).toBe('i s e');
  expect(namesAfter(map('a', 'i s e') + map('c', 'i e s') + map('d', 'i e'), 'd', { s: 1 })).toBe('i e s');
});

test('the place beside a neighbour is nearer than one that is only not wrong', () => {
  expect(namesAfter(map('a', 'i s x v') + map('b', 'i e v'), 'b', { s: 1 })).toBe('i s e v');
  expect(namesAfter(map('a', 'i x s v') + map('b', 'i e v'), 'b', { s: 1 })).toBe('i e s v');
});

test('kin stand together, also those that come at once, unless other maps part them', () => {
  const kinds = [['p', 'q', 'r']];
  expect(namesAfter(map('b', 'i p e'), 'b', { q: 1, r: 1 }, kinds)).toBe('i p q r e');
  expect(namesAfter(map('a', 'i p e q') + map('b', 'i p e'), 'b', { q: 1 }, kinds)).toBe('i p e q');
});

test('the usual order says where, as far as no map shows another', () => {
  const usual = ['p', 'q', 'r'];
  expect(namesAfter(map('b', 'i r'), 'b', { q: 1 }, [], usual)).toBe('i q r');
  expect(namesAfter(map('b', 'i p h r'), 'b', { q: 1 }, [], usual)).toBe('i p h q r');
  expect(namesAfter(map('b', 'i p h'), 'b', { q: 1 }, [], usual)).toBe('i p h q');
  // An author has one of them among other keys: that is no place for more.
  expect(namesAfter(map('b', 'i r e p'), 'b', { q: 1 }, [], usual)).toBe('i r e p q');
  expect(namesAfter(map('a', 'i q p') + map('b', 'i p r'), 'b', { q: 1 }, [], usual)).toBe('i q p r');
  expect(namesAfter(map('b', 'i r'), 'b', { s: 1 }, [], usual)).toBe('i r s');
  // Kin stand apart where the usual order parts them.
  expect(namesAfter(map('b', 'e p r'), 'b', { q: 1 }, [['q', 'r']], usual)).toBe('e p q r');
});

test('a text in lines may end where the next key begins: nothing goes between', () => {
  const text = `${map('a', 'i s e')}b:\n  i: |+\n    one\n\n  e: 1\n`;
  expect(namesAfter(text, 'b', { s: 1 })).toBe('i e s');
});

test('a comment that may speak of the key above stays with it', () => {
  const before = (comment: string): string => `${map('a', 'i s e')}b:\n  i: 1\n${comment}  e: 1\n`;
  const after = (comment: string): string => textAfter(before(comment), 'b', { s: 1 }).slice(map('a', 'i s e').length);
  expect(after('  # of e\n')).toBe('b:\n  i: 1\n  s: 1\n  # of e\n  e: 1\n');
  expect(after('\n  # of e\n')).toBe('b:\n  i: 1\n  s: 1\n\n  # of e\n  e: 1\n');
  expect(after('  # of i\n\n')).toBe('b:\n  i: 1\n  # of i\n\n  e: 1\n  s: 1\n');
  expect(after('  # was: 2\n')).toBe('b:\n  i: 1\n  # was: 2\n  e: 1\n  s: 1\n');
});
