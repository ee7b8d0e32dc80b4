import { defineProfile } from './profile.js';

const repository = 'orientechnologies/orientdb-docker';
const commit = 'db1197c4da27f2b7d351c1e76b568767ce7decda';

export const orientdb = defineProfile({
  names: ['orientdb'],
  sources: {
    dockerfile: { repository, commit, file: 'release/3.2.x/3.2.52/Dockerfile' },
    dockerfile22: { repository, commit, file: 'release/2.2.x/2.2.37/Dockerfile' },
  },
  facts: {
    role: { is: 'database', from: 'dockerfile:46' },
    ports: [
      { is: { port: 2424, purpose: 'client' }, from: 'dockerfile:39-40' },
      { is: { port: 2480, purpose: 'admin' }, from: 'dockerfile:42-43' },
    ],
  },
  variants: [
    {
      since: '2.2',
      facts: {
        startsAs: {
          is: { name: 'root', uid: 0, gid: 0 },
          from: ['dockerfile:46', 'dockerfile22:46'],
          because: 'no USER stands in the files',
        },
        firstBoot: {
          is: ['DAC_OVERRIDE'],
          from: ['dockerfile:28', 'dockerfile:46'],
          because: 'it stays root, in folders that belong to whoever packed the archive',
        },
        laterBoots: { is: ['DAC_OVERRIDE'], from: ['dockerfile:28', 'dockerfile:46'] },
        writable: [
          {
            is: { path: '/orientdb/databases', kind: 'volume', declared: true },
            from: ['dockerfile:35', 'dockerfile22:35'],
          },
          {
            is: { path: '/orientdb/config', kind: 'volume', declared: true },
            from: ['dockerfile:35', 'dockerfile22:35'],
          },
          {
            is: { path: '/orientdb/backup', kind: 'volume', declared: true },
            from: ['dockerfile:35', 'dockerfile22:35'],
          },
        ],
        timing: {
          is: { interval: 15, timeout: 10, retries: 5, startPeriod: 60 },
          from: 'dockerfile:46',
          because: 'a Java machine that reads its data',
        },
      },
    },
  ],
});
