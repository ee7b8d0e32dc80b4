import { defineProfile } from './profile.js';

const repository = 'axllent/mailpit';
const commit = '408b30d59709e3f2ed69c7748d900a2208cfbf9b';

export const mailpit = defineProfile({
  names: ['docker.io/axllent/mailpit', 'ghcr.io/axllent/mailpit'],
  sources: { dockerfile: { repository, commit, file: 'Dockerfile' } },
  facts: {
    role: { is: 'tool', from: 'dockerfile:16' },
    startsAs: { is: { name: 'root', uid: 0, gid: 0 }, from: 'dockerfile:30', because: 'no USER stands in the file' },
    firstBoot: {
      is: [],
      from: 'dockerfile:22-30',
      because: 'one program, which stays root and needs no port below 1024',
    },
    laterBoots: { is: [], from: 'dockerfile:22-30' },
    ports: [
      { is: { port: 1025, purpose: 'client' }, from: 'dockerfile:26' },
      { is: { port: 1110, purpose: 'client' }, from: 'dockerfile:26' },
      { is: { port: 8025, purpose: 'web' }, from: 'dockerfile:26' },
    ],
    wantsInit: { is: false, from: 'dockerfile:30', because: 'one program that starts no others' },
  },
  variants: [{ since: '1.16', facts: { hasHealthcheck: { is: true, from: 'dockerfile:28' } } }],
});
