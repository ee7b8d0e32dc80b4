import { filePath, followedBy, isStop, mapNonEmpty, nonEmpty, refusalAt, stop } from '../../src/model/index.js';

test('a reason against is told from all else, and has its place where it is given one', () => {
  const place = { file: filePath('Dockerfile') };
  expect(isStop(stop('windows', 'no'))).toBe(true);
  expect([isStop(undefined), isStop('windows'), isStop([]), isStop({ code: 'windows', message: '' })]).toEqual([
    false,
    false,
    false,
    false,
  ]);
  expect(stop('windows', 'no', place)).toEqual({ stop: 'windows', message: 'no', at: place });
  expect(stop('windows', 'no', undefined as object | undefined)).toEqual({ stop: 'windows', message: 'no' });
});

test('its refusal stands where the step would, without the place of the reason', () => {
  const step = { anchor: 'stage:a', at: { file: filePath('Dockerfile'), span: { start: 1, end: 2 } }, id: 'x' };
  expect(refusalAt(step, stop('windows', 'no', { other: true }))).toEqual({
    anchor: 'stage:a',
    at: step.at,
    code: 'windows',
    message: 'no',
  });
});

test('lists that hold something', () => {
  expect([nonEmpty([]), nonEmpty([1, 2])]).toEqual([undefined, [1, 2]]);
  expect(mapNonEmpty([1, 2], (each) => each * 2)).toEqual([2, 4]);
  expect([followedBy([], [3]), followedBy([1, 2], [3, 4])]).toEqual([[3], [1, 2, 3, 4]]);
});
