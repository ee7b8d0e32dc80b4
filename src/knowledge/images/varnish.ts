import { defineProfile } from './profile.js';

const repository = 'varnish/docker-varnish';
const commit = 'eb60dff6f8f825b267b28b3d8da520e9f73f2ff1';

export const varnish = defineProfile({
  names: ['varnish'],
  sources: {
    dockerfile: { repository, commit, file: 'fresh/debian/Dockerfile' },
    alpine: { repository, commit, file: 'old/alpine/Dockerfile' },
    entrypoint: { repository, commit, file: 'fresh/debian/scripts/docker-varnish-entrypoint' },
  },
  facts: { role: { is: 'cache', from: 'entrypoint:8' } },
  variants: [
    {
      since: '8',
      facts: {
        firstBoot: { is: [], from: ['dockerfile:75', 'alpine:76', 'entrypoint:7-18'], because: 'it never is root' },
        laterBoots: { is: [], from: ['dockerfile:75', 'alpine:76', 'entrypoint:7-18'] },
        ports: [
          { is: { port: 80, purpose: 'web' }, from: 'dockerfile:76' },
          { is: { port: 8443, purpose: 'web' }, from: 'dockerfile:76' },
        ],
        wantsInit: { is: false, from: 'entrypoint:18', because: 'the manager reaps its own worker' },
      },
    },
    {
      since: '8',
      part: 'alpine',
      facts: { startsAs: { is: { name: 'varnish', uid: 1000, gid: 1000 }, from: ['alpine:23-24', 'alpine:76'] } },
    },
  ],
});
