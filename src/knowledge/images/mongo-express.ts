import { defineProfile } from './profile.js';

const repository = 'mongo-express/mongo-express-docker';
const commit = '075234363b3c008c7c2e97de8a3639e23a75cfcd';

export const mongoExpress = defineProfile({
  names: ['mongo-express'],
  sources: {
    dockerfile: { repository, commit, file: '1.0/20-alpine3.19/Dockerfile' },
    entrypoint: { repository, commit, file: '1.0/20-alpine3.19/docker-entrypoint.sh' },
    manual: { repository, commit, file: 'README.md' },
  },
  facts: {
    role: { is: 'admin', from: 'dockerfile:44' },
    startsAs: { is: { name: 'root', uid: 0, gid: 0 }, from: 'dockerfile:43', because: 'no USER stands in the file' },
    firstBoot: {
      is: [],
      from: ['entrypoint:10-21', 'entrypoint:48'],
      because:
        'the entry point waits for the database and starts the program, which stays root and needs port 8081 only',
    },
    laterBoots: { is: [], from: ['entrypoint:10-21', 'entrypoint:48'] },
    ports: [{ is: { port: 8081, purpose: 'admin' }, from: 'dockerfile:41' }],
    wantsInit: { is: false, from: 'dockerfile:43', because: 'tini is PID 1' },
    secrets: {
      is: [
        'ME_CONFIG_BASICAUTH_PASSWORD',
        'ME_CONFIG_MONGODB_AUTH_PASSWORD',
        'ME_CONFIG_SITE_COOKIESECRET',
        'ME_CONFIG_SITE_SESSIONSECRET',
      ],
      from: ['manual:57', 'manual:63-64', 'manual:76'],
    },
  },
});
