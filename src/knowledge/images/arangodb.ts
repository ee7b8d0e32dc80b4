import { defineProfile } from './profile.js';

const repository = 'arangodb/arangodb-docker';
const commit = 'c507e8709115419c988f47f735f72a4d95538131';

export const arangodb = defineProfile({
  names: ['arangodb'],
  sources: {
    dockerfile: { repository, commit, file: 'alpine/3.12.0/Dockerfile' },
    entrypoint: { repository, commit, file: 'alpine/3.12.0/docker-entrypoint.sh' },
    dockerfile37: { repository, commit, file: 'alpine/3.7.3/Dockerfile' },
  },
  facts: {
    role: { is: 'database', from: 'dockerfile:55' },
    ports: [{ is: { port: 8529, purpose: 'client' }, from: 'dockerfile:54' }],
    secrets: { is: ['ARANGO_ROOT_PASSWORD'], from: 'entrypoint:61' },
  },
  variants: [
    {
      since: '3.7',
      before: '3.13',
      facts: {
        startsAs: {
          is: { name: 'root', uid: 0, gid: 0 },
          from: 'dockerfile:51',
          because: 'no USER stands in the file, and the account is taken out of the configuration',
        },
        firstBoot: { is: [], from: ['dockerfile:32-35', 'entrypoint:166-171'], because: 'root stays root' },
        laterBoots: { is: [], from: ['dockerfile:32-35', 'entrypoint:166-171'] },
        writable: [
          {
            is: { path: '/var/lib/arangodb3', kind: 'volume', declared: true },
            from: ['dockerfile:47', 'dockerfile37:41'],
          },
          {
            is: { path: '/var/lib/arangodb3-apps', kind: 'volume', declared: true },
            from: ['dockerfile:47', 'dockerfile37:41'],
          },
          { is: { path: '/tmp', kind: 'tmpfs' }, from: ['entrypoint:42', 'entrypoint:91'] },
        ],
        probeUnless: {
          is: {
            test: ['CMD', 'nc', '-z', '127.0.0.1', '8529'],
            program: 'nc',
            unless: [{ argument: '--server.endpoint' }, { mount: '/etc/arangodb3' }],
          },
          from: ['dockerfile:1', 'dockerfile:54', 'entrypoint:4-6', 'entrypoint:89'],
          because: 'the nc of BusyBox; the server of the first boot listens at another port',
        },
        timing: {
          is: { interval: 10, timeout: 5, retries: 5, startPeriod: 120 },
          from: 'entrypoint:86-117',
          because: 'the first boot starts a server for the init scripts, waits for it up to 100 seconds, and stops it',
        },
        secretFiles: { is: ['ARANGO_ROOT_PASSWORD'], from: 'entrypoint:51-57' },
      },
    },
  ],
});
