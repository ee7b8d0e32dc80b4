// One application with three needs that no reader of its source sees, through `fix --level unverified --verify`: what `fix`
// alone writes breaks it. `npm run bench:proof` does the same with every application.
import { describeInLab } from './support/lab.js';
import { left } from './support/left.js';
import { NEEDY } from './support/needy.js';
import { tryApp } from './support/proof.js';

describeInLab('proof', ['python:3.12', 'python:3.12-slim'], () => {
  afterAll(() => expect(left()).toEqual([]));

  test('a library, an account and a read-only root are each mended by what the log says', async () => {
    const app = NEEDY.find(({ name }) => name === 'py-press')!;
    const result = (await tryApp(app, 'plain', () => false))!;
    process.stderr.write(`${app.name}: ${result.repairs.length} steps repaired, ${result.seconds} s\n`);
    // Which is mended first is up to what the logs point to.
    const outcomes = result.repairs.map(({ transform, outcome }) => [transform, outcome]).sort();
    expect(outcomes).toEqual(app.repairs.map((transform) => [transform, 'holds']).sort());
    const wrote = Object.fromEntries(
      result.repairs.map(({ transform, rounds }) => [transform, rounds.flatMap((round) => round.wrote).join('\n')]),
    );
    expect(wrote).toMatchObject({
      'use-slim-base': expect.stringContaining('libxslt1.1'),
      'add-app-user': expect.stringMatching(/-o app -g app [^\n]*\/var\/cache\/press/),
      'read-only-root': expect.stringContaining('- /srv/press/.cache'),
    });
    expect(result.left).toEqual([]);
    expect(result.kept.every(({ by }) => by.includes('answered') && by.includes('restarted'))).toBe(true);
    expect(result.wrong).toEqual([]);
    expect(result.after).toMatchObject({ asked: 4, answered: 4, users: ['10001'], stop: result.before.stop });
    expect(result.after!.size).toBeLessThan(result.before.size / 2);
  });
});
