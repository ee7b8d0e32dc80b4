import { defineProfile } from './profile.js';

const repository = 'prometheus/pushgateway';
const commit = '412bd22b127962a4da9ee024f702c85213d915ec';

export const pushgateway = defineProfile({
  names: ['docker.io/prom/pushgateway', 'quay.io/prometheus/pushgateway'],
  sources: {
    dockerfile: { repository, commit, file: 'Dockerfile' },
    distroless: { repository, commit, file: 'Dockerfile.distroless' },
    manual: { repository, commit, file: 'README.md' },
    base: {
      repository: 'prometheus/busybox',
      commit: '869afd42c4d8f5d4e7e4787b3bd9a6c39cb403d6',
      file: 'glibc/Dockerfile',
    },
  },
  facts: {
    role: { is: 'monitoring', from: 'dockerfile:8' },
    ports: [{ is: { port: 9091, purpose: 'client' }, from: 'dockerfile:10' }],
    wantsInit: { is: false, from: 'dockerfile:16', because: 'one program that starts no others' },
  },
  variants: [
    {
      since: '0.8',
      facts: {
        startsAs: { is: { name: 'nobody', uid: 65534, gid: 65534 }, from: 'dockerfile:8-14' },
        firstBoot: { is: [], from: 'dockerfile:12-16', because: 'it never is root' },
        laterBoots: { is: [], from: 'dockerfile:12-16' },
        readOnlyUnless: {
          is: [{ argument: '--persistence.file' }],
          from: ['dockerfile:12-16', 'manual:58'],
          because: 'nothing is kept unless a file is named',
        },
        writable: [],
      },
    },
    {
      since: '0.8',
      notPart: 'distroless',
      facts: {
        probeUnless: {
          is: {
            test: ['CMD', 'wget', '-q', '-O', '/dev/null', 'http://127.0.0.1:9091/-/healthy'],
            program: 'wget',
            unless: [
              { argument: '--web.listen-address' },
              { argument: '--web.external-url' },
              { argument: '--web.route-prefix' },
              { argument: '--web.config.file' },
            ],
          },
          from: ['dockerfile:3', 'base:34', 'manual:581'],
          because: 'the image stands on BusyBox, which has wget',
        },
      },
    },
    {
      part: 'distroless',
      facts: {
        startsAs: { is: { name: 'nonroot', uid: 65532, gid: 65532 }, from: 'distroless:4-5' },
      },
    },
  ],
});
