import { defineProfile } from './profile.js';

const repository = 'docker-library/memcached';
const commit = '53ac0ecb0bf88b471a0110f8996ce791baf1a667';

/** Words of the command after which it listens elsewhere or speaks another protocol. */
const OTHERWISE = [
  { argument: '-p' },
  { argument: '--port' },
  { argument: '-l' },
  { argument: '--listen' },
  { argument: '-s' },
  { argument: '--unix-socket' },
  { argument: '-S' },
  { argument: '--enable-sasl' },
  { argument: '-Z' },
  { argument: '--enable-ssl' },
] as const;

export const memcached = defineProfile({
  names: ['memcached'],
  sources: {
    dockerfile: { repository, commit, file: '1/debian/Dockerfile' },
    alpine: { repository, commit, file: '1/alpine/Dockerfile' },
    entrypoint: { repository, commit, file: 'docker-entrypoint.sh' },
  },
  facts: {
    role: { is: 'cache', from: 'dockerfile:100' },
    readOnlyRoot: {
      is: true,
      from: ['dockerfile:98', 'entrypoint:4-9'],
      because: 'it keeps its data in memory',
    },
    writable: [],
    timing: {
      is: { interval: 10, timeout: 5, retries: 3, startPeriod: 10 },
      from: 'entrypoint:9',
      because: 'nothing is set up before the server starts',
    },
    ports: [{ is: { port: 11211, purpose: 'client' }, from: 'dockerfile:99' }],
  },
  variants: [
    {
      // Before 1.5.10 the number was the next free one.
      since: '1.6',
      facts: {
        startsAs: {
          is: { name: 'memcache', uid: 11211, gid: 11211 },
          from: ['dockerfile:11-12', 'dockerfile:98', 'alpine:11-12', 'alpine:87'],
        },
        account: {
          is: { name: 'memcache', uid: 11211, gid: 11211 },
          from: ['dockerfile:11-12', 'dockerfile:98', 'alpine:11-12', 'alpine:87'],
        },
        runsAsAccount: { is: true, from: 'dockerfile:98' },
        firstBoot: { is: [], from: ['dockerfile:98', 'entrypoint:9'] },
        laterBoots: { is: [], from: ['dockerfile:98', 'entrypoint:9'] },
      },
    },
    {
      notPart: 'alpine',
      facts: {
        probeUnless: {
          is: {
            test: [
              'CMD',
              'bash',
              '-c',
              'exec 3<>/dev/tcp/127.0.0.1/11211 && printf "version\\r\\nquit\\r\\n" >&3 && read -r -t 2 line <&3 && [[ "$line" == VERSION* ]]',
            ],
            program: 'bash',
            unless: OTHERWISE,
          },
          from: ['dockerfile:7', 'dockerfile:99'],
          because: 'the image holds no client; the bash of Debian speaks to the port itself',
        },
      },
    },
    {
      part: 'alpine',
      facts: {
        probeUnless: {
          is: {
            test: ['CMD-SHELL', 'printf "version\\r\\nquit\\r\\n" | nc -w 2 127.0.0.1 11211 | grep -q VERSION'],
            program: 'nc',
            unless: OTHERWISE,
          },
          from: ['alpine:7', 'alpine:88'],
          because: 'the image holds no client; the nc of BusyBox speaks to the port',
        },
      },
    },
  ],
});
