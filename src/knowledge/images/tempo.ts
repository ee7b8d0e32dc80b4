import { defineProfile } from './profile.js';

const repository = 'grafana/tempo';
const commit = 'ad33aa8fafc41a4ea58519f7b7a88b1aa1383224';

export const tempo = defineProfile({
  names: ['docker.io/grafana/tempo'],
  sources: {
    dockerfile: { repository, commit, file: 'cmd/tempo/Dockerfile' },
    changes: { repository, commit, file: 'CHANGELOG.md' },
    example: { repository, commit, file: 'example/docker-compose/single-binary/tempo.yaml' },
  },
  facts: {
    role: { is: 'monitoring', from: 'dockerfile:22' },
    ports: [{ is: { port: 3200, purpose: 'client' }, from: 'example:4' }],
    wantsInit: { is: false, from: 'dockerfile:22', because: 'one program that starts no others' },
  },
  variants: [
    {
      since: '2.5',
      facts: {
        startsAs: {
          is: { name: 'tempo', uid: 10001, gid: 10001 },
          from: ['dockerfile:7-8', 'dockerfile:20', 'changes:748'],
        },
        firstBoot: { is: [], from: 'dockerfile:18-22', because: 'it never is root' },
        laterBoots: { is: [], from: 'dockerfile:18-22' },
      },
    },
  ],
});
