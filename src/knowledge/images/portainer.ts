import { defineProfile } from './profile.js';

const repository = 'portainer/portainer';
const commit = 'cc75167437c013a24d12f97d2e07c8468448cc35';

export const portainer = defineProfile({
  names: ['docker.io/portainer/portainer-ce'],
  sources: {
    alpine: { repository, commit, file: 'build/linux/alpine.Dockerfile' },
    dockerfile: { repository, commit, file: 'build/linux/Dockerfile' },
  },
  facts: {
    role: { is: 'admin', from: 'dockerfile:4' },
    startsAs: {
      is: { name: 'root', uid: 0, gid: 0 },
      from: ['dockerfile:13-35', 'alpine:13-35'],
      because: 'no USER stands in the files',
    },
    ports: [
      { is: { port: 9000, purpose: 'admin' }, from: ['dockerfile:29', 'alpine:29'] },
      { is: { port: 9443, purpose: 'admin' }, from: ['dockerfile:30', 'alpine:30'] },
      { is: { port: 8000, purpose: 'cluster' }, from: ['dockerfile:31', 'alpine:31'], because: 'tunnels of agents' },
    ],
  },
});
