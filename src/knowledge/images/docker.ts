import { defineProfile } from './profile.js';

const repository = 'docker-library/docker';
const commit = '3289af88086d67e6f0bfebfa0617541a0f574d96';

export const docker = defineProfile({
  names: ['docker'],
  sources: {
    dockerfile: { repository, commit, file: '29/dind/Dockerfile' },
    cli: { repository, commit, file: '29/cli/Dockerfile' },
    rootless: { repository, commit, file: '29/dind-rootless/Dockerfile' },
  },
  facts: { role: { is: 'tool', from: ['dockerfile:107', 'cli:166'] } },
  variants: [
    {
      notPart: 'rootless',
      facts: {
        startsAs: {
          is: { name: 'root', uid: 0, gid: 0 },
          from: ['dockerfile:108', 'cli:167'],
          because: 'no USER stands in the files',
        },
      },
    },
    {
      part: 'rootless',
      facts: { startsAs: { is: { name: 'rootless', uid: 1000, gid: 1000 }, from: ['rootless:20', 'rootless:54'] } },
    },
    {
      notPart: ['cli', 'git', 'windowsservercore', 'nanoserver'],
      facts: {
        ports: [
          { is: { port: 2375, purpose: 'admin' }, from: 'dockerfile:105' },
          { is: { port: 2376, purpose: 'admin' }, from: 'dockerfile:105' },
        ],
      },
    },
  ],
});
