// Lines that are written over and over, and terminals that do not say how wide they are.
import { columnsOf, endLineOnSignal } from '../../src/cli/output.js';

test.each([
  [0, 100],
  [undefined, 100],
  [17, 17],
])('a terminal of %s columns is taken for one of %i', (known, columns) => expect(columnsOf(known)).toBe(columns));

test('a signal ends the line, and then the process as it would have', () => {
  const said: string[] = [];
  const kill = jest.spyOn(process, 'kill').mockImplementation(() => true);
  const before = process.listenerCount('SIGTERM');
  endLineOnSignal({ err: (text) => said.push(text) });
  process.emit('SIGTERM', 'SIGTERM');
  expect([said, kill.mock.calls]).toEqual([['\n'], [[process.pid, 'SIGTERM']]]);
  expect(process.listenerCount('SIGTERM')).toBe(before);
  endLineOnSignal({ err: (text) => said.push(text) })();
  expect([said.length, process.listenerCount('SIGTERM')]).toEqual([1, before]);
  kill.mockRestore();
});
