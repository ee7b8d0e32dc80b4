import { defineProfile } from './profile.js';

const repository = 'crate/docker-crate';
const commit = '44147dee62fa5141885dce127dc1774e4076f3f6';

export const crate = defineProfile({
  names: ['crate', 'docker.io/crate/crate'],
  sources: {
    dockerfile: { repository, commit, file: 'Dockerfile' },
    entrypoint: { repository, commit, file: 'docker-entrypoint.sh' },
  },
  facts: {
    role: { is: 'database', from: 'dockerfile:59' },
    startsAs: { is: { name: 'root', uid: 0, gid: 0 }, from: 'dockerfile:67', because: 'no USER stands in the file' },
    ports: [
      { is: { port: 4200, purpose: 'client' }, from: 'dockerfile:45-48' },
      { is: { port: 5432, purpose: 'client' }, from: 'dockerfile:45-48' },
      { is: { port: 4300, purpose: 'cluster' }, from: 'dockerfile:45-48' },
    ],
  },
  variants: [
    {
      since: '6',
      facts: {
        account: {
          is: { name: 'crate', uid: 1000, gid: 1000 },
          from: 'dockerfile:15-16',
          because: 'the first group that groupadd makes in the image',
        },
        dropsRootWith: { is: 'chroot', from: 'entrypoint:21' },
        firstBoot: {
          is: ['CHOWN', 'SETGID', 'SETUID', 'SYS_CHROOT'],
          from: 'entrypoint:19-22',
          because: 'chown of the whole data; chroot with another user',
        },
        laterBoots: {
          is: ['CHOWN', 'SETGID', 'SETUID', 'SYS_CHROOT'],
          from: 'entrypoint:19-22',
          because: 'chown is asked for every file at every boot, whoever owns it',
        },
        writable: [
          { is: { path: '/data', kind: 'volume', declared: true }, from: ['dockerfile:39-41', 'entrypoint:5-10'] },
        ],
        timing: {
          is: { interval: 15, timeout: 10, retries: 5, startPeriod: 90 },
          from: ['entrypoint:13', 'dockerfile:36-37'],
          because: 'a Java machine that reads its data',
        },
      },
    },
  ],
});
