import { defineProfile } from './profile.js';

const repository = 'docker-library/cassandra';
const commit = '7b9da8f4f58f48af79feb0fc2f7a1e2c639965f1';

export const cassandra = defineProfile({
  names: ['cassandra'],
  sources: {
    dockerfile: { repository, commit, file: '5.0/Dockerfile' },
    entrypoint: { repository, commit, file: 'docker-entrypoint.sh' },
    dockerfile40: { repository, commit, file: '4.0/Dockerfile' },
  },
  facts: {
    role: { is: 'database', from: 'dockerfile:181' },
    startsAs: { is: { name: 'root', uid: 0, gid: 0 }, from: 'dockerfile:173', because: 'no USER stands in the file' },
    ports: [
      { is: { port: 9042, purpose: 'client' }, from: 'dockerfile:180' },
      { is: { port: 9160, purpose: 'client' }, from: 'dockerfile:180' },
      { is: { port: 7000, purpose: 'cluster' }, from: 'dockerfile:180' },
      { is: { port: 7001, purpose: 'cluster' }, from: 'dockerfile:180' },
      { is: { port: 7199, purpose: 'admin' }, from: 'dockerfile:180' },
    ],
  },
  variants: [
    {
      since: '4.0',
      facts: {
        account: { is: { name: 'cassandra', uid: 999, gid: 999 }, from: ['dockerfile:11-12', 'dockerfile40:11-12'] },
        dropsRootWith: { is: 'gosu', from: 'entrypoint:14' },
        runsAsAccount: { is: true, from: ['entrypoint:10-11', 'dockerfile:160-163'] },
        firstBoot: {
          is: ['CHOWN', 'DAC_READ_SEARCH', 'SETGID', 'SETUID'],
          from: 'entrypoint:11-15',
          because: 'find and chown in folders that belong to cassandra; gosu',
        },
        laterBoots: {
          is: ['DAC_READ_SEARCH', 'SETGID', 'SETUID'],
          from: 'entrypoint:11-15',
          because: 'everything belongs to cassandra by then',
        },
        readOnlyRoot: {
          is: false,
          from: ['entrypoint:33-41', 'entrypoint:63-64'],
          because: 'the entry point changes the configuration in place',
        },
        writable: [
          {
            is: { path: '/var/lib/cassandra', kind: 'volume', declared: true },
            from: ['dockerfile:160-162', 'dockerfile:170'],
          },
        ],
        probeUnless: {
          is: {
            test: ['CMD', 'bash', '-c', 'exec 3<>/dev/tcp/127.0.0.1/9042'],
            program: 'bash',
            unless: [{ variable: 'CASSANDRA_RPC_ADDRESS' }],
          },
          from: ['dockerfile:7', 'dockerfile:180', 'entrypoint:44'],
          because: 'the port for clients is opened last; a login may be asked for there',
        },
        timing: {
          is: { interval: 30, timeout: 15, retries: 5, startPeriod: 120 },
          from: 'entrypoint:94',
          because: 'a Java machine that reads its data and joins the ring',
        },
      },
    },
  ],
});
