import { defineProfile } from './profile.js';

const repository = 'confluentinc/kafka-images';
const commit = '326ef42639f5dbde182c2e80163cc5eddb79117a';
const common = 'confluentinc/common-docker';

export const cpZookeeper = defineProfile({
  names: ['docker.io/confluentinc/cp-zookeeper'],
  sources: {
    dockerfile: { repository, commit, file: 'zookeeper/Dockerfile.ubi8' },
    configure: { repository, commit, file: 'zookeeper/include/etc/confluent/docker/configure' },
    ensure: { repository, commit, file: 'zookeeper/include/etc/confluent/docker/ensure' },
    dockerfile6: { repository, commit: '1943fbdf71471a2297dd152385eaf7f918ce2cdf', file: 'zookeeper/Dockerfile.ubi8' },
    base: {
      repository: common,
      commit: '28af5cf9e8788b2cb96681fc8210d918cc014e3b',
      file: 'base-java-micro/Dockerfile.ubi9',
    },
  },
  facts: {
    role: { is: 'coordination', from: 'dockerfile:44' },
    ports: [
      { is: { port: 2181, purpose: 'client' }, from: ['dockerfile:42', 'dockerfile6:41'] },
      { is: { port: 2888, purpose: 'cluster' }, from: ['dockerfile:42', 'dockerfile6:41'] },
      { is: { port: 3888, purpose: 'cluster' }, from: ['dockerfile:42', 'dockerfile6:41'] },
    ],
  },
  variants: [
    {
      since: '6',
      facts: {
        startsAs: {
          is: { name: 'appuser', uid: 1000, gid: 1000 },
          from: ['base:1-2', 'base:54-55', 'dockerfile:77', 'dockerfile6:76'],
        },
        account: {
          is: { name: 'appuser', uid: 1000, gid: 1000 },
          from: ['base:1-2', 'base:54-55', 'dockerfile:77', 'dockerfile6:76'],
        },
        runsAsAccount: { is: true, from: 'dockerfile:77' },
        firstBoot: { is: [], from: ['dockerfile:77', 'dockerfile6:76'] },
        laterBoots: { is: [], from: ['dockerfile:77', 'dockerfile6:76'] },
        readOnlyRoot: {
          is: false,
          from: ['configure:21', 'configure:44-46'],
          because: 'the configuration is written beside the files of the image',
        },
        writable: [
          {
            is: { path: '/var/lib/zookeeper/data', kind: 'volume', declared: true },
            from: ['dockerfile:73', 'ensure:20'],
          },
          {
            is: { path: '/var/lib/zookeeper/log', kind: 'volume', declared: true },
            from: ['dockerfile:73', 'ensure:23'],
          },
        ],
        timing: {
          is: { interval: 10, timeout: 5, retries: 5, startPeriod: 60 },
          from: ['configure:44-46', 'ensure:19-23'],
          because: 'templates are filled in before a Java machine starts the server',
        },
      },
    },
  ],
});
