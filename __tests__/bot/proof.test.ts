// What a report says of steps: of those that were tried together, and of no others.
import { isProof, outcomesIn, readProof, type Proof } from '../../src/bot-run/proof.js';

const GROUP = { outcome: 'healed', open: [], images: [], runs: [], notes: [], kept: false };

/** Of a group `a`, in which `held` held and `broke` broke. */
function proof(): Proof {
  const broken = [{ id: 'broke', title: 'T', failures: [{ says: 'it ends', excerpt: '' }] }];
  const report = {
    tool: { version: '1' },
    groups: [{ id: 'a', steps: [{ id: 'held', diff: '-', verified: true }] }],
    verification: { engine: 'Docker 26', groups: [{ ...GROUP, group: 'a', broken }] },
  };
  const read = readProof(JSON.stringify(report), '1');
  if (!isProof(read)) throw new Error(read.why);
  return read;
}

test.each([
  [['held', 'broke'], ['broke']],
  // What broke may have been the fault of a step that is not proposed, or be the fault of one that was not tried.
  [['broke'], []],
  [['held', 'broke', 'other'], []],
  [['other', 'broke'], []],
])('of %j it says that %j broke', (ids, broken) => {
  const tried = ids.map((id) => ({ id, group: 'a', diff: '-', isUnverified: false }));
  const outcome = outcomesIn(proof(), tried);
  expect(ids.filter((id) => outcome('a', id) === 'fell')).toEqual(broken);
});

test.each([
  ['{"tool":{"version":"1"},"groups":[]}', 'nothing was built or run'],
  ['{"tool":{"version":"1"},"groups":[{"id":"a","steps":[{"id":"b"}]}]}', 'its report cannot be read'],
])('%s', (text, why) => {
  expect(readProof(text, '1')).toEqual({ why });
});
