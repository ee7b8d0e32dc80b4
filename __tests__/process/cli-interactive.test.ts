// `harden fix --interactive` with a person whose answers are given.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Frame } from '../../src/run/index.js';
import { commitAll, harden, person, treeOf } from '../support/command.js';
import { removeTemporary, temporary } from '../support/temporary.js';

afterEach(removeTemporary);

const DOCKERFILE = 'FROM alpine:3.20\nMAINTAINER me <a@b.c>\nENV A b\n';
// In this order: env-equals, maintainer-label.
const ARGV = ['fix', '-i', '--only', 'env-equals,maintainer-label'];
const LABEL = 'LABEL org.opencontainers.image.authors="me <a@b.c>"';
const quit = Object.assign(new Error('SIGINT'), { name: 'ExitPromptError' });

function repository(files: Record<string, string> = { Dockerfile: DOCKERFILE }): string {
  return commitAll(temporary(files));
}

const cases: readonly [string, readonly unknown[], number, string][] = [
  ['accept both', ['accept', 'accept'], 0, `FROM alpine:3.20\n${LABEL}\nENV A=b\n`],
  ['accept all', ['all'], 0, `FROM alpine:3.20\n${LABEL}\nENV A=b\n`],
  ['reject the first', ['reject', 'accept'], 0, `FROM alpine:3.20\n${LABEL}\nENV A b\n`],
  ['reject the second', ['accept', 'reject'], 0, 'FROM alpine:3.20\nMAINTAINER me <a@b.c>\nENV A=b\n'],
  ['reject both', ['reject', 'reject'], 0, DOCKERFILE],
  ['stop after one', ['accept', 'stop'], 0, 'FROM alpine:3.20\nMAINTAINER me <a@b.c>\nENV A=b\n'],
  ['stop at once', ['stop'], 0, DOCKERFILE],
  ['accept all of one transform', ['same', 'reject'], 0, 'FROM alpine:3.20\nMAINTAINER me <a@b.c>\nENV A=b\n'],
  ['take all of one transform back', ['same', 'back', 'reject', 'accept'], 0, `FROM alpine:3.20\n${LABEL}\nENV A b\n`],
  ['take an answer back', ['accept', 'back', 'reject', 'accept'], 0, `FROM alpine:3.20\n${LABEL}\nENV A b\n`],
  [
    'take a rejection back, twice',
    ['reject', 'back', 'reject', 'back', 'all'],
    0,
    `FROM alpine:3.20\n${LABEL}\nENV A=b\n`,
  ],
  [
    'find another step and decide it first',
    ['find', 'maintainer-label@stage:0', 'accept', 'reject'],
    0,
    `FROM alpine:3.20\n${LABEL}\nENV A b\n`,
  ],
  ['quit after one', ['accept', 'quit'], 0, DOCKERFILE],
  ['Ctrl-C after one', ['accept', quit], 2, DOCKERFILE],
  [
    'explain, then accept',
    ['explain', 'accept', 'explain', 'reject'],
    0,
    'FROM alpine:3.20\nMAINTAINER me <a@b.c>\nENV A=b\n',
  ],
];
test.each(cases)('%s', async (_, answers, code, after) => {
  const root = repository();
  const ran = await harden(root, ARGV, person(answers));
  expect([ran.code, treeOf(root)]).toEqual([code, { Dockerfile: after }]);
  expect(ran.err).toContain('1/2');
  expect(ran.err).toContain('+ ENV A=b');
});

test('rejecting plans the rest again, and is reported', async () => {
  // Cleaning the lists stands on the joined RUN; without the join there is another step, or none.
  const root = repository({ Dockerfile: 'FROM debian:12\nRUN apt-get update\nRUN apt-get install -y curl\n' });
  const argv = ['fix', '-i', '--only', 'join-apt-update,clean-apt-lists'];
  const joined = await harden(root, [...argv, '--dry-run'], person(['accept', 'accept']));
  expect(joined.out).toContain('2 steps in 1 file');
  expect(joined.err).toContain('+ RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*');
  const alone = await harden(root, [...argv, '--dry-run'], person(['reject', 'all']));
  expect(alone.err).not.toContain('rm -rf /var/lib/apt/lists');
  expect(alone.out).toMatch(/Rejected \(1\)\n.*join-apt-update/);
});

test('what cannot be planned again after an answer is told, and what was taken is written', async () => {
  const root = repository();
  const run = Frame.prototype.run;
  let answered = false;
  const spy = jest.spyOn(Frame.prototype, 'run').mockImplementation(function (this: Frame, work) {
    return answered ? { fault: { kind: 'time', at: '', limit: 60 } } : run.call(this, work);
  });
  const answers = person(['edit'], (_path, text) => {
    answered = true;
    return text;
  });
  const ran = await harden(root, ARGV, answers);
  spy.mockRestore();
  expect([ran.code, treeOf(root)]).toEqual([2, { Dockerfile: 'FROM alpine:3.20\nMAINTAINER me <a@b.c>\nENV A=b\n' }]);
  expect(ran.out + ran.err).toContain('Dockerfile: planning took longer than the limit of 60 s');
});

test('explain prints the page of the transform', async () => {
  const ran = await harden(repository(), ARGV, person(['explain', 'quit']));
  expect(ran.err).toContain('# env-equals\n');
  expect(ran.err).toMatch(/harden: nothing was written\n$/);
});

describe('edit', () => {
  test('what the person wrote stands, and the transform does not write it over', async () => {
    const root = repository();
    let seen = '';
    const edit = (path: string, text: string): string => {
      seen = `${path}: ${text}`;
      return text.replace('ENV A=b', 'ENV A mine');
    };
    const ran = await harden(root, ARGV, person(['edit', 'accept'], edit));
    expect(seen).toBe('Dockerfile: FROM alpine:3.20\nMAINTAINER me <a@b.c>\nENV A=b\n');
    expect([ran.code, treeOf(root)]).toEqual([0, { Dockerfile: `FROM alpine:3.20\n${LABEL}\nENV A mine\n` }]);
  });

  test('the steps that follow are shown where they stand on disk', async () => {
    const root = repository();
    const edit = (_path: string, text: string): string => text.replace('MAINTAINER', '# one\n# two\nMAINTAINER');
    const ran = await harden(root, [...ARGV, '--dry-run', '--format', 'json'], person(['edit', 'accept'], edit));
    const [{ steps }] = JSON.parse(ran.out).groups;
    expect(steps).toMatchObject([
      { transform: 'env-equals', at: { line: 3 } },
      { transform: 'maintainer-label', at: { line: 2 } },
    ]);
    expect(ran.err).toMatch(/^ +2 - MAINTAINER me <a@b.c>$/m);
  });

  test.each([
    ['does not parse', (): string => 'FROM a\nRUN <<E\n', /not taken: Dockerfile:2:\d+: /],
    ['is not saved', (): undefined => undefined, /the editor failed, so the step is not taken; VISUAL or EDITOR/],
  ])('what %s is asked again', async (_, edit, message) => {
    const root = repository();
    const ran = await harden(root, ARGV, person(['edit', 'reject', 'accept'], edit));
    expect(ran.err).toMatch(message);
    expect([ran.code, treeOf(root)]).toEqual([0, { Dockerfile: `FROM alpine:3.20\n${LABEL}\nENV A b\n` }]);
  });
});

test('file after file: accept all and stop go on from where they were said', async () => {
  const files = { 'a/Dockerfile': DOCKERFILE, 'b/Dockerfile': DOCKERFILE, 'c/Dockerfile': DOCKERFILE };
  const all = repository(files);
  await harden(all, ARGV, person(['reject', 'reject', 'all']));
  expect(treeOf(all)['a/Dockerfile']).toBe(DOCKERFILE);
  expect(treeOf(all)['c/Dockerfile']).toContain('ENV A=b');
  const stop = repository(files);
  await harden(stop, ARGV, person(['accept', 'accept', 'stop']));
  expect(treeOf(stop)['a/Dockerfile']).toContain('ENV A=b');
  expect(treeOf(stop)['b/Dockerfile']).toBe(DOCKERFILE);
});

test('one transform is accepted in every file that follows', async () => {
  const root = repository({ 'a/Dockerfile': DOCKERFILE, 'b/Dockerfile': DOCKERFILE });
  await harden(root, ARGV, person(['same', 'reject', 'reject']));
  expect(Object.values(treeOf(root))).toEqual(Array(2).fill('FROM alpine:3.20\nMAINTAINER me <a@b.c>\nENV A=b\n'));
});

test('the last answer is taken back where it was about other files, and what came after is asked anew', async () => {
  const root = repository({ 'a/Dockerfile': DOCKERFILE, 'b/Dockerfile': DOCKERFILE });
  await harden(root, ARGV, person(['accept', 'accept', 'back', 'reject', 'accept', 'reject']));
  expect(treeOf(root)).toEqual({
    'a/Dockerfile': 'FROM alpine:3.20\nMAINTAINER me <a@b.c>\nENV A=b\n',
    'b/Dockerfile': 'FROM alpine:3.20\nMAINTAINER me <a@b.c>\nENV A=b\n',
  });
});

test('a step that rests on others cannot come first', async () => {
  const root = repository({ Dockerfile: 'FROM debian:12\nRUN apt-get update\nRUN apt-get install -y curl\n' });
  const argv = ['fix', '-i', '--only', 'join-apt-update,clean-apt-lists', '--dry-run'];
  const ran = await harden(root, argv, person(['find', 'clean-apt-lists@stage:0', 'all']));
  expect(ran.err).toContain('it rests on steps before it, so they are asked first');
  expect(ran.out).toContain('2 steps in 1 file');
});

test('with --output and --commits', async () => {
  const root = repository();
  await harden(root, [...ARGV, '-o', 'x.patch'], person(['reject', 'accept']));
  expect(treeOf(root)['x.patch']).toContain(`+${LABEL}\n`);
  expect(treeOf(root)['x.patch']).not.toContain('+ENV');
  await harden(root, [...ARGV, '--commits'], person(['reject', 'accept']));
  expect(treeOf(root).Dockerfile).toBe(`FROM alpine:3.20\n${LABEL}\nENV A b\n`);
});

test('what may not be written is not asked about', async () => {
  const root = temporary({ Dockerfile: DOCKERFILE });
  const outside = await harden(root, ARGV, person([false]));
  expect(outside).toEqual({ code: 2, out: '', err: 'harden: nothing was written\n' });
  expect((await harden(root, ARGV, person([true, 'all']))).err).toMatch(
    /harden: Applied 2 steps in 1 file: 2 safe\b.*\n$/,
  );
  const dirty = repository();
  writeFileSync(join(dirty, 'Dockerfile'), `${DOCKERFILE}# x\n`);
  expect((await harden(dirty, ARGV, person([]))).err).toContain('Dockerfile (modified)');
});
