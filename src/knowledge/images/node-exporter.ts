import { defineProfile } from './profile.js';

const repository = 'prometheus/node_exporter';
const commit = 'a7dcc3a01545180d4f2087db70994cbc3abfed13';

export const nodeExporter = defineProfile({
  names: ['docker.io/prom/node-exporter', 'quay.io/prometheus/node-exporter'],
  sources: {
    dockerfile: { repository, commit, file: 'Dockerfile' },
    distroless: { repository, commit, file: 'Dockerfile.distroless' },
    program: { repository, commit, file: 'node_exporter.go' },
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
    ports: [{ is: { port: 9100, purpose: 'metrics' }, from: 'dockerfile:19' }],
    wantsInit: { is: false, from: 'dockerfile:21', because: 'one program that starts no others' },
  },
  variants: [
    {
      since: '0.15',
      facts: {
        startsAs: {
          is: { name: 'nobody', uid: 65534, gid: 65534 },
          from: ['dockerfile:20', 'pushgateway:8-14'],
          because: 'the image on the same base gives what it writes to nobody and starts as 65534',
        },
        firstBoot: { is: [], from: 'dockerfile:18-21', because: 'it never is root' },
        laterBoots: { is: [], from: 'dockerfile:18-21' },
        readOnlyRoot: { is: true, from: 'dockerfile:18-21', because: 'the user owns nothing that could be written' },
        writable: [],
      },
    },
    {
      since: '0.15',
      notPart: 'distroless',
      facts: {
        probeUnless: {
          is: {
            test: ['CMD', 'wget', '-q', '-O', '/dev/null', 'http://127.0.0.1:9100/'],
            program: 'wget',
            unless: [{ argument: '--web.listen-address' }, { argument: '--web.config' }],
          },
          from: ['dockerfile:3', 'base:34', 'program:227-243'],
          because: 'the image stands on BusyBox, which has wget; the landing page collects nothing',
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
