import { defineProfile } from './profile.js';

const repository = 'SonarSource/docker-sonarqube';
const commit = 'df5a6ae20bb7ce8e464d6895178e763c77a6a402';

export const sonarqube = defineProfile({
  names: ['sonarqube'],
  sources: {
    dockerfile: { repository, commit, file: 'community-build/Dockerfile' },
    entrypoint: { repository, commit, file: 'community-build/entrypoint.sh' },
  },
  facts: { role: { is: 'tool', from: 'dockerfile:3' } },
  variants: [
    {
      since: '25',
      facts: {
        startsAs: { is: { name: 'sonarqube', uid: 1000, gid: 0 }, from: ['dockerfile:33', 'dockerfile:73'] },
        firstBoot: { is: [], from: ['dockerfile:73-76', 'entrypoint:9-13'], because: 'it never is root' },
        laterBoots: { is: [], from: ['dockerfile:73-76', 'entrypoint:9-13'] },
        ports: [{ is: { port: 9000, purpose: 'web' }, from: 'dockerfile:71' }],
        memoryFloor: { is: 2048, from: 'dockerfile:5' },
      },
    },
  ],
});
