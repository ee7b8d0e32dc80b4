import { defineProfile } from './profile.js';

const repository = 'debezium/container-images';
const commit = '07fabf0541b948a0da58e4d8d0092d4e44696399';

export const debeziumKafka = defineProfile({
  names: ['quay.io/debezium/kafka', 'docker.io/debezium/kafka'],
  sources: {
    dockerfile: { repository, commit, file: 'kafka/3.7/Dockerfile' },
    entrypoint: { repository, commit, file: 'kafka/3.7/docker-entrypoint.sh' },
    dockerfile13: { repository, commit, file: 'kafka/1.3/Dockerfile' },
  },
  facts: {
    role: { is: 'queue', from: 'dockerfile:11' },
    ports: [{ is: { port: 9092, purpose: 'client' }, from: 'dockerfile:84' }],
  },
  variants: [
    {
      since: '1.3',
      facts: {
        startsAs: {
          is: { name: 'kafka', uid: 1001, gid: 1001 },
          from: ['dockerfile:28', 'dockerfile:76', 'dockerfile13:25', 'dockerfile13:62'],
        },
        account: {
          is: { name: 'kafka', uid: 1001, gid: 1001 },
          from: ['dockerfile:28', 'dockerfile:76', 'dockerfile13:25', 'dockerfile13:62'],
        },
        runsAsAccount: { is: true, from: 'dockerfile:76' },
        firstBoot: { is: [], from: ['dockerfile:76', 'dockerfile13:62'] },
        laterBoots: { is: [], from: ['dockerfile:76', 'dockerfile13:62'] },
        writable: [
          { is: { path: '/kafka/data', kind: 'volume', declared: true }, from: ['dockerfile:85', 'dockerfile13:71'] },
          { is: { path: '/kafka/logs', kind: 'volume', declared: true }, from: ['dockerfile:85', 'dockerfile13:71'] },
          {
            is: { path: '/kafka/config', kind: 'volume', declared: true },
            from: ['dockerfile:85', 'entrypoint:130-131', 'entrypoint:143-149'],
            because: 'the configuration is copied there and changed',
          },
        ],
        timing: {
          is: { interval: 15, timeout: 10, retries: 5, startPeriod: 60 },
          from: 'entrypoint:154-157',
          because: 'one Java machine formats the storage, the next is the server',
        },
      },
    },
  ],
});
