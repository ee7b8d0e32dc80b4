import { anyOf, exactPattern, partPattern, wordList, wordPattern, words } from '../../src/model/index.js';

test('words stand between blanks and line ends', () => {
  expect(wordList('apt apt-get\n  aptitude ')).toEqual(['apt', 'apt-get', 'aptitude']);
  expect(words(' \n').size).toBe(0);
});

test.each<[string, boolean]>([
  ['run: trivy image', true],
  ['g++ a.cc', false],
  ['uses: aquasecurity/trivy-action', true],
  ['trivyx', false],
  ['TRIVY', false],
  ['cargo.lock', true],
  ['cargoXlock', false],
])('a word is found only where it stands alone: %s', (text, found) => {
  expect(wordPattern('trivy cargo.lock').test(text)).toBe(found);
});

test('flags count for every word', () => {
  expect(wordPattern('trivy grype', { flags: 'i' }).test('GRYPE dir:.')).toBe(true);
});

test('anyOf fits where one pattern does, with the flags of all', () => {
  const pattern = anyOf(/^apt$/i, /\byum\b/i);
  expect(['APT', 'x yum', 'apt-get', 'yumx'].map((text) => pattern.test(text))).toEqual([true, true, false, false]);
  expect(() => anyOf(/a/i, /b/)).toThrow('/b/ has other flags than /a/i');
});

test('exactly fits the whole text, and what is no word beside them', () => {
  const name = exactPattern('setup.py cc', { also: [/clang(?:-\d+)?/], flags: 'i' });
  expect(['setup.py', 'CC', 'clang-19', 'setupXpy', 'gcc', 'clang-x'].map((text) => name.test(text))).toEqual([
    true,
    true,
    true,
    false,
    false,
    false,
  ]);
});

test('partPattern finds a word inside of others, and between what is asked for', () => {
  expect(partPattern('c++ .save').test('df.savefig')).toBe(true);
  const ending = partPattern('tar gz', { before: /\./, after: /$/ });
  expect(['a.tar.gz', 'a.gzip', 'gz'].map((text) => ending.test(text))).toEqual([true, false, false]);
});
