import { defineProfile } from './profile.js';

const repository = 'louislam/uptime-kuma';
const commit = '6398a9581d1c3c427a7536559f47ccf45dac08b4';

export const uptimeKuma = defineProfile({
  names: ['docker.io/louislam/uptime-kuma', 'ghcr.io/louislam/uptime-kuma'],
  sources: {
    dockerfile: { repository, commit, file: 'docker/dockerfile' },
    node: {
      repository: 'nodejs/docker-node',
      commit: 'f27d936f7d7ccdeec25cd2de33584c1a841f561d',
      file: '22/bookworm-slim/Dockerfile',
    },
  },
  facts: { role: { is: 'monitoring', from: 'dockerfile:42' } },
  variants: [
    {
      since: '2',
      facts: {
        startsAs: {
          is: { name: 'root', uid: 0, gid: 0 },
          from: 'dockerfile:29-42',
          because: 'no USER stands in this stage',
        },
        hasHealthcheck: { is: true, from: 'dockerfile:40' },
        ports: [{ is: { port: 3001, purpose: 'web' }, from: 'dockerfile:39' }],
        wantsInit: { is: false, from: 'dockerfile:41', because: 'dumb-init is PID 1' },
      },
    },
    {
      since: '2',
      part: 'rootless',
      facts: { startsAs: { is: { name: 'node', uid: 1000, gid: 1000 }, from: ['dockerfile:48', 'node:3-4'] } },
    },
  ],
});
