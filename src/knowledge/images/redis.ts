import { defineProfile } from './profile.js';

const repository = 'redis/docker-library-redis';
const commit = 'e5650da99bb377b2ed4f9f1ef993ff24729b1c16';
const commit5 = '202bf94fc0f8c88d5f9d16c6f78ab3a270540d1a';

export const redis = defineProfile({
  names: ['redis'],
  sources: {
    dockerfile: { repository, commit, file: '7.4/debian/Dockerfile' },
    alpine: { repository, commit, file: '7.4/alpine/Dockerfile' },
    entrypoint: { repository, commit, file: 'docker-entrypoint.sh' },
    dockerfile5: { repository, commit: commit5, file: '5/Dockerfile' },
    entrypoint5: { repository, commit: commit5, file: '5/docker-entrypoint.sh' },
    dockerfile8: { repository, commit: '0076c90a8028d29b25313f7272fa2d1245c3be76', file: 'debian/Dockerfile' },
    alpine8: { repository, commit: '0076c90a8028d29b25313f7272fa2d1245c3be76', file: 'alpine/Dockerfile' },
    entrypoint8: {
      repository,
      commit: '0d55be9aa67b917c2a45cadabf07518f356443b0',
      file: 'debian/docker-entrypoint.sh',
    },
    settings: { repository: 'redis/redis', commit: '4f8cdc2a1ea53e42955af758aabffee67cb455dd', file: 'redis.conf' },
    client: { repository: 'redis/redis', commit: '4f8cdc2a1ea53e42955af758aabffee67cb455dd', file: 'src/redis-cli.c' },
    health: {
      repository: 'docker-library/healthcheck',
      commit: '40afbf64d69cf933af0da4df6383958a29113601',
      file: 'redis/docker-healthcheck',
    },
  },
  facts: {
    role: { is: 'cache', from: 'dockerfile:150' },
    startsAs: { is: { name: 'root', uid: 0, gid: 0 }, from: 'dockerfile:147', because: 'no USER stands in the file' },
    probeUnless: {
      is: {
        test: ['CMD-SHELL', 'redis-cli ping | grep -qE "PONG|NOAUTH"'],
        program: 'redis-cli',
        unless: [
          { argument: '--port' },
          { argument: '--tls-port' },
          { argument: '--sentinel' },
          { argument: 'redis-sentinel' },
        ],
      },
      from: ['dockerfile:139', 'health:6'],
      because: 'the makers test for the answer, as the exit code says nothing; a server with a password answers NOAUTH',
    },
    timing: {
      is: { interval: 10, timeout: 5, retries: 5, startPeriod: 30 },
      from: ['entrypoint:11-13', 'settings:516'],
      because: 'it answers LOADING until the stored data is read',
    },
    ports: [{ is: { port: 6379, purpose: 'client' }, from: 'dockerfile:149' }],
    secrets: { is: ['REDISCLI_AUTH'], from: 'client:62' },
  },
  variants: [
    {
      since: '5',
      facts: {
        account: {
          is: { name: 'redis', uid: 999, gid: 999 },
          from: ['dockerfile:11-12', 'dockerfile5:4', 'dockerfile8:5-6'],
        },
        dropsRootWith: { is: 'gosu', from: ['entrypoint:13', 'entrypoint5:13'] },
        runsAsAccount: { is: true, from: ['entrypoint:10-14', 'entrypoint5:10-14', 'entrypoint8:113-117'] },
        firstBoot: {
          is: ['CHOWN', 'DAC_READ_SEARCH', 'SETGID', 'SETUID'],
          from: ['entrypoint:12-13', 'entrypoint:19-22', 'entrypoint5:12-13', 'settings:1431'],
          because: 'find and chown in /data, where the append-only folder is closed to others by the umask; gosu',
        },
        laterBoots: {
          is: ['DAC_READ_SEARCH', 'SETGID', 'SETUID'],
          from: ['entrypoint:12-13', 'entrypoint:19-22', 'entrypoint5:12-13', 'settings:1431'],
          because: 'the data belongs to redis by then',
        },
        writable: [
          { is: { path: '/data', kind: 'volume', declared: true }, from: ['dockerfile:142-144', 'settings:516'] },
        ],
      },
    },
    {
      since: '5',
      before: '8',
      facts: {
        readOnlyUnless: {
          is: [{ argument: '/' }, { argument: './' }, { argument: 'redis.conf' }],
          from: ['dockerfile:142-144', 'entrypoint:4-8', 'settings:356', 'settings:516'],
          because: 'a configuration that is given may write elsewhere',
        },
      },
    },
    {
      since: '8',
      facts: {
        dropsRootWith: { is: 'setpriv', from: ['entrypoint8:4', 'entrypoint8:134-139'] },
        // Newer files name no VOLUME any more.
        writable: [{ is: { path: '/data', kind: 'volume' }, from: ['entrypoint8:37-47', 'settings:516'] }],
        firstBoot: {
          is: ['CHOWN', 'DAC_READ_SEARCH', 'FOWNER', 'SETGID', 'SETPCAP', 'SETUID'],
          from: ['entrypoint8:37-47', 'entrypoint8:78-90', 'entrypoint8:117', 'entrypoint8:134-139'],
          because: 'find, chown and chmod; without SETUID and SETGID it stays root; setpriv empties the bounding set',
        },
        laterBoots: {
          is: ['DAC_READ_SEARCH', 'SETGID', 'SETPCAP', 'SETUID'],
          from: ['entrypoint8:37-47', 'entrypoint8:78-83', 'entrypoint8:117', 'entrypoint8:134-139'],
          because: 'redis can read and write what it made, so that nothing is changed',
        },
      },
    },
    {
      since: '5',
      part: 'alpine',
      facts: { account: { is: { name: 'redis', uid: 999, gid: 1000 }, from: ['alpine:12-13', 'alpine8:6-7'] } },
    },
  ],
});
