import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openCampaign, parseCampaign } from '../../src/fleet/index.js';
import { removeTemporary, temporary } from '../support/temporary.js';

afterAll(removeTemporary);

test('what is not said has its default', () => {
  const settings = parseCampaign('version: 1\nname: Base images\nplan: {timeout: 60}\n');
  expect(settings).toEqual({
    name: 'Base images',
    sources: [],
    forks: false,
    open: {},
    plan: { timeout: 60, memory: 512, attempts: 3, recycle: 200, offline: false },
  });
});

test('mistakes are told with their places, in the order of the file', () => {
  const text = 'version: 1\nplan:\n  timout: 60\nlevel: bold\nsources:\n  - topic: images\n';
  expect(() => parseCampaign(text)).toThrow(
    [
      'campaign.yaml:3:3: unknown key "timout"; did you mean "timeout"?',
      'campaign.yaml:4:8: level: expected safe, review or unverified, found "bold"',
      'campaign.yaml:6:5: sources[0]: expected organisation, topic with forge, search with forge, csv or folder, and one of them',
    ].join('\n'),
  );
});

test('a source is of one kind', () => {
  const text = 'version: 1\nsources:\n  - {csv: a.csv, folder: clones}\n';
  expect(() => parseCampaign(text)).toThrow(/^campaign\.yaml:3:5: sources\[0\]: expected organisation/);
});

test('a folder without campaign.yaml is no campaign', () => {
  const folder = temporary();
  expect(() => openCampaign(folder)).toThrow(/campaign\.yaml: does not exist.*harden migrate init/);
  expect(existsSync(join(folder, 'campaign.db'))).toBe(false);
});

test('what a campaign knows is there when it is opened again', () => {
  const folder = temporary({ 'campaign.yaml': 'version: 1\n' });
  const first = openCampaign(folder);
  first.ledger.run('INSERT INTO repositories (url, name) VALUES (?, ?)', 'https://example.com/a/b', 'a/b');
  first.ledger.close();
  const second = openCampaign(folder);
  expect(second.ledger.all('SELECT url, state, team FROM repositories')).toEqual([
    { url: 'https://example.com/a/b', state: 'listed', team: '' },
  ]);
  second.ledger.close();
});

describe('a ledger', () => {
  test('keeps bytes, numbers, text and nothing', () => {
    const { ledger } = openCampaign(temporary({ 'campaign.yaml': 'version: 1\n' }));
    ledger.run("INSERT INTO repositories (url, name) VALUES ('u', 'n')");
    ledger.run('INSERT INTO plans VALUES (1, ?, ?, ?, ?, ?)', 'key', 7, 2, '{}', Buffer.from([0, 255]));
    expect(ledger.get('SELECT at, result FROM plans')).toEqual({ at: 7, result: new Uint8Array([0, 255]) });
    expect(ledger.get('SELECT reason FROM repositories')).toEqual({ reason: null });
    expect(ledger.get('SELECT reason FROM repositories WHERE id = 9')).toBeUndefined();
    ledger.close();
  });

  test('does all of a transaction or nothing, also of one inside of another', () => {
    const { ledger } = openCampaign(temporary({ 'campaign.yaml': 'version: 1\n' }));
    const add = (url: string): number => ledger.run('INSERT INTO repositories (url, name) VALUES (?, ?)', url, url);
    expect(() =>
      ledger.transaction(() => {
        add('a');
        ledger.transaction(() => add('b'));
        add('a');
      }),
    ).toThrow(/UNIQUE/);
    expect(ledger.all('SELECT * FROM repositories')).toEqual([]);
    expect(ledger.transaction(() => add('a'))).toBe(1);
    expect(ledger.all('SELECT url FROM repositories')).toEqual([{ url: 'a' }]);
    ledger.close();
  });

  test('holds no plan of a repository that is not there', () => {
    const { ledger } = openCampaign(temporary({ 'campaign.yaml': 'version: 1\n' }));
    expect(() => ledger.run("INSERT INTO rules VALUES (3, 'DL3008', 1, 1)")).toThrow(/FOREIGN KEY/);
    ledger.close();
  });

  test('of another version, or a file that is none, is refused', () => {
    const folder = temporary({ 'campaign.yaml': 'version: 1\n' });
    const { ledger } = openCampaign(folder);
    ledger.run('PRAGMA user_version = 99');
    ledger.close();
    expect(() => openCampaign(folder)).toThrow(/campaign\.db: is a ledger of version 99, and this harden reads 1/);
    const other = temporary({ 'campaign.yaml': 'version: 1\n', 'campaign.db': 'x'.repeat(5000) });
    expect(() => openCampaign(other)).toThrow(/campaign\.db: cannot be read as a ledger/);
    expect(readFileSync(join(other, 'campaign.db'), 'utf8')).toHaveLength(5000);
    writeFileSync(join(other, 'campaign.db'), '');
    openCampaign(other).ledger.close();
  });
});
