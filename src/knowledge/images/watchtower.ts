import { defineProfile } from './profile.js';

const repository = 'containrrr/watchtower';
const commit = 'ca0e86e824ec05389ab972ea97d04d4bf0476e90';

export const watchtower = defineProfile({
  names: ['docker.io/containrrr/watchtower', 'ghcr.io/containrrr/watchtower'],
  sources: { dockerfile: { repository, commit, file: 'dockerfiles/Dockerfile' } },
  facts: {
    role: { is: 'tool', from: 'dockerfile:23' },
    startsAs: { is: { name: 'root', uid: 0, gid: 0 }, from: 'dockerfile:23', because: 'no USER stands in the file' },
    firstBoot: {
      is: [],
      from: 'dockerfile:17-23',
      because: 'one program, which owns the socket of Docker as root and needs port 8080 at most',
    },
    laterBoots: { is: [], from: 'dockerfile:17-23' },
    hasHealthcheck: { is: true, from: 'dockerfile:21' },
    ports: [{ is: { port: 8080, purpose: 'admin' }, from: 'dockerfile:17' }],
    wantsInit: { is: false, from: 'dockerfile:23', because: 'one program that starts no others' },
  },
});
