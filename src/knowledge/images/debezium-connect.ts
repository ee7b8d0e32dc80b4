import { defineProfile } from './profile.js';

const repository = 'debezium/container-images';
const commit = '07fabf0541b948a0da58e4d8d0092d4e44696399';

export const debeziumConnect = defineProfile({
  names: [
    'quay.io/debezium/connect',
    'docker.io/debezium/connect',
    'quay.io/debezium/connect-base',
    'docker.io/debezium/connect-base',
  ],
  sources: {
    dockerfile: { repository, commit, file: 'connect-base/3.7/Dockerfile' },
    entrypoint: { repository, commit, file: 'connect-base/3.7/docker-entrypoint.sh' },
    connect: { repository, commit, file: 'connect/snapshot/Dockerfile' },
    kafka: { repository, commit, file: 'kafka/3.7/Dockerfile' },
    kafka13: { repository, commit, file: 'kafka/1.3/Dockerfile' },
    dockerfile13: { repository, commit, file: 'connect-base/1.3/Dockerfile' },
  },
  facts: {
    role: { is: 'tool', from: ['connect:1', 'dockerfile:2'] },
    ports: [{ is: { port: 8083, purpose: 'admin' }, from: 'dockerfile:15' }],
  },
  variants: [
    {
      since: '1.3',
      facts: {
        startsAs: {
          is: { name: 'kafka', uid: 1001, gid: 1001 },
          from: ['dockerfile:2', 'dockerfile:13', 'kafka:28', 'kafka13:25', 'dockerfile13:1'],
        },
        account: {
          is: { name: 'kafka', uid: 1001, gid: 1001 },
          from: ['dockerfile:2', 'dockerfile:13', 'kafka:28', 'kafka13:25', 'dockerfile13:1'],
        },
        runsAsAccount: { is: true, from: 'dockerfile:13' },
        firstBoot: { is: [], from: 'dockerfile:13' },
        laterBoots: { is: [], from: 'dockerfile:13' },
        writable: [
          { is: { path: '/kafka/data', kind: 'volume', declared: true }, from: ['dockerfile:16', 'dockerfile13:6'] },
          { is: { path: '/kafka/logs', kind: 'volume', declared: true }, from: ['dockerfile:16', 'dockerfile13:6'] },
          {
            is: { path: '/kafka/config', kind: 'volume', declared: true },
            from: ['dockerfile:16', 'entrypoint:277', 'entrypoint:324'],
            because: 'the configuration is copied there and changed',
          },
        ],
        timing: {
          is: { interval: 15, timeout: 10, retries: 5, startPeriod: 120 },
          from: 'entrypoint:277-324',
          because: 'a Java machine that loads all connectors and waits for Kafka',
        },
      },
    },
  ],
});
