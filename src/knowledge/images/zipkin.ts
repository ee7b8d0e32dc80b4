import { defineProfile } from './profile.js';

const repository = 'openzipkin/zipkin';
const commit = '878ce2a1fad54ca941d17fdcf2e1d924b148eb1f';

export const zipkin = defineProfile({
  names: ['docker.io/openzipkin/zipkin', 'docker.io/openzipkin/zipkin-slim', 'ghcr.io/openzipkin/zipkin'],
  sources: { dockerfile: { repository, commit, file: 'docker/Dockerfile' } },
  facts: {
    role: { is: 'monitoring', from: 'dockerfile:85' },
    ports: [{ is: { port: 9411, purpose: 'client' }, from: ['dockerfile:82', 'dockerfile:93'] }],
  },
  variants: [
    {
      since: '2.23',
      facts: {
        firstBoot: { is: [], from: 'dockerfile:61-75', because: 'it never is root' },
        laterBoots: { is: [], from: 'dockerfile:61-75' },
        hasHealthcheck: { is: true, from: 'dockerfile:70' },
      },
    },
  ],
});
