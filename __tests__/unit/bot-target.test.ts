// Which forge an address leads to, and whose token goes there.
import { isFault, type Ration } from '../../src/forge/index.js';
import { ConfigError } from '../../src/model/index.js';
import { targetOf } from '../../src/cli/bot/connect.js';
import { fakePagure } from '../forge/fake/pagure.js';
import { TOKEN } from '../forge/fake/server.js';
import { fixture } from '../forge/fixture.js';
import { removeTemporary } from '../support/temporary.js';

test.each([
  ['acme/shop', { GITHUB_TOKEN: 't' }, {}, 'github', 'https://github.com', 'x-access-token'],
  ['https://gitlab.com/acme/a/shop', { GITLAB_TOKEN: 't' }, {}, 'gitlab', 'https://gitlab.com', 'oauth2'],
  [
    'acme/a/shop',
    { GITLAB_TOKEN: 't', CI_SERVER_URL: 'https://git.example.com' },
    { server: 'https://git.example.com', forge: 'gitlab' },
    'gitlab',
    'https://git.example.com',
    'oauth2',
  ],
  ['https://codeberg.org/acme/shop', { FORGEJO_TOKEN: 't' }, {}, 'forgejo', 'https://codeberg.org', 'harden'],
  [
    'acme/shop',
    { HARDEN_FORGE_TOKEN: 't', FORGEJO_TOKEN: 'other' },
    { server: 'https://git.example.com', forge: 'forgejo' },
    'forgejo',
    'https://git.example.com',
    'harden',
  ],
] as const)('%s with %j and %j', async (address, env, flags, kind, origin, user) => {
  const target = await targetOf(env, address, flags);
  expect([target.kind, target.origin, target.isOfApp]).toEqual([kind, origin, false]);
  const connected = await target.connect(new Map<string, Ration>());
  if (isFault(connected)) throw new Error(connected.why);
  expect(connected.forge.kind).toBe(kind);
  expect(connected.remote.address).not.toContain('t@');
  expect(connected.remote.credential).toEqual({ kind: 'basic', user, password: 't' });
});

test.each([
  ['https://git.example.com/acme/shop', { GITLAB_TOKEN: 't' }, { forge: 'gitlab' }, /set HARDEN_FORGE_TOKEN$/],
  ['https://git.example.com/acme/shop', { HARDEN_GITHUB_APP_ID: '1' }, { forge: 'github' }, /set HARDEN_FORGE_TOKEN$/],
  ['acme/shop', { HARDEN_GITHUB_APP_ID: '1' }, {}, /HARDEN_GITHUB_APP_PRIVATE_KEY is not the private key/],
  ['https://bitbucket.org/acme/shop', { HARDEN_FORGE_TOKEN: 't' }, {}, /bitbucket is not supported; github, gitlab/],
] as const)('%s with %j is refused', async (address, env, flags, message) => {
  const refused = targetOf(env, address, flags);
  await expect(refused).rejects.toThrow(ConfigError);
  await expect(refused).rejects.toThrow(message);
});

test('an app has a token for a repository, which it is asked for', async () => {
  const env = {
    HARDEN_GITHUB_APP_ID: '1',
    HARDEN_GITHUB_APP_PRIVATE_KEY: '-----BEGIN PRIVATE KEY-----\\nx\\n-----END PRIVATE KEY-----',
    GITHUB_TOKEN: 't',
  };
  expect((await targetOf(env, 'acme/shop', {})).isOfApp).toBe(true);
});

test('a server that does not say what it is by its name is asked, unless nothing may be', async () => {
  const fake = await fakePagure(fixture().folder());
  const address = `${fake.address}/acme/shop`;
  const env = { HARDEN_FORGE_TOKEN: TOKEN };
  await expect(targetOf({ ...env, HARDEN_OFFLINE: '1' }, address, {})).rejects.toThrow(/does not say which forge/);
  expect(fake.requests).toEqual([]);
  const target = await targetOf(env, address, {});
  expect(target.kind).toBe('pagure');
  // Who git says it is has to be the account.
  const connected = await target.connect(new Map<string, Ration>());
  if (isFault(connected)) throw new Error(connected.why);
  expect(connected.remote).toEqual({
    address: `${address}.git`,
    credential: { kind: 'basic', user: 'harden-bot', password: TOKEN },
  });
  await fake.close();
  removeTemporary();
});
