import { defineProfile } from './profile.js';

const repository = 'prometheus-community/postgres_exporter';
const commit = 'dbb1987e2f0db61c47efb1bb66cc15bbf16f4c11';

export const postgresExporter = defineProfile({
  names: ['quay.io/prometheuscommunity/postgres-exporter', 'docker.io/prometheuscommunity/postgres-exporter'],
  sources: {
    dockerfile: { repository, commit, file: 'Dockerfile' },
    pushgateway: {
      repository: 'prometheus/pushgateway',
      commit: '412bd22b127962a4da9ee024f702c85213d915ec',
      file: 'Dockerfile',
    },
  },
  facts: {
    role: { is: 'monitoring', from: 'dockerfile:12' },
    ports: [{ is: { port: 9187, purpose: 'metrics' }, from: 'dockerfile:10' }],
    wantsInit: { is: false, from: 'dockerfile:12', because: 'one program that starts no others' },
  },
  variants: [
    {
      since: '0.9',
      facts: {
        startsAs: {
          is: { name: 'nobody', uid: 65_534, gid: 65_534 },
          from: ['dockerfile:11', 'pushgateway:8-14'],
          because: 'the image on the same base gives what it writes to nobody and starts as 65534',
        },
        firstBoot: { is: [], from: 'dockerfile:8-12', because: 'it never is root' },
        laterBoots: { is: [], from: 'dockerfile:8-12' },
        readOnlyRoot: { is: true, from: 'dockerfile:8-12', because: 'the user owns nothing that could be written' },
        writable: [],
      },
    },
  ],
});
