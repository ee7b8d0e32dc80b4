import type * as client from '../../src/forge/github/client.js';
import { playCampaign } from '../support/fleet-story.js';
import { removeTemporary } from '../support/temporary.js';

// GitHub asks for a second between requests that write, which nobody waits for here.
jest.mock('../../src/forge/github/client.js', () => {
  const actual = jest.requireActual<typeof client>('../../src/forge/github/client.js');
  const clientOf: typeof client.clientOf = (options) => actual.clientOf({ ...options, isPaced: false });
  return { ...actual, clientOf };
});

afterAll(removeTemporary);

test('a campaign of sixteen repositories, from the list of an organisation until all is merged', async () => {
  await playCampaign(16);
}, 300_000);
