import { defineProfile } from './profile.js';

const repository = 'confluentinc/schema-registry-images';
const commit = '8a5f36fea62c43ade52371015dd88332b3b219ac';

export const cpSchemaRegistry = defineProfile({
  names: ['docker.io/confluentinc/cp-schema-registry'],
  sources: {
    dockerfile: { repository, commit, file: 'schema-registry/Dockerfile.ubi9' },
    configure: { repository, commit, file: 'schema-registry/include/etc/confluent/docker/configure' },
    dockerfile74: {
      repository,
      commit: '663c084a2d123de6581b01b85b67c60b5a621fb2',
      file: 'schema-registry/Dockerfile.ubi8',
    },
    dockerfile6: {
      repository,
      commit: 'fce75ce8d11fdb6408b764d64384b6dc9f109922',
      file: 'schema-registry/Dockerfile.ubi8',
    },
    base: {
      repository: 'confluentinc/common-docker',
      commit: '28af5cf9e8788b2cb96681fc8210d918cc014e3b',
      file: 'base-java-micro/Dockerfile.ubi9',
    },
  },
  facts: {
    role: { is: 'registry', from: 'configure:19-20' },
    ports: [{ is: { port: 8081, purpose: 'client' }, from: ['dockerfile:72', 'dockerfile74:45'] }],
  },
  variants: [
    {
      since: '6',
      facts: {
        startsAs: {
          is: { name: 'appuser', uid: 1000, gid: 1000 },
          from: ['base:1-2', 'base:54-55', 'dockerfile:115', 'dockerfile74:86', 'dockerfile6:84'],
        },
        account: {
          is: { name: 'appuser', uid: 1000, gid: 1000 },
          from: ['base:1-2', 'base:54-55', 'dockerfile:115', 'dockerfile74:86', 'dockerfile6:84'],
        },
        runsAsAccount: { is: true, from: 'dockerfile:115' },
        firstBoot: { is: [], from: ['dockerfile:115', 'dockerfile74:86', 'dockerfile6:84'] },
        laterBoots: { is: [], from: ['dockerfile:115', 'dockerfile74:86', 'dockerfile6:84'] },
        readOnlyRoot: {
          is: false,
          from: ['configure:21', 'configure:37-39'],
          because: 'the configuration is written beside the files of the image',
        },
        writable: [],
        timing: {
          is: { interval: 15, timeout: 10, retries: 5, startPeriod: 60 },
          from: ['configure:19', 'configure:37-39'],
          because: 'it waits for Kafka',
        },
      },
    },
  ],
});
