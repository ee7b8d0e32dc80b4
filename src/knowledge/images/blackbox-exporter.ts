import { defineProfile } from './profile.js';

const repository = 'prometheus/blackbox_exporter';
const commit = 'e39d7d415684f31b907dce55201a435fe2c2cf0d';

export const blackboxExporter = defineProfile({
  names: ['docker.io/prom/blackbox-exporter', 'quay.io/prometheus/blackbox-exporter'],
  sources: {
    dockerfile: { repository, commit, file: 'Dockerfile' },
    manual: { repository, commit, file: 'README.md' },
    program: { repository, commit, file: 'main.go' },
    base: {
      repository: 'prometheus/busybox',
      commit: '869afd42c4d8f5d4e7e4787b3bd9a6c39cb403d6',
      file: 'glibc/Dockerfile',
    },
  },
  facts: {
    role: { is: 'monitoring', from: 'dockerfile:8' },
    ports: [{ is: { port: 9115, purpose: 'metrics' }, from: 'dockerfile:21' }],
    wantsInit: { is: false, from: 'dockerfile:22', because: 'one program that starts no others' },
  },
  variants: [
    {
      notPart: 'distroless',
      facts: {
        startsAs: {
          is: { name: 'root', uid: 0, gid: 0 },
          from: 'dockerfile:22',
          because: 'no USER stands in the file',
        },
        firstBoot: { is: ['NET_RAW'], from: 'manual:256-257', because: 'probes by ICMP' },
        laterBoots: { is: ['NET_RAW'], from: 'manual:256-257' },
        probeUnless: {
          is: {
            test: ['CMD', 'wget', '-q', '-O', '/dev/null', 'http://127.0.0.1:9115/-/healthy'],
            program: 'wget',
            unless: [
              { argument: '--web.listen-address' },
              { argument: '--web.external-url' },
              { argument: '--web.route-prefix' },
              { argument: '--web.config.file' },
            ],
          },
          from: ['dockerfile:3', 'base:34', 'program:204'],
          because: 'the image stands on BusyBox, which has wget',
        },
      },
    },
  ],
});
