import { defineProfile } from './profile.js';

const repository = 'redis-stack/redis-stack';
const commit = 'ac9794706d24e720b334b514b8748c1ef41898b9';

export const redisStack = defineProfile({
  names: ['docker.io/redis/redis-stack-server', 'docker.io/redis/redis-stack'],
  sources: {
    links: { repository, commit, file: 'etc/package/postinstall' },
    dockerfile: { repository, commit, file: 'envs/dockers/dockerfile.tmpl' },
    entrypoint: { repository, commit, file: 'etc/scripts/entrypoint.sh' },
  },
  facts: {
    role: { is: 'database', from: 'dockerfile:21-41' },
    startsAs: { is: { name: 'root', uid: 0, gid: 0 }, from: 'dockerfile:41', because: 'no USER stands in the file' },
    firstBoot: { is: [], from: ['dockerfile:7', 'entrypoint:12-36'], because: 'root writes in a folder of root' },
    laterBoots: { is: [], from: ['dockerfile:7', 'entrypoint:12-36'] },
    writable: [
      {
        is: { path: '/data', kind: 'volume' },
        from: ['dockerfile:7', 'entrypoint:12-14', 'entrypoint:27'],
      },
    ],
    probeUnless: {
      is: {
        test: ['CMD-SHELL', 'redis-cli ping | grep -qE "PONG|NOAUTH"'],
        program: 'redis-cli',
        unless: [{ variable: 'REDIS_ARGS' }],
      },
      from: ['links:3', 'entrypoint:25-36'],
      because: 'a server with a password answers NOAUTH; the variable may change the port',
    },
    timing: {
      is: { interval: 10, timeout: 5, retries: 5, startPeriod: 30 },
      from: 'entrypoint:25-36',
      because: 'it loads six modules and then the stored data',
    },
    ports: [{ is: { port: 6379, purpose: 'client' }, from: 'dockerfile:25' }],
    wantsInit: { is: false, from: 'entrypoint:1', because: 'dumb-init is the first process' },
  },
});
