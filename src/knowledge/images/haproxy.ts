import { defineProfile } from './profile.js';

const repository = 'docker-library/haproxy';
const commit = 'ec437dd2a3656610b10a42c08763d8fa1c591efe';

export const haproxy = defineProfile({
  names: ['haproxy'],
  sources: {
    dockerfile: { repository, commit, file: '3.2/Dockerfile' },
    alpine: { repository, commit, file: '3.2/alpine/Dockerfile' },
    entrypoint: { repository, commit, file: '3.2/docker-entrypoint.sh' },
    manual: {
      repository: 'docker-library/docs',
      commit: 'c4a9ba41443427b2ec1d5c4cc01879076aa4a1eb',
      file: 'haproxy/content.md',
    },
  },
  facts: {
    role: { is: 'proxy', from: 'manual:3' },
    wantsInit: { is: false, from: 'entrypoint:14', because: 'the master reaps its own worker' },
  },
  variants: [
    {
      since: '2.4',
      facts: {
        startsAs: {
          is: { name: 'haproxy', uid: 99, gid: 99 },
          from: ['dockerfile:21-28', 'dockerfile:110', 'alpine:20-28', 'alpine:103', 'manual:44'],
        },
        account: { is: { name: 'haproxy', uid: 99, gid: 99 }, from: ['dockerfile:21-28', 'dockerfile:110'] },
        firstBoot: {
          is: [],
          from: ['dockerfile:110', 'entrypoint:9-17', 'manual:44'],
          because: 'it never is root; ports below 1024 need the sysctl that Docker sets, which no capability replaces',
        },
        laterBoots: { is: [], from: ['dockerfile:110', 'entrypoint:9-17'] },
      },
    },
    {
      before: '2.4',
      facts: { startsAs: { is: { name: 'root', uid: 0, gid: 0 }, from: 'manual:44' } },
    },
  ],
});
