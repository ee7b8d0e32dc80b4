// The commands of a campaign that speak to a forge, from their words to the forge.
import { TOKEN } from '../forge/fake/server.js';
import { harden } from '../support/command.js';
import { approvedWorld, ledgerOf, type FleetWorld } from '../support/fleet-world.js';
import { removeTemporary } from '../support/temporary.js';

let world: FleetWorld;
beforeEach(async () => {
  world = await approvedWorld(4, 'open:\n  waves: [2, all]\n  check: false\n');
});
afterEach(async () => {
  expect(world.fake.mistakes).toEqual([]);
  await world.fake.close();
  removeTemporary();
});

function migrate(...argv: string[]) {
  return harden(world.folder, ['migrate', ...argv], { env: { HARDEN_FORGE_TOKEN: TOKEN, HARDEN_OFFLINE: '' } });
}

function pulls() {
  return world.names.flatMap((name) => world.of(name).pulls);
}

test('what would be opened is said, and nothing is done', async () => {
  const ran = await migrate('open', '--dry-run', '--forge', 'github');
  expect(ran).toMatchObject({ code: 0, err: '' });
  expect(ran.out).toMatch(
    /^would open acme\/r\d \(\w+\)\nwould open acme\/r\d \(\w+\)\n2 pull requests would be opened now\n$/,
  );
  const ledger = ledgerOf(world);
  expect(ledger.get('SELECT count(*) AS count FROM repositories WHERE wave IS NOT NULL')).toEqual({ count: 0 });
  ledger.close();
  expect(pulls()).toEqual([]);
});

test('opened, told, commented on, held back, closed, and found again without the ledger', async () => {
  const first = await migrate('open', '--forge', 'github');
  expect(first.code).toBe(0);
  expect(first.out).toMatch(
    /^2 pull requests opened, 0 looked at; wave all waits for wave canary: 0 of 2 are merged, and 2 have to be/,
  );
  expect(pulls()).toHaveLength(2);
  expect((await migrate('status', '--forge', 'github')).out).toMatch(/^wave canary: 2 repositories: 2 open$/m);

  // What is meant is said first; without an answer nothing is done.
  const meant = ['--where', 'state=open', '--forge', 'github'];
  const dry = await migrate('comment', '--text', 'Please look', ...meant, '--dry-run');
  expect(dry.out).toMatch(/#1: open, checks \w+, \w+ {2}http.*\n[^\n]*\nwould comment on 2 pull requests\n$/);
  expect(await migrate('comment', '--text', 'Please look', ...meant)).toMatchObject({
    code: 2,
    err: expect.stringContaining('this would comment on 2 pull requests; give --yes'),
  });
  expect(world.names.flatMap((name) => world.of(name).comments)).toEqual([]);
  for (const _ of [1, 2]) expect((await migrate('comment', '--text', 'Please look', ...meant, '--yes')).code).toBe(0);
  const said = world.names.flatMap((name) => world.of(name).comments);
  expect(said.map(({ body }) => body.includes('Please look'))).toEqual([true, true]);
  expect((await migrate('close', '--where', 'state=opne', '--forge', 'github')).err).toContain(
    '--where:1:7: state is never opne',
  );

  // A transform that is held back leaves what is open.
  const ledger = ledgerOf(world);
  const [row] = ledger.all<{ transforms: string }>('SELECT transforms FROM pulls');
  const [transform] = JSON.parse(row!.transforms) as string[];
  ledger.close();
  expect((await migrate('pause', transform!)).out).toBe(`transform ${transform} is held back\n`);
  expect((await migrate('pause', 'nonsense')).code).toBe(2);
  await migrate('open', '--forge', 'github');
  for (const { body, state } of pulls()) if (state === 'open') expect(body).not.toContain(`${transform}@`);

  const closed = await migrate('close', ...meant, '--yes');
  expect(closed.code).toBe(0);
  expect(pulls().filter(({ state }) => state === 'open')).toEqual([]);

  // The ledger is lost, but for the list and the plans.
  const lost = ledgerOf(world);
  const before = lost.all('SELECT repository, number, url, state, head, part FROM pulls ORDER BY repository');
  lost.run('DELETE FROM pulls');
  lost.run('UPDATE repositories SET wave = NULL');
  lost.close();
  expect(await migrate('recover', '--forge', 'github')).toMatchObject({
    code: 0,
    out: '2 pull requests in the ledger\n',
  });
  const found = ledgerOf(world);
  expect(found.all('SELECT repository, number, url, state, head, part FROM pulls ORDER BY repository')).toEqual(before);
  expect(found.all('SELECT DISTINCT wave FROM pulls')).toEqual([{ wave: 0 }]);
  found.close();
}, 180_000);

test('what could not be opened is tried again when somebody says so', async () => {
  for (const name of world.names) world.of(name).settings.isArchived = true;
  expect((await migrate('open', '--forge', 'github')).code).toBe(1);
  expect((await migrate('status', '--forge', 'github')).out).toContain('the repository is archived');
  for (const name of world.names) world.of(name).settings.isArchived = false;
  expect((await migrate('open', '--forge', 'github')).out).toContain('0 pull requests opened');
  expect((await migrate('retry', '--yes')).code).toBe(0);
  expect((await migrate('open', '--forge', 'github')).out).toMatch(/^2 pull requests opened/);
}, 180_000);

test('without a token nothing is marked as impossible', async () => {
  const ran = await harden(world.folder, ['migrate', 'open', '--forge', 'github'], { env: { HARDEN_OFFLINE: '' } });
  expect(ran).toMatchObject({ code: 2, err: expect.stringContaining('there is no token') });
  const ledger = ledgerOf(world);
  expect(ledger.all("SELECT * FROM openings WHERE outcome <> ''")).toEqual([]);
  ledger.close();
});
