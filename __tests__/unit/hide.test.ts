// Secrets of a run do not stand in what it prints.
import type { ModelMap } from '../../src/io/index.js';
import { hiderOf, secretsOf, valuesOf } from '../../src/verify/index.js';

const MODEL: ModelMap = {
  secrets: { key: { file: '/tree/key.pem' }, token: { environment: 'NPM_TOKEN' } },
  services: {
    web: {
      image: 'shop/web:1',
      build: {
        context: '/tree',
        args: { API_KEY: 'of-the-arguments', VERSION: '1.2.3' },
        secrets: [{ source: 'token' }],
      },
      environment: {
        DB_PASSWORD: 's3cret$$1',
        DATABASE_URL: 'postgres://app:in-the-address@db/app',
        REDIS_PASSWORD: 'web',
        GREETING: 'hello there',
        FROM_OUTSIDE_TOKEN: null,
      },
    },
  },
};
const reading = {
  file: (path: string) => (path === '/tree/key.pem' ? '-----BEGIN PRIVATE KEY-----\nline-of-the-key\n' : undefined),
  env: { NPM_TOKEN: 'npm-of-the-person', FROM_OUTSIDE_TOKEN: 'outside-value' },
};

test('of builds, of secrets, of variables; words that the files use otherwise are none', () => {
  const secrets = secretsOf(MODEL, reading);
  const hide = hiderOf(secrets);
  for (const each of [
    'of-the-arguments',
    's3cret$1',
    'in-the-address',
    'line-of-the-key',
    'npm-of-the-person',
    'outside-value',
  ])
    expect(hide(`a ${each} b`)).toBe('a *** b');
  expect(hide('web says hello there, version 1.2.3')).toBe('web says hello there, version 1.2.3');
});

test('a secret within another, and as an address writes it', () => {
  expect(hiderOf(['abcd', 'abcd-efgh'])('abcd-efgh abcd')).toBe('*** ***');
  expect(hiderOf(['p@ss/word'])('http://a:p%40ss%2Fword@b')).toBe('http://a:***@b');
  expect(hiderOf(['$&x'])('a $&x')).toBe('a ***');
});

test('what a message about a file of variables may repeat', () => {
  expect(valuesOf('# a comment\nA="in quotes"\nB=plain\nC=1\n')).toEqual(['in quotes', 'plain']);
});
