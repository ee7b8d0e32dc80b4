import {
  absoluteIn,
  contextPath,
  imageChild,
  imageParent,
  imagePathFrom,
  normalisePath,
} from '../../src/dockerfile/index.js';
import {
  baseName,
  child,
  descend,
  filePath,
  firstName,
  folderPath,
  isWithin,
  parent,
  splitPath,
  pathFrom,
  resolveFile,
  resolveIn,
  upwards,
} from '../../src/model/index.js';

const A = folderPath('a');
const AB = filePath('a/b');

test('paths are put together and taken apart', () => {
  expect([child('', 'x'), child(AB, 'x')]).toEqual(['x', 'a/b/x']);
  expect([parent(AB), parent(A), parent('')]).toEqual(['a', '', '']);
  expect([baseName('a/b.c'), baseName('b'), firstName('a/b'), firstName('b')]).toEqual(['b.c', 'b', 'a', 'b']);
  expect(upwards(filePath('a/b/c'))).toEqual(['a/b/c', 'a/b', 'a', '']);
  expect(splitPath('src/*.rs')).toEqual({ folder: 'src/', name: '*.rs' });
  expect(splitPath('go.*')).toEqual({ folder: '', name: 'go.*' });
});

test('below is by whole names', () => {
  expect(isWithin('app2', 'app')).toBe(false);
  expect(isWithin('app', 'app')).toBe(true);
  expect(isWithin('app/x', 'app')).toBe(true);
  expect(isWithin('x', '')).toBe(true);
  expect(isWithin('/x', '/')).toBe(true);
  expect([pathFrom('', AB), pathFrom(A, AB), pathFrom(AB, AB), pathFrom(AB, A)]).toEqual(['a/b', 'b', '', undefined]);
});

test.each<[string, string | undefined]>([
  ['./x', 'a/b/x'],
  ['../x//y/.', 'a/x/y'],
  ['..\\x', 'a/x'],
  ['../..', ''],
  ['../../..', undefined],
  ['/x', undefined],
  ['~/x', undefined],
  ['https://x', undefined],
  ['C:/x', undefined],
  ['x/$Y', undefined],
])('%s leads to %s', (written, expected) => {
  expect(resolveIn(AB, written)).toBe(expected);
  expect(resolveFile(AB, written)).toBe(expected || undefined);
});

test('a source of COPY does not leave its context', () => {
  expect([descend(AB, '/x/../y'), contextPath(AB, '.'), contextPath(AB, '../x')]).toEqual(['a/b/y', 'a/b', undefined]);
});

test('paths of an image are absolute', () => {
  expect([normalisePath('/a/../../b//c/.'), normalisePath('x')]).toEqual(['/b/c', '/x']);
  expect([
    absoluteIn('x', '/a'),
    absoluteIn('/x', undefined),
    absoluteIn('x', undefined),
    absoluteIn('$X', '/a'),
  ]).toEqual(['/a/x', '/x', undefined, undefined]);
  expect([imageChild('/', 'x'), imageChild('/a', 'x')]).toEqual(['/x', '/a/x']);
  expect([imageParent('/a/b'), imageParent('/a')]).toEqual(['/a', '/']);
  expect([imagePathFrom('/', '/a'), imagePathFrom('/a', '/a'), imagePathFrom('/a', '/ab')]).toEqual([
    'a',
    '',
    undefined,
  ]);
});
