// Reads that wait, from a program in place of `git cat-file --batch`.
import { Batch } from '../../src/git/blob-worker.js';

const batches: Batch[] = [];
afterEach(() => {
  for (const batch of batches.splice(0)) batch.close();
});

/** Answers one line after the other with itself, `late` after half a second, and ends at `end`. */
const ECHO = `
  const say = (text) => process.stdout.write('abc blob ' + text.length + '\\n' + text + '\\n');
  let rest = '';
  process.stdin.on('data', (chunk) => {
    const lines = (rest + chunk).split('\\n');
    rest = lines.pop();
    for (const line of lines) {
      if (line === 'end') process.exit();
      if (line === 'late') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
      if (line === 'none') process.stdout.write('none missing\\n');
      else say(line);
    }
  });`;

function echo(patience?: number): Batch {
  const batch = new Batch({ program: process.execPath, args: ['-e', ECHO], env: { PATH: process.env.PATH } }, patience);
  batches.push(batch);
  return batch;
}

function textOf(batch: Batch, line: string): string | undefined {
  const { bytes } = batch.ask(line);
  return bytes && Buffer.from(bytes).toString('utf8');
}

test('one answer for each question, whatever its length', () => {
  const batch = echo();
  const long = 'x'.repeat(300_000);
  expect(['one', 'none', long, '', 'two'].map((line) => textOf(batch, line))).toEqual([
    'one',
    undefined,
    long,
    '',
    'two',
  ]);
});

test('a program that ends is an error, and is started again for the next question', () => {
  const batch = echo();
  expect(() => batch.ask('end')).toThrow('git cat-file: it ended');
  expect(textOf(batch, 'one')).toBe('one');
});

test('an answer that comes too late is not taken for one to another question', async () => {
  const slow = echo(400);
  const other = echo();
  expect(textOf(slow, 'first')).toBe('first');
  expect(() => slow.ask('late')).toThrow('gave no answer');
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect([textOf(slow, 'one'), textOf(other, 'two'), textOf(slow, 'three')]).toEqual(['one', 'two', 'three']);
});
