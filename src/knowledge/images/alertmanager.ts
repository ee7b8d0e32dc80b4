import { defineProfile } from './profile.js';

const repository = 'prometheus/alertmanager';
const commit = '68fb2d5759b3a92c0bb2a1a13d4ef7ff5b06256d';

export const alertmanager = defineProfile({
  names: ['docker.io/prom/alertmanager', 'quay.io/prometheus/alertmanager'],
  sources: {
    dockerfile: { repository, commit, file: 'Dockerfile' },
    distroless: { repository, commit, file: 'Dockerfile.distroless' },
    api: { repository, commit, file: 'docs/management_api.md' },
    base: {
      repository: 'prometheus/busybox',
      commit: '869afd42c4d8f5d4e7e4787b3bd9a6c39cb403d6',
      file: 'glibc/Dockerfile',
    },
    pushgateway: {
      repository: 'prometheus/pushgateway',
      commit: '412bd22b127962a4da9ee024f702c85213d915ec',
      file: 'Dockerfile',
    },
  },
  facts: {
    role: { is: 'monitoring', from: 'dockerfile:10' },
    ports: [{ is: { port: 9093, purpose: 'web' }, from: 'dockerfile:18' }],
    wantsInit: { is: false, from: 'dockerfile:21', because: 'one program that starts no others' },
  },
  variants: [
    {
      since: '0.16',
      facts: {
        startsAs: {
          is: { name: 'nobody', uid: 65534, gid: 65534 },
          from: ['dockerfile:17', 'pushgateway:8-14'],
          because: 'the image on the same base gives what it writes to nobody and starts as 65534',
        },
        firstBoot: { is: [], from: 'dockerfile:13-21', because: 'it never is root' },
        laterBoots: { is: [], from: 'dockerfile:13-21' },
        readOnlyUnless: {
          is: [{ argument: '--storage.path' }],
          from: 'dockerfile:13-23',
          because: 'the user owns nothing else that a program would write to',
        },
        writable: [
          { is: { path: '/alertmanager', kind: 'volume', declared: true }, from: ['dockerfile:19', 'dockerfile:23'] },
        ],
      },
    },
    {
      since: '0.16',
      notPart: 'distroless',
      facts: {
        probeUnless: {
          is: {
            test: ['CMD', 'wget', '-q', '-O', '/dev/null', 'http://127.0.0.1:9093/-/healthy'],
            program: 'wget',
            unless: [
              { argument: '--web.listen-address' },
              { argument: '--web.external-url' },
              { argument: '--web.route-prefix' },
              { argument: '--web.config.file' },
            ],
          },
          from: ['dockerfile:3', 'base:34', 'api:12'],
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
