// The fakes notice what a forge would not say anything about, and what no forge would say.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { removeTemporary } from '../support/temporary.js';
import { describedBeside, descriptionIn, type Description } from './fake/described.js';
import { fakeGitHub } from './fake/github.js';
import { TOKEN } from './fake/server.js';
import { fixture } from './fixture.js';

const PULLS = '/repos/acme/shop/pulls';
const NONE = new URLSearchParams();
const github = descriptionIn(join(__dirname, 'openapi/github.json'))!;

afterAll(removeTemporary);

test.each<[string, unknown, string, RegExp | undefined]>([
  ['', { title: 't', head: 'a', base: 'b' }, 'POST', undefined],
  ['', { title: 't', head: 'a', base: 'b', draft: true }, 'POST', undefined],
  ['', { title: 't', head: 'a', base: 'b', lables: [] }, 'POST', /additional properties: lables/],
  ['', { title: 't', head: 'a' }, 'POST', /required property 'base'/],
  ['', { title: 't', head: 'a', base: 'b', draft: 'yes' }, 'POST', /draft must be boolean/],
  ['', undefined, 'POST', /has no body/],
  ['state=all&per_page=100', undefined, 'GET', undefined],
  ['state=opened', undefined, 'GET', /\?state/],
  ['sate=all', undefined, 'GET', /\?sate is not known/],
  ['', { state: 'all' }, 'GET', /takes no body/],
])('?%s with %j by %s', (query, body, method, fault) => {
  const faults = github.faultsOf({ method, path: PULLS, query: new URLSearchParams(query), body }) ?? [];
  if (fault === undefined) expect(faults).toEqual([]);
  else expect(faults.join('\n')).toMatch(fault);
});

test('what is not described is told apart from what is wrong', () => {
  expect(github.faultsOf({ method: 'GET', path: '/nothing', query: NONE, body: undefined })).toBeUndefined();
});

test('an answer is given what it needs, and what it says itself is not overlooked', () => {
  const asked = { method: 'GET', path: `${PULLS}/1`, query: NONE, body: undefined };
  const { body, faults } = github.answered(asked, 200, { number: 1, title: 't' });
  expect(faults).toEqual([]);
  expect(body).toMatchObject({ number: 1, title: 't', head: { repo: { archived: false } } });
  expect(github.answered(asked, 200, { number: 'one' }).faults.join()).toMatch(/number must be integer/);
});

test('a mistake is remembered, whatever becomes of the request', async () => {
  const fake = await fakeGitHub(fixture().folder());
  const headers = { authorization: `token ${TOKEN}` };
  const body = JSON.stringify({ labels: ['a'], label: 'b' });
  await fetch(`${fake.address}/api/v3/repos/acme/shop/issues/1/labels`, { method: 'POST', headers, body });
  await fetch(`${fake.address}/api/v3/user`);
  await fake.close();
  expect(fake.mistakes).toContainEqual(expect.stringContaining('label?'));
  expect(fake.mistakes).toContainEqual(expect.stringContaining('additional properties: label'));
  expect(fake.mistakes).toContainEqual(expect.stringContaining('not who it should be'));
});

describe.each([
  ['github', '', PULLS, 'base'],
  ['forgejo', '', PULLS, undefined],
  ['gitlab', '/api/v4', '/projects/acme%2Fshop/merge_requests', 'target_branch'],
])('the description of %s beside the checkout', (name, root, path, needed) => {
  const file = describedBeside(name);
  if (!existsSync(file))
    process.stderr.write(`SKIPPED ${file} is not there: requests are held against own lists of keys\n`);

  (existsSync(file) ? test : test.skip)('closes bodies', () => {
    const description: Description = descriptionIn(file, root)!;
    const faults = description.faultsOf({ method: 'POST', path, query: NONE, body: { titel: 't' } })?.join('\n');
    expect(faults).toMatch(/additional properties: titel/);
    if (needed !== undefined) expect(faults).toContain(`'${needed}'`);
  });
});
