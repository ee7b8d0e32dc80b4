import { defineProfile } from './profile.js';

const repository = 'google/cadvisor';
const commit = '6a0c4f2539a8b1c11215804dee404c06fe3e0218';

export const cadvisor = defineProfile({
  names: ['gcr.io/cadvisor/cadvisor', 'ghcr.io/google/cadvisor'],
  sources: {
    dockerfile: { repository, commit, file: 'deploy/Dockerfile' },
    entrypoint: { repository, commit, file: 'deploy/entrypoint.sh' },
  },
  facts: {
    role: { is: 'monitoring', from: 'entrypoint:20' },
    startsAs: { is: { name: 'root', uid: 0, gid: 0 }, from: 'dockerfile:80', because: 'no USER stands in the file' },
    hasHealthcheck: { is: true, from: 'dockerfile:76-77' },
    ports: [{ is: { port: 8080, purpose: 'metrics' }, from: 'dockerfile:74' }],
    wantsInit: { is: false, from: 'entrypoint:20', because: 'one program that starts no others' },
  },
});
