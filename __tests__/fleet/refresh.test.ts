// What a campaign asks of forges where one of them wants a pause, or a repository is on none.
import { openLedger, type Database } from '../../src/fleet/index.js';
import { recoverPulls, refreshPulls, type Bringing } from '../../src/fleet-publish/index.js';
import type { Fault } from '../../src/forge/index.js';

let ledger: Database;
let asked: string[];
beforeEach(() => {
  ledger = openLedger(':memory:');
  asked = [];
});
afterEach(() => ledger.close());

/** Speaks to nobody: every address has a fault. */
function bringing(faultOf: (url: string) => Fault): Bringing {
  return {
    ledger,
    now: () => new Date(),
    connect: async (url) => {
      asked.push(url);
      return faultOf(url);
    },
  };
}

function add(url: string): void {
  ledger.run('INSERT INTO repositories (url, name) VALUES (?, ?)', url, url);
  ledger.run(
    `INSERT INTO pulls (repository, part, branch, number, url, state, ci, review, head, opened_at, updated_at, steps)
     SELECT id, 'main', 'harden/main', 1, url, 'open', 'none', 'none', '', 0, 0, '[]' FROM repositories WHERE url = ?`,
    url,
  );
}

test('a server that wants a pause is asked no more, and the others are', async () => {
  for (const url of ['https://a.example/x/1', 'https://a.example/x/2', 'https://b.example/x/3']) add(url);
  const faultOf = (url: string): Fault =>
    url.startsWith('https://a.example/')
      ? { fault: 'rate-limited', why: 'later', until: new Date() }
      : { fault: 'cannot', why: 'no' };
  const faults = await refreshPulls(bringing(faultOf));
  expect(asked).toEqual(['https://a.example/x/1', 'https://b.example/x/3']);
  expect(faults.map(({ name, fault }) => [name, fault.why])).toEqual([
    ['https://a.example/x/1', 'later'],
    ['https://b.example/x/3', 'no'],
  ]);
});

test('pull requests are looked for on forges, and not in the clones of this machine', async () => {
  add('file:///srv/clones/shop.git');
  add('https://a.example/x/1');
  const { faults } = await recoverPulls(
    bringing(() => ({ fault: 'cannot', why: 'no' })),
    [],
  );
  expect(asked).toEqual(['https://a.example/x/1']);
  expect(faults).toHaveLength(1);
});
