import { defineProfile } from './profile.js';

const repository = 'debezium/container-images';
const commit = '07fabf0541b948a0da58e4d8d0092d4e44696399';

export const debeziumZookeeper = defineProfile({
  names: ['quay.io/debezium/zookeeper', 'docker.io/debezium/zookeeper'],
  sources: {
    dockerfile: { repository, commit, file: 'zookeeper/3.4/Dockerfile' },
    entrypoint: { repository, commit, file: 'zookeeper/3.4/docker-entrypoint.sh' },
    dockerfile13: { repository, commit, file: 'zookeeper/1.3/Dockerfile' },
  },
  facts: {
    role: { is: 'coordination', from: 'dockerfile:82' },
    ports: [
      { is: { port: 2181, purpose: 'client' }, from: 'dockerfile:77' },
      { is: { port: 2888, purpose: 'cluster' }, from: 'dockerfile:77' },
      { is: { port: 3888, purpose: 'cluster' }, from: 'dockerfile:77' },
    ],
  },
  variants: [
    {
      since: '1.3',
      facts: {
        startsAs: {
          is: { name: 'zookeeper', uid: 1001, gid: 1001 },
          from: ['dockerfile:19-20', 'dockerfile:28', 'dockerfile13:19', 'dockerfile13:27'],
        },
        account: {
          is: { name: 'zookeeper', uid: 1001, gid: 1001 },
          from: ['dockerfile:19-20', 'dockerfile:28', 'dockerfile13:19', 'dockerfile13:27'],
        },
        runsAsAccount: { is: true, from: 'dockerfile:28' },
        firstBoot: { is: [], from: ['dockerfile:28', 'dockerfile13:27'] },
        laterBoots: { is: [], from: ['dockerfile:28', 'dockerfile13:27'] },
        writable: [
          {
            is: { path: '/zookeeper/data', kind: 'volume', declared: true },
            from: ['dockerfile:78', 'dockerfile13:74'],
          },
          {
            is: { path: '/zookeeper/txns', kind: 'volume', declared: true },
            from: ['dockerfile:78', 'dockerfile13:74'],
          },
          {
            is: { path: '/zookeeper/conf', kind: 'volume', declared: true },
            from: ['dockerfile:78', 'dockerfile13:74', 'entrypoint:32-45'],
            because: 'the configuration is copied there and changed',
          },
        ],
        timing: {
          is: { interval: 10, timeout: 5, retries: 5, startPeriod: 30 },
          from: 'entrypoint:78-80',
          because: 'a Java machine that reads its data',
        },
      },
    },
  ],
});
