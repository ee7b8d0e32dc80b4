import { defineProfile } from './profile.js';

const repository = 'apache/kafka';
const commit = '1eb7644349cb07139d6a3c1ad1986979647cac99';

export const kafka = defineProfile({
  names: ['docker.io/apache/kafka'],
  sources: {
    dockerfile: { repository, commit, file: 'docker/jvm/Dockerfile' },
    configure: { repository, commit, file: 'docker/resources/common-scripts/configure' },
    launch: { repository, commit, file: 'docker/jvm/launch' },
    first: { repository, commit, file: 'docker/docker_official_images/3.7.0/jvm/Dockerfile' },
  },
  facts: {
    role: { is: 'queue', from: 'dockerfile:57' },
    startsAs: {
      is: { name: 'appuser', uid: 1000, gid: 1000 },
      from: ['dockerfile:75', 'dockerfile:91', 'first:75', 'first:91'],
      because: 'the first account that adduser makes in an Alpine image',
    },
    account: {
      is: { name: 'appuser', uid: 1000, gid: 1000 },
      from: ['dockerfile:75', 'dockerfile:91', 'first:75', 'first:91'],
      because: 'the first account that adduser makes in an Alpine image',
    },
    runsAsAccount: { is: true, from: 'dockerfile:91' },
    firstBoot: { is: [], from: ['dockerfile:91', 'launch:68'] },
    laterBoots: { is: [], from: ['dockerfile:91', 'launch:68'] },
    readOnlyRoot: {
      is: false,
      from: ['configure:65', 'launch:54-57'],
      because: 'the configuration is written beside the files of the image',
    },
    writable: [
      { is: { path: '/var/lib/kafka/data', kind: 'volume', declared: true }, from: ['dockerfile:73', 'dockerfile:93'] },
    ],
    ports: [{ is: { port: 9092, purpose: 'client' }, from: 'dockerfile:47' }],
    probeUnless: {
      is: {
        test: ['CMD', 'bash', '-c', 'exec 3<>/dev/tcp/127.0.0.1/9092'],
        program: 'bash',
        unless: [
          { variable: 'KAFKA_LISTENERS' },
          { variable: 'KAFKA_ADVERTISED_LISTENERS' },
          { variable: 'KAFKA_PROCESS_ROLES' },
          { mount: '/mnt/shared/config' },
        ],
      },
      from: ['dockerfile:47', 'dockerfile:65', 'dockerfile:81'],
      because: 'with the configuration of the image it listens there',
    },
    timing: {
      is: { interval: 15, timeout: 10, retries: 5, startPeriod: 60 },
      from: ['launch:54-59', 'launch:68'],
      because: 'one Java machine formats the storage, the next is the server',
    },
  },
});
