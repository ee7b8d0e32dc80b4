import { defineProfile } from './profile.js';

const repository = 'filebrowser/filebrowser';
const commit = '833d908884d5c801f30f5c098d7977177eb3a36b';

export const filebrowser = defineProfile({
  names: ['docker.io/filebrowser/filebrowser'],
  sources: {
    dockerfile: { repository, commit, file: 'Dockerfile' },
    entrypoint: { repository, commit, file: 'docker/alpine/init.sh' },
  },
  facts: { role: { is: 'web', from: 'entrypoint:35' } },
  variants: [
    {
      since: '2.33',
      notPart: 's6',
      facts: {
        startsAs: { is: { name: 'user', uid: 1000, gid: 1000 }, from: ['dockerfile:13-18', 'dockerfile:40'] },
        firstBoot: {
          is: [],
          from: ['dockerfile:40-46', 'entrypoint:6-35'],
          because: 'it never is root; port 80 needs the sysctl that Docker sets, which no capability replaces',
        },
        laterBoots: { is: [], from: ['dockerfile:40-46', 'entrypoint:6-35'] },
        hasHealthcheck: { is: true, from: 'dockerfile:37' },
        ports: [{ is: { port: 80, purpose: 'web' }, from: 'dockerfile:44' }],
        wantsInit: { is: false, from: 'dockerfile:46', because: 'tini is PID 1' },
      },
    },
  ],
});
