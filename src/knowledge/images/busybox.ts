import { defineProfile } from './profile.js';

const repository = 'docker-library/busybox';
const commit = '9c2087811429374737832a4c936fc411c1b4a22b';

export const busybox = defineProfile({
  names: ['busybox'],
  sources: {
    settings: { repository, commit, file: 'latest/glibc/amd64/image-config.json' },
  },
  facts: {
    role: { is: 'tool', from: 'settings:3-5', because: 'it starts a shell, so it is what it is told to be' },
    startsAs: { is: { name: 'root', uid: 0, gid: 0 }, from: 'settings:2-9', because: 'no User stands in the file' },
  },
});
