import { defineProfile } from './profile.js';

const repository = 'traefik/traefik-library-image';
const commit = '697393828fd83340553fe3edd13e961a9c3b971a';

export const traefik = defineProfile({
  names: ['traefik'],
  sources: {
    dockerfile: { repository, commit, file: 'v3.7/alpine/Dockerfile' },
    scratch: { repository, commit, file: 'v3.7/scratch/Dockerfile' },
    version2: { repository, commit, file: 'v2.11/alpine/Dockerfile' },
    version1: { repository, commit, file: 'tmpl/alpine/tmplv1.Dockerfile' },
    entrypoint: { repository, commit, file: 'v3.7/alpine/entrypoint.sh' },
    manual: {
      repository: 'docker-library/docs',
      commit: 'c4a9ba41443427b2ec1d5c4cc01879076aa4a1eb',
      file: 'traefik/content.md',
    },
  },
  facts: {
    role: { is: 'proxy', from: 'dockerfile:29' },
    startsAs: {
      is: { name: 'root', uid: 0, gid: 0 },
      from: ['dockerfile:22', 'scratch:8', 'version2:22', 'version1:16'],
      because: 'no USER stands in the files',
    },
    firstBoot: {
      is: ['NET_BIND_SERVICE'],
      from: ['dockerfile:20', 'entrypoint:18'],
      because: 'the entry point only starts the program, which binds port 80 and stays root',
    },
    laterBoots: { is: ['NET_BIND_SERVICE'], from: ['dockerfile:20', 'entrypoint:18'] },
    ports: [
      { is: { port: 80, purpose: 'web' }, from: 'dockerfile:20' },
      { is: { port: 8080, purpose: 'admin' }, from: ['manual:22-23', 'manual:65'], because: 'the dashboard' },
    ],
    wantsInit: { is: false, from: 'entrypoint:18', because: 'one program that starts no others' },
  },
});
