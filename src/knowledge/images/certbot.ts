import { defineProfile } from './profile.js';

const repository = 'certbot/certbot';
const commit = 'f769e35e77f1fa21a75cd5418641502dad8a37c5';

export const certbot = defineProfile({
  names: ['docker.io/certbot/certbot'],
  sources: { dockerfile: { repository, commit, file: 'tools/docker/Dockerfile' } },
  facts: {
    role: { is: 'tool', from: 'dockerfile:4' },
    startsAs: { is: { name: 'root', uid: 0, gid: 0 }, from: 'dockerfile:4', because: 'no USER stands in the file' },
    ports: [
      { is: { port: 80, purpose: 'web' }, from: 'dockerfile:5' },
      { is: { port: 443, purpose: 'web' }, from: 'dockerfile:5' },
    ],
  },
});
