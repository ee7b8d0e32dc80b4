import { defineProfile } from './profile.js';

const repository = 'jellyfin/jellyfin-packaging';
const commit = '69a2981c0966d465140e1e1f01c899ac78a30932';

export const jellyfin = defineProfile({
  names: ['docker.io/jellyfin/jellyfin', 'ghcr.io/jellyfin/jellyfin'],
  sources: { dockerfile: { repository, commit, file: 'docker/Dockerfile' } },
  facts: {
    role: { is: 'web', from: 'dockerfile:263' },
    startsAs: { is: { name: 'root', uid: 0, gid: 0 }, from: 'dockerfile:263', because: 'no USER stands in the file' },
    ports: [{ is: { port: 8096, purpose: 'web' }, from: 'dockerfile:261' }],
  },
  variants: [{ since: '10.9', facts: { hasHealthcheck: { is: true, from: 'dockerfile:265-266' } } }],
});
