// Where the repositories of a campaign come from.
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openCampaign } from '../../src/fleet/index.js';
import { cellOf, readList } from '../../src/fleet/sources/csv.js';
import { fakeForgejo } from '../forge/fake/forgejo.js';
import { TOKEN, type FakeForge } from '../forge/fake/server.js';
import { bareRepositories, campaignOver, ledgerRows } from '../support/campaign.js';
import { harden } from '../support/command.js';
import { removeTemporary, temporary } from '../support/temporary.js';

afterAll(removeTemporary);

const ROWS = 'SELECT name, branch, team, state, reason FROM repositories ORDER BY id';
const DOCKERFILE = { Dockerfile: 'FROM debian:12\nCMD curl localhost\n' };

describe('a table', () => {
  test('of columns in any order, with quotes, and what is no column of ours left alone', () => {
    const text = '\uFEFFteam,cost,url\r\n"a, ""b""",3,acme/shop\r\n\r\n,,https://x.example/a/b\r\n';
    expect(readList(text, 'list.csv')).toEqual([
      { address: 'acme/shop', line: 2, team: 'a, "b"' },
      { address: 'https://x.example/a/b', line: 4 },
    ]);
  });

  test('of an address a line', () => {
    expect(readList('# ours\nacme/shop\n\n  acme/web\n', 'list')).toEqual([
      { address: 'acme/shop', line: 2 },
      { address: 'acme/web', line: 4 },
    ]);
  });

  test.each([
    ['url,team\n,x\n', /^list\.csv:2:1: the row has no url/],
    ['url,team\n"acme/shop\n', /^list\.csv:2:1: a quote opens here that nothing closes/],
    ['url\n"acme"x\n', /^list\.csv:2:1: text follows a closing quote/],
    ['name,team\nx,y\n', /^list\.csv:1:1: the first line names no column url/],
  ])('%j is none', (text, message) => {
    expect(() => readList(text, 'list.csv')).toThrow(message);
  });

  test('that a spreadsheet reads holds no formula', () => {
    expect(['=1+1', '@x', '-1', 'a,b', 'a"b', 'plain'].map(cellOf)).toEqual([
      "'=1+1",
      "'@x",
      "'-1",
      '"a,b"',
      '"a""b"',
      'plain',
    ]);
  });
});

test('tables and clones are read again, and only what is new is added', async () => {
  const clones = bareRepositories({ api: DOCKERFILE, empty: DOCKERFILE });
  const folder = temporary({ 'list.csv': 'url,team\nfile:///nothing/here.git,core\n' });
  writeFileSync(join(clones, 'empty.git/HEAD'), 'ref: refs/heads/unborn\n');
  const words = ['migrate', 'init', '.', '--csv', 'list.csv', '--clones', clones];
  expect((await harden(folder, words)).code).toBe(0);
  const reason = expect.stringMatching(/^\/nothing\/here\.git: there is no such folder/);
  const rows = [
    { name: 'nothing/here', branch: null, team: 'core', state: 'cannot', reason },
    { name: 'api', branch: 'main', team: '', state: 'listed', reason: null },
    { name: 'empty', branch: null, team: '', state: 'cannot', reason: 'empty' },
  ];
  expect(ledgerRows(folder, ROWS)).toEqual(rows);
  cpSync(join(clones, 'api.git'), join(clones, 'web.git'), { recursive: true });
  expect((await harden(folder, ['migrate', 'init'])).err).toContain('3 repositories, 1 new');
  expect(ledgerRows(folder, ROWS)).toEqual([...rows, { ...rows[1], name: 'web' }]);
});

test('an address that is none, and no source at all, are told', async () => {
  const folder = temporary({ 'list.csv': 'url\nhttps://user:password@example.com/a/b\n' });
  const ran = await harden(folder, ['migrate', 'init', '.', '--csv', 'list.csv']);
  expect([ran.code, ran.err]).toEqual([2, expect.stringMatching(/^harden: list\.csv:2:1: the address is none/)]);
  expect(ran.err).not.toContain('password@');
  const other = await harden(temporary(), ['migrate', 'init']);
  expect([other.code, other.err]).toEqual([
    2,
    expect.stringMatching(/^harden: no source is named; give --organisation/),
  ]);
});

test('a team is that of the table, else of CODEOWNERS', async () => {
  const clones = bareRepositories({
    api: { ...DOCKERFILE, CODEOWNERS: '*.js @acme/web\n* @acme/core ann@example.org # all\n' },
    web: {
      ...{
        'docs/Dockerfile': DOCKERFILE.Dockerfile,
        'a/Dockerfile': DOCKERFILE.Dockerfile,
        'b/Dockerfile': DOCKERFILE.Dockerfile,
      },
      '.github/CODEOWNERS':
        '/docs @acme/docs\n/a @acme/web\n/b @acme/web\n* @acme/none\n/docs @acme/docs\n/a @acme/web\n/b @acme/web\n',
    },
    yard: { ...DOCKERFILE, '.forgejo/CODEOWNERS': '.* @acme/yard\n' },
    lone: { ...DOCKERFILE, CODEOWNERS: '/elsewhere @acme/web\n' },
  });
  const folder = campaignOver(clones);
  await harden(folder, ['migrate', 'init']);
  const { ledger } = openCampaign(folder);
  const url = ledger.get<{ url: string }>('SELECT url FROM repositories')!.url;
  ledger.close();
  await harden(folder, ['migrate', 'plan']);
  const team = 'SELECT team FROM repositories ORDER BY id';
  expect(ledgerRows(folder, team)).toEqual([
    { team: 'acme/core' },
    { team: '' },
    { team: 'acme/web' },
    { team: 'acme/yard' },
  ]);
  writeFileSync(join(folder, 'list.csv'), `url,team\n${url},payments\n`);
  await harden(folder, ['migrate', 'init', '.', '--csv', 'list.csv']);
  expect(ledgerRows(folder, team)).toEqual([
    { team: 'payments' },
    { team: '' },
    { team: 'acme/web' },
    { team: 'acme/yard' },
  ]);
});

describe('a forge', () => {
  const env = { HARDEN_FORGE_TOKEN: TOKEN, HARDEN_OFFLINE: '' };
  let fake: FakeForge;
  // A server that goes on would keep a run going that has failed.
  afterEach(() => fake.close());

  test('lists an organisation; what is archived or a fork is left, and the rest fetched and planned from a mirror', async () => {
    const clones = bareRepositories({ 'acme/shop': DOCKERFILE });
    fake = await fakeForgejo(clones);
    fake.listed.push(
      { name: 'old', archived: true, fork: false },
      { name: 'copy', archived: false, fork: true },
      { name: 'gone', archived: false, fork: false },
    );
    const folder = temporary();
    const init = await harden(folder, ['migrate', 'init', '.', '--organisation', `${fake.address}/acme`], { env });
    expect([init.code, init.err]).toEqual([0, expect.stringContaining('/acme: 4 repositories, 4 new')]);
    expect(ledgerRows(folder, 'SELECT name, organisation, state, reason FROM repositories ORDER BY id')).toEqual([
      { name: 'acme/shop', organisation: 'acme', state: 'listed', reason: null },
      { name: 'acme/old', organisation: 'acme', state: 'cannot', reason: 'archived' },
      { name: 'acme/copy', organisation: 'acme', state: 'cannot', reason: 'fork' },
      { name: 'acme/gone', organisation: 'acme', state: 'cannot', reason: expect.stringMatching(/^out of reach: /) },
    ]);
    const plan = await harden(folder, ['migrate', 'plan', '--offline'], { env });
    expect([plan.code, plan.out]).toEqual([0, expect.stringMatching(/ 1 have steps\n/)]);
    expect(readFileSync(join(folder, 'repositories.csv'), 'utf8')).not.toContain(TOKEN);
    expect(fake.mistakes).toEqual([]);
  });

  test('that refuses is told, and the campaign is there all the same', async () => {
    fake = await fakeForgejo(bareRepositories({ 'acme/shop': DOCKERFILE }));
    const folder = temporary();
    fake.fail('repositories', { status: 403, body: { message: 'not for you' } });
    const words = ['migrate', 'init', '.', '--organisation', `${fake.address}/acme`];
    const first = await harden(folder, words, { env });
    expect([first.code, first.err]).toEqual([1, expect.stringMatching(/\/acme: .*not for you/)]);
    const second = await harden(folder, ['migrate', 'init'], { env });
    expect([second.code, second.err]).toEqual([0, expect.stringContaining('/acme: 1 repository, 1 new')]);
  });
});
