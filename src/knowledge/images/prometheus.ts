import { defineProfile } from './profile.js';

const repository = 'prometheus/prometheus';
const commit = 'd15adb9ad7e5d9fbde3a9a8f30200593a5a14d86';

export const prometheus = defineProfile({
  names: ['docker.io/prom/prometheus', 'quay.io/prometheus/prometheus'],
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
    role: { is: 'monitoring', from: 'dockerfile:8' },
    ports: [{ is: { port: 9090, purpose: 'web' }, from: 'dockerfile:27' }],
    wantsInit: { is: false, from: 'dockerfile:29', because: 'one program that starts no others' },
  },
  variants: [
    {
      since: '2.0',
      facts: {
        startsAs: {
          is: { name: 'nobody', uid: 65534, gid: 65534 },
          from: ['dockerfile:26', 'pushgateway:8-14'],
          because: 'the image on the same base gives what it writes to nobody and starts as 65534',
        },
        firstBoot: { is: [], from: 'dockerfile:24-29', because: 'it never is root' },
        laterBoots: { is: [], from: 'dockerfile:24-29' },
        readOnlyUnless: {
          is: [{ argument: '--storage.tsdb.path' }, { argument: '--storage.agent.path' }],
          from: ['dockerfile:24-31'],
          because: 'the user owns nothing else that a program would write to',
        },
        writable: [
          { is: { path: '/prometheus', kind: 'volume', declared: true }, from: ['dockerfile:28', 'dockerfile:31'] },
        ],
      },
    },
    {
      since: '2.0',
      notPart: 'distroless',
      facts: {
        probeUnless: {
          is: {
            test: ['CMD', 'wget', '-q', '-O', '/dev/null', 'http://127.0.0.1:9090/-/healthy'],
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
