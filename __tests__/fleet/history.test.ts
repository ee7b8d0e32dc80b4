import { openLedger, readHistory, recordHistory } from '../../src/fleet/index.js';

test('a point of the history is what was left when a run ended; a run that changed nothing has none', () => {
  const ledger = openLedger(':memory:');
  ledger.run("INSERT INTO repositories (url, name) VALUES ('a', 'a'), ('b', 'b')");
  ledger.run("INSERT INTO patterns VALUES ('p', 't', 'safe', 'T', '')");
  const step = (id: string, repository: number): number =>
    ledger.run("INSERT INTO steps VALUES (?, ?, ?, 't', 'safe', 'Dockerfile', 1, 'T', '[]', 'p')", repository, id, id);
  step('x', 1);
  step('y', 1);
  step('z', 2);
  recordHistory(ledger, 1000);
  recordHistory(ledger, 2000);
  ledger.run('DELETE FROM steps WHERE repository = 1');
  recordHistory(ledger, 3000);
  expect(readHistory(ledger)).toEqual([
    { at: 1000, repositories: 2, pending: 2, steps: 3 },
    { at: 3000, repositories: 2, pending: 1, steps: 1 },
  ]);
  ledger.close();
});
