import { defineProfile } from './profile.js';

const repository = 'valkey-io/valkey-container';
const commit = 'ae6141ea5d62c775b8bdb9be7396b951da435673';

export const valkey = defineProfile({
  names: ['docker.io/valkey/valkey'],
  sources: {
    dockerfile: { repository, commit, file: '8.0/debian/Dockerfile' },
    alpine: { repository, commit, file: '8.0/alpine/Dockerfile' },
    entrypoint: { repository, commit, file: 'docker-entrypoint.sh' },
    entrypoint9: { repository, commit: '2a80026d51102f32b36b249542027cb11223a7f1', file: 'docker-entrypoint.sh' },
    health: {
      repository: 'docker-library/healthcheck',
      commit: '40afbf64d69cf933af0da4df6383958a29113601',
      file: 'redis/docker-healthcheck',
    },
  },
  facts: {
    role: { is: 'cache', from: 'dockerfile:114' },
    startsAs: { is: { name: 'root', uid: 0, gid: 0 }, from: 'dockerfile:111', because: 'no USER stands in the file' },
    account: { is: { name: 'valkey', uid: 999, gid: 999 }, from: 'dockerfile:11-12' },
    dropsRootWith: { is: 'setpriv', from: ['entrypoint:13', 'entrypoint9:14'] },
    runsAsAccount: { is: true, from: ['entrypoint:10-14', 'entrypoint9:10-22'] },
    firstBoot: {
      is: ['CHOWN', 'DAC_READ_SEARCH', 'SETGID', 'SETUID'],
      from: ['entrypoint:12-13', 'entrypoint:16-20', 'entrypoint9:13-14'],
      because: 'find and chown in /data, where folders are closed to others by the umask; setpriv',
    },
    laterBoots: {
      is: ['DAC_READ_SEARCH', 'SETGID', 'SETUID'],
      from: ['entrypoint:12-13', 'entrypoint:16-20', 'entrypoint9:13-14'],
      because: 'the data belongs to valkey by then',
    },
    readOnlyUnless: {
      is: [{ argument: '/' }, { argument: './' }, { argument: 'valkey.conf' }],
      from: ['dockerfile:106-108', 'entrypoint:4-8', 'entrypoint:22'],
      because: 'it is started without a configuration in the folder of its data; one that is given may write elsewhere',
    },
    writable: [{ is: { path: '/data', kind: 'volume', declared: true }, from: 'dockerfile:106-108' }],
    probeUnless: {
      is: {
        test: ['CMD-SHELL', 'valkey-cli ping | grep -qE "PONG|NOAUTH"'],
        program: 'valkey-cli',
        unless: [
          { argument: '--port' },
          { argument: '--tls-port' },
          { argument: '--sentinel' },
          { argument: 'valkey-sentinel' },
        ],
      },
      from: ['dockerfile:103-104', 'health:6'],
      because: 'as for redis, the answer counts and not the exit code; a server with a password answers NOAUTH',
    },
    timing: {
      is: { interval: 10, timeout: 5, retries: 5, startPeriod: 30 },
      from: 'entrypoint:11-14',
      because: 'it answers LOADING until the stored data is read',
    },
    ports: [{ is: { port: 6379, purpose: 'client' }, from: 'dockerfile:113' }],
  },
  variants: [
    { part: 'alpine', facts: { account: { is: { name: 'valkey', uid: 999, gid: 1000 }, from: 'alpine:12-13' } } },
  ],
});
