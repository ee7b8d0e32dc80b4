import { defineProfile } from './profile.js';

const repository = 'grafana/loki';
const commit = '65e30f8488e8a5ea2013c6881675f8103a8f6bc7';

export const loki = defineProfile({
  names: ['docker.io/grafana/loki'],
  sources: {
    dockerfile: { repository, commit, file: 'cmd/loki/Dockerfile' },
    configuration: { repository, commit, file: 'cmd/loki/loki-docker-config.yaml' },
  },
  facts: {
    role: { is: 'monitoring', from: 'dockerfile:31' },
    ports: [{ is: { port: 3100, purpose: 'client' }, from: 'dockerfile:30' }],
    wantsInit: { is: false, from: 'dockerfile:31', because: 'one program that starts no others' },
  },
  variants: [
    {
      since: '1.5',
      facts: {
        startsAs: { is: { name: 'loki', uid: 10001, gid: 10001 }, from: ['dockerfile:15-16', 'dockerfile:28'] },
        firstBoot: { is: [], from: 'dockerfile:23-31', because: 'it never is root' },
        laterBoots: { is: [], from: 'dockerfile:23-31' },
        readOnlyUnless: {
          is: [{ mount: '/etc/loki' }, { argument: '-config.file' }, { argument: '--config.file' }],
          from: ['configuration:8-12', 'dockerfile:24'],
          because: 'another configuration may keep its data elsewhere',
        },
        writable: [{ is: { path: '/loki', kind: 'volume' }, from: ['configuration:8-12', 'dockerfile:24'] }],
      },
    },
  ],
});
