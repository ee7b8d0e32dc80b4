import { defineProfile } from './profile.js';

const repository = 'SeleniumHQ/docker-selenium';
const commit = '3290a305c0d122ce90d5301b96f46dc0728e33e8';

export const seleniumHub = defineProfile({
  names: ['docker.io/selenium/hub'],
  sources: {
    base: { repository, commit, file: 'Base/Dockerfile' },
    hub: { repository, commit, file: 'Hub/Dockerfile' },
  },
  facts: { role: { is: 'tool', from: 'hub:3' } },
  variants: [
    {
      since: '4',
      facts: {
        startsAs: { is: { name: 'seluser', uid: 1200, gid: 1201 }, from: ['base:16-20', 'hub:7'] },
        firstBoot: { is: [], from: ['base:148', 'hub:7'], because: 'it never is root' },
        laterBoots: { is: [], from: ['base:148', 'hub:7'] },
        ports: [
          { is: { port: 4444, purpose: 'client' }, from: 'hub:15' },
          { is: { port: 4442, purpose: 'cluster' }, from: 'hub:13' },
          { is: { port: 4443, purpose: 'cluster' }, from: 'hub:14' },
        ],
      },
    },
  ],
});
