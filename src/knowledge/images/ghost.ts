import { defineProfile } from './profile.js';

const repository = 'docker-library/ghost';
const commit = '7edb45d66a15a005368ac6e9cea640854c860c44';

export const ghost = defineProfile({
  names: ['ghost'],
  sources: {
    dockerfile: { repository, commit, file: '6/bookworm/Dockerfile' },
    entrypoint: { repository, commit, file: 'docker-entrypoint.sh' },
    node: {
      repository: 'nodejs/docker-node',
      commit: 'f27d936f7d7ccdeec25cd2de33584c1a841f561d',
      file: '22/bookworm-slim/Dockerfile',
    },
  },
  facts: {
    role: { is: 'web', from: 'dockerfile:98' },
    startsAs: { is: { name: 'root', uid: 0, gid: 0 }, from: 'dockerfile:98', because: 'no USER stands in the file' },
    account: { is: { name: 'node', uid: 1000, gid: 1000 }, from: ['entrypoint:7', 'dockerfile:7', 'node:3-4'] },
    dropsRootWith: { is: 'gosu', from: 'entrypoint:7' },
    runsAsAccount: { is: true, from: 'entrypoint:4-8' },
    firstBoot: {
      is: ['CHOWN', 'SETGID', 'SETUID'],
      from: 'entrypoint:5-8',
      because: 'chown of the content, and gosu; the rest is done as node',
    },
    laterBoots: {
      is: ['SETGID', 'SETUID'],
      from: 'entrypoint:5-8',
      because: 'the content belongs to node by then',
    },
    ports: [{ is: { port: 2368, purpose: 'web' }, from: 'dockerfile:97' }],
  },
  variants: [
    {
      since: '6',
      facts: {
        probeUnless: {
          is: {
            test: [
              'CMD',
              'node',
              '-e',
              "fetch('http://127.0.0.1:2368/', { redirect: 'manual' }).then(() => process.exit(0), () => process.exit(1))",
            ],
            program: 'node',
            unless: [
              { variable: 'server__port' },
              { variable: 'server__host' },
              { mount: '/var/lib/ghost/config.production.json' },
            ],
          },
          from: ['dockerfile:7', 'dockerfile:65'],
          because: 'any answer will do: with another address in its settings it redirects',
        },
      },
    },
  ],
});
