import { defineProfile } from './profile.js';

const repository = 'caddyserver/caddy-docker';
const commit = '62d1326421cc6d6245f5178d3c277b0e69fb8fb6';

export const caddy = defineProfile({
  names: ['caddy'],
  sources: {
    dockerfile: { repository, commit, file: '2.11/alpine/Dockerfile' },
    manual: {
      repository: 'docker-library/docs',
      commit: 'c4a9ba41443427b2ec1d5c4cc01879076aa4a1eb',
      file: 'caddy/content.md',
    },
  },
  facts: {
    role: { is: 'web', from: 'dockerfile:49' },
    startsAs: { is: { name: 'root', uid: 0, gid: 0 }, from: 'dockerfile:63', because: 'no USER stands in the file' },
    firstBoot: {
      is: ['NET_BIND_SERVICE'],
      from: 'dockerfile:39',
      because: 'the program has it as an effective file capability: without it the kernel refuses to start it at all',
    },
    laterBoots: { is: ['NET_BIND_SERVICE'], from: 'dockerfile:39' },
    readOnlyUnless: {
      is: [{ mount: '/etc/caddy' }],
      from: ['dockerfile:44-45', 'manual:11'],
      because: 'another Caddyfile may log elsewhere',
    },
    writable: [
      { is: { path: '/data', kind: 'volume' }, from: ['dockerfile:45', 'manual:11-17'] },
      { is: { path: '/config', kind: 'volume' }, from: ['dockerfile:44', 'manual:11-17'] },
    ],
    ports: [
      { is: { port: 80, purpose: 'web' }, from: 'dockerfile:56' },
      { is: { port: 443, purpose: 'web' }, from: 'dockerfile:57' },
      { is: { port: 443, protocol: 'udp', purpose: 'web' }, from: 'dockerfile:58' },
      { is: { port: 2019, purpose: 'admin' }, from: 'dockerfile:59' },
    ],
    wantsInit: { is: false, from: 'dockerfile:63', because: 'one program that starts no others' },
  },
  variants: [
    {
      notPart: 'builder',
      facts: {
        probeUnless: {
          is: {
            test: ['CMD', 'wget', '-q', '-O', '/dev/null', 'http://127.0.0.1/'],
            program: 'wget',
            unless: [{ mount: '/etc/caddy' }, { mount: '/usr/share/caddy' }],
          },
          from: ['dockerfile:17', 'manual:25', 'manual:53'],
          because: 'the BusyBox of Alpine has it; the Caddyfile of the image serves /usr/share/caddy on port 80',
        },
      },
    },
  ],
});
