import { defineProfile } from './profile.js';

const repository = 'etcd-io/etcd';

export const etcd = defineProfile({
  names: ['quay.io/coreos/etcd', 'gcr.io/etcd-development/etcd'],
  sources: {
    dockerfile: { repository, commit: 'c34dc7ee0048fd2bcc44d50beff002e5e8069b69', file: 'Dockerfile' },
    dockerfile36: { repository, commit: 'f5d605a93abe2fdfa13880aab0f1f3a4203628dd', file: 'Dockerfile' },
    dockerfile35: { repository, commit: 'bdbbde998b7ed434b23676530d10dbd601c4a7c0', file: 'Dockerfile-release.amd64' },
  },
  facts: {
    role: { is: 'coordination', from: 'dockerfile:17' },
    ports: [
      { is: { port: 2379, purpose: 'client' }, from: ['dockerfile:14', 'dockerfile35:10'] },
      { is: { port: 2380, purpose: 'cluster' }, from: ['dockerfile:14', 'dockerfile35:10'] },
    ],
  },
  variants: [
    {
      since: '3.5',
      facts: {
        startsAs: {
          is: { name: 'root', uid: 0, gid: 0 },
          from: ['dockerfile:1-17', 'dockerfile36:2', 'dockerfile35:1-13'],
          because: 'no USER stands in the files',
        },
        firstBoot: { is: [], from: ['dockerfile:17', 'dockerfile35:13'], because: 'root stays root' },
        laterBoots: { is: [], from: ['dockerfile:17', 'dockerfile35:13'] },
        probeUnless: {
          is: {
            test: ['CMD', 'etcdctl', 'endpoint', 'health'],
            program: 'etcdctl',
            unless: [
              { variable: 'ETCD_LISTEN_CLIENT_URLS' },
              { variable: 'ETCD_CERT_FILE' },
              { variable: 'ETCD_CLIENT_CERT_AUTH' },
              { variable: 'ETCD_AUTO_TLS' },
              { variable: 'ETCD_CONFIG_FILE' },
              { argument: '--listen-client-urls' },
              { argument: '-listen-client-urls' },
              { argument: '--cert-file' },
              { argument: '--client-cert-auth' },
              { argument: '--auto-tls' },
              { argument: '--config-file' },
            ],
          },
          from: ['dockerfile:8', 'dockerfile35:4'],
        },
        timing: {
          is: { interval: 10, timeout: 5, retries: 5, startPeriod: 30 },
          from: 'dockerfile:17',
          because: 'it reads its data and finds its peers',
        },
      },
    },
  ],
});
