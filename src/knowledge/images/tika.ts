import { defineProfile } from './profile.js';

const repository = 'apache/tika-docker';
const commit = '60db76bc7155b2a322175a95f64a1499f3b5cd13';

export const tika = defineProfile({
  names: ['docker.io/apache/tika'],
  sources: {
    full: { repository, commit, file: 'full/Dockerfile' },
    minimal: { repository, commit, file: 'minimal/Dockerfile' },
  },
  facts: { role: { is: 'tool', from: 'full:75' } },
  variants: [
    {
      since: '2.6',
      facts: {
        startsAs: {
          is: { name: '35002', uid: 35_002, gid: 35_002 },
          from: ['full:16', 'full:72', 'minimal:17', 'minimal:66'],
          because: 'a number that no file of names knows',
        },
        firstBoot: { is: [], from: ['full:72-75', 'minimal:66-68'], because: 'it never is root' },
        laterBoots: { is: [], from: ['full:72-75', 'minimal:66-68'] },
        ports: [{ is: { port: 9998, purpose: 'client' }, from: ['full:74', 'minimal:67'] }],
      },
    },
  ],
});
