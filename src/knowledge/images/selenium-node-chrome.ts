import { defineProfile } from './profile.js';

const repository = 'SeleniumHQ/docker-selenium';
const commit = '3290a305c0d122ce90d5301b96f46dc0728e33e8';

export const seleniumNodeChrome = defineProfile({
  names: ['docker.io/selenium/node-chrome'],
  sources: {
    base: { repository, commit, file: 'Base/Dockerfile' },
    node: { repository, commit, file: 'NodeBase/Dockerfile' },
    dockerfile: { repository, commit, file: 'NodeChrome/Dockerfile' },
    chrome: { repository, commit, file: 'NodeChrome/wrap_chrome_binary' },
  },
  facts: { role: { is: 'tool', from: 'dockerfile:3' } },
  variants: [
    {
      since: '4',
      facts: {
        startsAs: { is: { name: 'seluser', uid: 1200, gid: 1201 }, from: ['base:16-20', 'dockerfile:70'] },
        firstBoot: {
          is: [],
          from: ['dockerfile:70', 'chrome:34'],
          because: 'it never is root, and Chrome runs without its sandbox',
        },
        laterBoots: { is: [], from: ['dockerfile:70', 'chrome:34'] },
        ports: [{ is: { port: 5900, purpose: 'admin' }, from: 'node:158', because: 'the screen' }],
      },
    },
  ],
});
