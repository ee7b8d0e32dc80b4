import { defineProfile } from './profile.js';

export const alpine = defineProfile({
  names: ['alpine'],
  sources: {
    dockerfile: {
      repository: 'alpinelinux/docker-alpine',
      commit: '7d63673353bd39d92ba42f6effcc199aeebd45ee',
      file: 'x86_64/Dockerfile',
    },
  },
  facts: {
    role: { is: 'tool', from: 'dockerfile:3', because: 'it starts a shell, so it is what it is told to be' },
    startsAs: { is: { name: 'root', uid: 0, gid: 0 }, from: 'dockerfile:1-3', because: 'no USER stands in the file' },
  },
});
