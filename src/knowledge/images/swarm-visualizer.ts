import { defineProfile } from './profile.js';

const repository = 'dockersamples/docker-swarm-visualizer';
const commit = '82bd6635313a8f92e50c3283dc7e2948859f3b5a';

export const swarmVisualizer = defineProfile({
  names: ['docker.io/dockersamples/visualizer'],
  sources: { dockerfile: { repository, commit, file: 'Dockerfile' } },
  facts: {
    role: { is: 'admin', from: 'dockerfile:31' },
    startsAs: { is: { name: 'root', uid: 0, gid: 0 }, from: 'dockerfile:31', because: 'no USER stands in the file' },
    firstBoot: {
      is: [],
      from: ['dockerfile:7', 'dockerfile:27-31'],
      because: 'one program, which owns the socket of Docker as root and needs port 8080',
    },
    laterBoots: { is: [], from: ['dockerfile:7', 'dockerfile:27-31'] },
    hasHealthcheck: { is: true, from: 'dockerfile:29' },
    ports: [{ is: { port: 8080, purpose: 'admin' }, from: 'dockerfile:27' }],
    wantsInit: { is: false, from: 'dockerfile:7', because: 'tini is PID 1' },
  },
});
