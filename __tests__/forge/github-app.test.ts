// An app of GitHub: its key gives a token for one repository.
import { generateKeyPairSync } from 'node:crypto';
import { appKeyIn, appToken, gitHub, isFault } from '../../src/forge/index.js';
import { removeTemporary } from '../support/temporary.js';
import { done } from './contract.js';
import { fakeGitHub } from './fake/github.js';
import { APP } from './fake/github-app.js';
import type { FakeForge } from './fake/server.js';
import { fixture } from './fixture.js';

const REPO = { owner: 'acme', name: 'shop' };
const keys = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  // As GitHub hands them out.
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
});
const ENVIRONMENT = {
  HARDEN_GITHUB_APP_ID: String(APP.id),
  HARDEN_GITHUB_APP_PRIVATE_KEY: keys.privateKey.replaceAll('\n', '\\n'),
};

let fake: FakeForge;

beforeAll(async () => {
  fake = await fakeGitHub(fixture().folder(), { appKey: keys.publicKey });
});

afterAll(async () => {
  await fake.close();
  removeTemporary();
  expect(fake.mistakes).toEqual([]);
});

function options() {
  return { origin: fake.address, userAgent: 'harden', isPaced: false, retries: 0 };
}

function keyOf(environment: Readonly<Record<string, string>>) {
  const key = appKeyIn(environment);
  if (key === undefined || isFault(key)) throw new Error('no key');
  return key;
}

test('the key of an app gives a token, and whose it is is told', async () => {
  const { token, expiresAt } = await done(appToken(keyOf(ENVIRONMENT), REPO, options()));
  expect(token).toBe(APP.token);
  expect(expiresAt.getTime()).toBeGreaterThan(Date.now());
  const forge = gitHub({ ...options(), token });
  expect(await forge.whoAmI()).toEqual({ login: `${APP.slug}[bot]` });
  expect(await forge.open(REPO)).toMatchObject({ canPush: true });
});

test('a key of another app, and what is no key, give a fault that repeats nothing of it', async () => {
  const other = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  }).privateKey;
  const broken = `-----BEGIN RSA PRIVATE KEY-----\nc2VjcmV0\n-----END RSA PRIVATE KEY-----`;
  for (const key of [other, broken]) {
    const outcome = await appToken(keyOf({ ...ENVIRONMENT, HARDEN_GITHUB_APP_PRIVATE_KEY: key }), REPO, options());
    expect(outcome).toMatchObject({ fault: 'cannot' });
    const lines = key.split('\n').filter((line) => line !== '' && !line.startsWith('-----'));
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) expect(JSON.stringify(outcome)).not.toContain(line);
  }
});

test('an environment names an app, none, or half of one', () => {
  expect(appKeyIn({})).toBeUndefined();
  expect(appKeyIn({ HARDEN_GITHUB_APP_ID: '7' })).toMatchObject({ fault: 'cannot' });
  expect(appKeyIn({ ...ENVIRONMENT, HARDEN_GITHUB_APP_ID: 'a/b' })).toMatchObject({ fault: 'cannot' });
  expect(appKeyIn({ ...ENVIRONMENT, HARDEN_GITHUB_APP_PRIVATE_KEY: 'key.pem' })).toMatchObject({
    fault: 'cannot',
    why: expect.not.stringContaining('key.pem'),
  });
});
