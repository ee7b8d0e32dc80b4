import { defineProfile } from './profile.js';

const repository = 'confluentinc/kafka-images';
const commit = 'f8e3015a9a60a4f4713de29f61c3ffa15a18b3ae';
const commit6 = '1943fbdf71471a2297dd152385eaf7f918ce2cdf';

export const cpKafkaConnect = defineProfile({
  names: ['docker.io/confluentinc/cp-kafka-connect', 'docker.io/confluentinc/cp-kafka-connect-base'],
  sources: {
    dockerfile: { repository, commit, file: 'kafka-connect-base/Dockerfile.ubi9' },
    connect: { repository, commit, file: 'kafka-connect/Dockerfile.ubi9' },
    configure: { repository, commit, file: 'kafka-connect-base/include/etc/confluent/docker/configure' },
    dockerfile6: { repository, commit: commit6, file: 'kafka-connect-base/Dockerfile.ubi8' },
    connect6: { repository, commit: commit6, file: 'kafka-connect/Dockerfile.ubi8' },
    base: {
      repository: 'confluentinc/common-docker',
      commit: '28af5cf9e8788b2cb96681fc8210d918cc014e3b',
      file: 'base-java-micro/Dockerfile.ubi9',
    },
  },
  facts: {
    role: { is: 'tool', from: ['dockerfile:68', 'connect:21'] },
    ports: [{ is: { port: 8083, purpose: 'admin' }, from: ['dockerfile:66', 'dockerfile6:45'] }],
  },
  variants: [
    {
      since: '6',
      facts: {
        startsAs: {
          is: { name: 'appuser', uid: 1000, gid: 1000 },
          from: ['base:1-2', 'base:54-55', 'dockerfile:109', 'connect:39', 'dockerfile6:71', 'connect6:51'],
        },
        account: {
          is: { name: 'appuser', uid: 1000, gid: 1000 },
          from: ['base:1-2', 'base:54-55', 'dockerfile:109', 'connect:39', 'dockerfile6:71', 'connect6:51'],
        },
        runsAsAccount: { is: true, from: ['dockerfile:109', 'connect:39'] },
        firstBoot: { is: [], from: ['dockerfile:109', 'connect:39', 'dockerfile6:71'] },
        laterBoots: { is: [], from: ['dockerfile:109', 'connect:39', 'dockerfile6:71'] },
        readOnlyRoot: {
          is: false,
          from: ['configure:52-57'],
          because: 'the configuration is written beside the files of the image',
        },
        bringsHealthcheck: { is: true, from: ['dockerfile:118-119', 'dockerfile6:80'] },
        timing: {
          is: { interval: 15, timeout: 10, retries: 10, startPeriod: 120 },
          from: 'dockerfile:118-119',
          because: "the makers' own start period",
        },
      },
    },
  ],
});
