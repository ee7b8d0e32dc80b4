import { defineProfile } from './profile.js';

const repository = 'nodejs/docker-node';
const commit = 'f27d936f7d7ccdeec25cd2de33584c1a841f561d';

export const node = defineProfile({
  names: ['node'],
  sources: {
    dockerfile: { repository, commit, file: '22/bookworm-slim/Dockerfile' },
    alpine: { repository, commit, file: '22/alpine3.23/Dockerfile' },
    manual: { repository, commit, file: 'docs/BestPractices.md' },
  },
  facts: {
    role: { is: 'tool', from: 'dockerfile:104', because: 'it starts what it is told to' },
    startsAs: { is: { name: 'root', uid: 0, gid: 0 }, from: 'dockerfile:104', because: 'no USER stands in the file' },
    account: { is: { name: 'node', uid: 1000, gid: 1000 }, from: ['dockerfile:3-4', 'alpine:5-6'] },
    wantsInit: {
      is: true,
      from: 'manual:64',
      because: 'Node becomes PID 1, for which it was not made',
    },
  },
});
