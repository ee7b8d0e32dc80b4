import { defineProfile } from './profile.js';

const repository = '31z4/zookeeper-docker';
const commit = '52a83649bc332b3324e0f0ecd96a1c88b2793022';
const commit35 = '5cf119d9c5d61024fdba66f7be707413513a8b0d';

export const zookeeper = defineProfile({
  names: ['zookeeper'],
  sources: {
    dockerfile: { repository, commit, file: '3.9.4/Dockerfile' },
    entrypoint: { repository, commit, file: '3.9.4/docker-entrypoint.sh' },
    dockerfile35: { repository, commit: commit35, file: '3.5.9/Dockerfile' },
    entrypoint35: { repository, commit: commit35, file: '3.5.9/docker-entrypoint.sh' },
    manual: {
      repository: 'docker-library/docs',
      commit: 'c4a9ba41443427b2ec1d5c4cc01879076aa4a1eb',
      file: 'zookeeper/content.md',
    },
  },
  facts: {
    role: { is: 'coordination', from: 'dockerfile:84' },
    startsAs: { is: { name: 'root', uid: 0, gid: 0 }, from: 'dockerfile:83', because: 'no USER stands in the file' },
    ports: [
      { is: { port: 2181, purpose: 'client' }, from: 'dockerfile:77' },
      { is: { port: 2888, purpose: 'cluster' }, from: 'dockerfile:77' },
      { is: { port: 3888, purpose: 'cluster' }, from: 'dockerfile:77' },
      { is: { port: 8080, purpose: 'admin' }, from: ['dockerfile:14', 'dockerfile:77'] },
    ],
  },
  variants: [
    {
      since: '3.5',
      facts: {
        account: { is: { name: 'zookeeper', uid: 1000, gid: 1000 }, from: ['dockerfile:18-19', 'dockerfile35:18-19'] },
        dropsRootWith: { is: 'gosu', from: ['entrypoint:8', 'entrypoint35:8'] },
        runsAsAccount: { is: true, from: ['entrypoint:5-6', 'dockerfile:20-21'] },
        firstBoot: {
          is: ['CHOWN', 'SETGID', 'SETUID'],
          from: ['entrypoint:6-9', 'entrypoint35:7-8'],
          because: 'chown of the whole data; gosu',
        },
        laterBoots: {
          is: ['CHOWN', 'SETGID', 'SETUID'],
          from: ['entrypoint:6-9', 'entrypoint35:7-8'],
          because: 'chown is asked for every file at every boot, whoever owns it',
        },
        readOnlyRoot: {
          is: false,
          from: ['entrypoint:12-27', 'dockerfile:70'],
          because: 'the configuration is written beside the files of the image',
        },
        writable: [
          { is: { path: '/data', kind: 'volume', declared: true }, from: ['dockerfile:4', 'dockerfile:75'] },
          { is: { path: '/datalog', kind: 'volume', declared: true }, from: ['dockerfile:5', 'dockerfile:75'] },
          { is: { path: '/logs', kind: 'volume', declared: true }, from: ['dockerfile:6', 'dockerfile:75'] },
        ],
        probeUnless: {
          is: {
            test: ['CMD-SHELL', 'echo srvr | nc -w 2 127.0.0.1 2181 | grep -q Mode'],
            program: 'nc',
            unless: [
              { variable: 'ZOO_4LW_COMMANDS_WHITELIST' },
              { variable: 'ZOO_SERVERS' },
              { mount: '/conf/zoo.cfg' },
            ],
          },
          from: ['dockerfile:32', 'dockerfile35:32', 'entrypoint:28-30', 'manual:103-105'],
          because: 'the one command that is open from the start',
        },
        timing: {
          is: { interval: 10, timeout: 5, retries: 5, startPeriod: 30 },
          from: 'entrypoint:50',
          because: 'a Java machine that reads its data',
        },
      },
    },
  ],
});
