import { defineProfile } from './profile.js';

const repository = 'gotenberg/gotenberg';
const commit = '0b16b0ab34e6016cd8c05ed998bfd56ba422229e';

export const gotenberg = defineProfile({
  names: ['docker.io/gotenberg/gotenberg'],
  sources: {
    dockerfile: { repository, commit, file: 'build/Dockerfile' },
    browser: { repository, commit, file: 'pkg/modules/chromium/browser.go' },
  },
  facts: { role: { is: 'tool', from: 'dockerfile:222' } },
  variants: [
    {
      since: '8',
      facts: {
        startsAs: { is: { name: 'gotenberg', uid: 1001, gid: 1001 }, from: ['dockerfile:114-120', 'dockerfile:289'] },
        firstBoot: {
          is: [],
          from: ['dockerfile:289-296', 'browser:123'],
          because: 'it never is root, and Chromium runs without its sandbox',
        },
        laterBoots: { is: [], from: ['dockerfile:289-296', 'browser:123'] },
        ports: [{ is: { port: 3000, purpose: 'client' }, from: 'dockerfile:293' }],
        wantsInit: { is: false, from: 'dockerfile:295', because: 'tini is PID 1' },
      },
    },
  ],
});
