import { ledgerRows } from './campaign.js';
import type { FleetWorld } from './fleet-world.js';

/** Every repository of a campaign has one pull request, and the ledger has what the forge has. */
export function expectOpenedOnce({ fake, folder, names }: FleetWorld): void {
  const onForge = names.flatMap((name) =>
    fake
      .of(name)
      .shownPulls()
      .map(({ number, state, head }) => ({ name, number, state, head: head.sha })),
  );
  expect(onForge.map(({ name }) => name)).toEqual(names);
  expect(
    ledgerRows(
      folder,
      'SELECT r.name, p.number, p.state, p.head FROM pulls p JOIN repositories r ON r.id = p.repository ORDER BY r.id',
    ),
  ).toEqual(onForge);
  expect(ledgerRows(folder, 'SELECT DISTINCT outcome, lease_owner FROM openings')).toEqual([
    { outcome: 'opened', lease_owner: null },
  ]);
  expect(fake.mistakes).toEqual([]);
}
