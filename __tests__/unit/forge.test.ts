// Where a repository is, what an answer means, and where a token goes.
import { faultOf, guardedFetch, placeOf } from '../../src/forge/index.js';

const API = 'https://api.github.com';
const REPO = { owner: 'acme', name: 'shop' };

test('a token goes nowhere else, and no answer is larger than allowed', async () => {
  const asked: string[] = [];
  const elsewhere = guardedFetch(API, async (address, init) => {
    asked.push(`${address} ${init?.redirect}`);
    return new Response(null, { status: 302, headers: { location: 'https://evil.example/' } });
  });
  await expect(elsewhere('https://api.github.com/user')).rejects.toThrow(/leads to another address/);
  expect(asked).toEqual(['https://api.github.com/user manual']);
  await expect(elsewhere('https://evil.example/user')).rejects.toThrow(/leads to another address/);
  expect(asked).toHaveLength(1);
  const large = guardedFetch(API, async () => new Response('x'.repeat(100)), 1000, 99);
  await expect(large('https://api.github.com/user')).rejects.toThrow(/larger/);
});

test('what a server says is one short line', () => {
  const fault = faultOf({ status: 500, headers: {}, message: `a\n\u001b[31m${'b'.repeat(1000)}` }, 0);
  expect(fault.why).toMatch(/^HTTP 500: a \[31mb{200,300}\.\.\.$/);
});

test.each([
  ['acme/shop', { kind: 'github', origin: 'https://github.com', repo: REPO }],
  ['https://github.com/acme/shop.git', { kind: 'github', origin: 'https://github.com', repo: REPO }],
  ['git@github.com:acme/shop.git', { kind: 'github', origin: 'https://github.com', repo: REPO }],
  ['ssh://git@codeberg.org/acme/shop', { kind: 'forgejo', origin: 'https://codeberg.org', repo: REPO }],
  [
    'https://gitlab.example.com/a/b/c',
    { kind: 'gitlab', origin: 'https://gitlab.example.com', repo: { owner: 'a/b', name: 'c' } },
  ],
  ['https://git.example.com:8443/acme/shop/', { origin: 'https://git.example.com:8443', repo: REPO }],
  ['https://pagure.io/shop', { kind: 'pagure', origin: 'https://pagure.io', repo: { owner: '', name: 'shop' } }],
  [
    'https://src.fedoraproject.org/fork/ann/rpms/shop',
    { kind: 'pagure', origin: 'https://src.fedoraproject.org', repo: { owner: 'fork/ann/rpms', name: 'shop' } },
  ],
  ['https://github.com/a/b/c', undefined],
  ['https://github.com/shop', undefined],
  ['https://ann:secret@github.com/acme/shop', undefined],
  ['https://github.com/acme/..', undefined],
  ['https://github.com/acme/%2e%2e', undefined],
  ['file:///acme/shop', undefined],
  ['shop', undefined],
])('%s', (address, place) => {
  expect(placeOf(address)).toEqual(place);
});
