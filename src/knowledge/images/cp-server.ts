import { defineProfile } from './profile.js';

const repository = 'confluentinc/kafka-images';
const commit = 'f8e3015a9a60a4f4713de29f61c3ffa15a18b3ae';
const common = 'confluentinc/common-docker';

export const cpServer = defineProfile({
  names: ['docker.io/confluentinc/cp-server'],
  sources: {
    dockerfile: { repository, commit, file: 'server/Dockerfile.ubi9' },
    configure: { repository, commit, file: 'server/include/etc/confluent/docker/configure' },
    ensure: { repository, commit, file: 'server/include/etc/confluent/docker/ensure' },
    dockerfile6: { repository, commit: '1943fbdf71471a2297dd152385eaf7f918ce2cdf', file: 'server/Dockerfile.ubi8' },
    base: {
      repository: common,
      commit: '28af5cf9e8788b2cb96681fc8210d918cc014e3b',
      file: 'base-java-micro/Dockerfile.ubi9',
    },
  },
  facts: {
    role: { is: 'queue', from: 'dockerfile:67' },
    ports: [{ is: { port: 9092, purpose: 'client' }, from: ['dockerfile:65', 'dockerfile6:50'] }],
  },
  variants: [
    {
      since: '6',
      facts: {
        startsAs: {
          is: { name: 'appuser', uid: 1000, gid: 1000 },
          from: ['base:1-2', 'base:54-55', 'dockerfile:114', 'dockerfile6:88'],
        },
        account: {
          is: { name: 'appuser', uid: 1000, gid: 1000 },
          from: ['base:1-2', 'base:54-55', 'dockerfile:114', 'dockerfile6:88'],
        },
        runsAsAccount: { is: true, from: 'dockerfile:114' },
        firstBoot: { is: [], from: ['dockerfile:114', 'dockerfile6:88'] },
        laterBoots: { is: [], from: ['dockerfile:114', 'dockerfile6:88'] },
        readOnlyRoot: {
          is: false,
          from: ['configure:46', 'configure:145-147'],
          because: 'the configuration is written beside the files of the image',
        },
        writable: [
          {
            is: { path: '/var/lib/kafka/data', kind: 'volume', declared: true },
            from: ['dockerfile:108-112', 'configure:48-51'],
          },
        ],
        timing: {
          is: { interval: 15, timeout: 10, retries: 5, startPeriod: 60 },
          from: ['configure:145-147', 'ensure:19-29'],
          because: 'Java machines start one after the other: templates, the format of the storage, the server',
        },
      },
    },
  ],
});
