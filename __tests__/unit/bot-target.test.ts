// Which forge an address leads to, and whose token goes there.
import { isFault, type Ration } from '../../src/forge/index.js';
import { ConfigError } from '../../src/model/index.js';
import { targetOf } from '../../src/cli/bot/connect.js';

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
  const target = targetOf(env, address, flags);
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
] as const)('%s with %j is refused', (address, env, flags, message) => {
  expect(() => targetOf(env, address, flags)).toThrow(ConfigError);
  expect(() => targetOf(env, address, flags)).toThrow(message);
});

test('an app has a token for a repository, which it is asked for', () => {
  const env = {
    HARDEN_GITHUB_APP_ID: '1',
    HARDEN_GITHUB_APP_PRIVATE_KEY: '-----BEGIN PRIVATE KEY-----\\nx\\n-----END PRIVATE KEY-----',
    GITHUB_TOKEN: 't',
  };
  expect(targetOf(env, 'acme/shop', {}).isOfApp).toBe(true);
});
