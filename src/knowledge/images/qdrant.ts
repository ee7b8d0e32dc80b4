import { defineProfile } from './profile.js';

const repository = 'qdrant/qdrant';
const commit = '74f3e85b9473c62560006c043e13737ce6b48412';

export const qdrant = defineProfile({
  names: ['docker.io/qdrant/qdrant'],
  sources: {
    dockerfile: { repository, commit, file: 'Dockerfile' },
    entrypoint: { repository, commit, file: 'tools/entrypoint.sh' },
    settings: { repository, commit, file: 'config/config.yaml' },
    workflow: { repository, commit, file: '.github/workflows/docker-image.yml' },
  },
  facts: {
    role: { is: 'search', from: ['dockerfile:239-246', 'settings:330'] },
    ports: [
      { is: { port: 6333, purpose: 'client' }, from: 'dockerfile:236' },
      { is: { port: 6334, purpose: 'client' }, from: 'dockerfile:237' },
    ],
  },
  variants: [
    {
      since: '1.9',
      facts: {
        startsAs: { is: { name: 'root', uid: 0, gid: 0 }, from: ['dockerfile:214', 'dockerfile:231'] },
        firstBoot: { is: [], from: 'dockerfile:214-231', because: 'root stays root, in folders of root' },
        laterBoots: { is: [], from: 'dockerfile:214-231' },
        readOnlyRoot: {
          is: false,
          from: ['entrypoint:42-49', 'dockerfile:229'],
          because: 'the server leaves a mark beside its program',
        },
        writable: [
          {
            is: { path: '/qdrant/storage', kind: 'volume' },
            from: ['dockerfile:212', 'dockerfile:229', 'settings:19'],
          },
          {
            is: { path: '/qdrant/snapshots', kind: 'volume' },
            from: ['dockerfile:212', 'dockerfile:229', 'settings:22'],
          },
        ],
        probeUnless: {
          is: {
            test: ['CMD', 'bash', '-c', 'exec 3<>/dev/tcp/127.0.0.1/6333'],
            program: 'bash',
            unless: [
              { variable: 'QDRANT__SERVICE__HTTP_PORT' },
              { variable: 'QDRANT__SERVICE__HOST' },
              { mount: '/qdrant/config' },
              { argument: '--config-path' },
            ],
          },
          from: ['dockerfile:143', 'entrypoint:1', 'settings:327-330'],
          because: 'the image holds no client; bash, which runs the entry point, opens the port',
        },
        timing: {
          is: { interval: 10, timeout: 5, retries: 5, startPeriod: 60 },
          from: 'entrypoint:21-25',
          because: 'it loads its collections',
        },
      },
    },
    {
      since: '1.9',
      part: 'unprivileged',
      facts: {
        startsAs: { is: { name: 'qdrant', uid: 1000, gid: 1000 }, from: ['dockerfile:216-221', 'workflow:72'] },
        account: { is: { name: 'qdrant', uid: 1000, gid: 1000 }, from: ['dockerfile:216-221', 'workflow:72'] },
        runsAsAccount: { is: true, from: 'workflow:72' },
      },
    },
  ],
});
