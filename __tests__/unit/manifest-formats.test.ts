// Places of values in JSON and TOML, and what is no JSON or TOML at all.
import { readJson, jsonAt, readXml, TomlManifest } from '../../src/ecosystems/manifest-formats';
import { ManifestText } from '../../src/ecosystems/manifest-text';
import { filePath } from '../../src/model';
import { cpuSeconds } from '../support/cpu';

function toml(text: string): TomlManifest {
  return TomlManifest.read(new ManifestText(filePath('pyproject.toml'), text))!;
}

describe('TOML', () => {
  const text = [
    '[project]',
    'name = "app"',
    'urls.home = "x"',
    'readme = { file = "README.md" }',
    '[tool."a.b"]',
    'key = 1',
    '[[tool.list]]',
    'first = 1',
    '[[tool.list]]',
    'first = 2',
  ].join('\n');

  test.each([
    ['a key', ['project', 'name'], 2],
    ['a key with dots', ['project', 'urls', 'home'], 3],
    ['a key of an inline table', ['project', 'readme', 'file'], 4],
    ['a table with a quoted name', ['tool', 'a.b'], 5],
    ['what no line has, by what stands above it', ['project', 'nothing'], 1],
    ['a table that only its parts name', ['tool'], 5],
    ['of a list of tables the first', ['tool', 'list', 'first'], 8],
  ])('%s', (_, path, line) => {
    expect(toml(text).read('x', ...path).from.line).toBe(line);
  });

  test('what is no TOML', () => {
    for (const bad of ['a = ', `a = ${'['.repeat(5000)}`, '[a\n'])
      expect(TomlManifest.read(new ManifestText(filePath('pyproject.toml'), bad))).toBeUndefined();
  });

  test('a file too long for a person has values and no places', () => {
    const long = toml(`${'# a comment\n'.repeat(20_000)}a = "x"\n`);
    expect(long.text('a')).toMatchObject({ is: 'x', from: { file: 'pyproject.toml' } });
    expect(long.text('a')?.from.line).toBeUndefined();
  });
});

describe('JSON', () => {
  test('comments, commas at the end and a mark at the beginning', () => {
    const text = '\ufeff// x\n{ "a": [1, "b",], /* y */ "c": {"d": null}, }';
    const root = readJson(text);
    const second = jsonAt(root, 'a')!.items[1]!;
    expect(text.slice(second.start, second.end)).toBe('"b"');
    expect(jsonAt(root, 'c', 'd')?.value).toBeNull();
  });

  test('what is none, or too deep', () => {
    for (const bad of ['', '{', '{"a" 1}', '{"a": 1} x', '[1 2]', '{a: 1}', '['.repeat(100), '['.repeat(200_000)])
      expect(readJson(bad)).toBeUndefined();
    expect(readJson(`${'['.repeat(100)}${']'.repeat(100)}`)).toBeUndefined();
  });
});

describe('XML', () => {
  test('is read with its texts and places', () => {
    const read = readXml('<?xml version="1.0"?><p><a x="1"> one </a><m:b/></p>')!;
    expect(read.children.map(({ name, text, attributes }) => [name, text, { ...attributes }])).toEqual([
      ['a', 'one', { x: '1' }],
      ['b', '', {}],
    ]);
  });

  test('is left at its first mistake, however many there are', () => {
    expect(readXml('<p><a></p>')).toBeUndefined();
    expect(readXml('<p>')).toBeUndefined();
    expect(readXml('<p>'.repeat(300) + '</p>'.repeat(300))).toBeUndefined();
    // Each character behind it would be a mistake of its own.
    expect(cpuSeconds(() => expect(readXml('<'.repeat(2_000_000))).toBeUndefined())).toBeLessThan(1);
  });
});
