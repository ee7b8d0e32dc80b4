import { defineProfile } from './profile.js';

const repository = 'elastic/dockerfiles';
const commit8 = 'f15851a9a22d36ecdf682c600f316b6b413e291a';
const commit9 = '0bbe2f0a64566b01dd591cd9f8188eda17c40bab';
const commit7 = '28b876f2aaba7bc27d76a1acd55cbc8ada9b5dea';
const commit76 = '1651be58de16c457eaafca07e5a4361c5765bf1e';

export const elasticsearch = defineProfile({
  names: ['elasticsearch', 'docker.elastic.co/elasticsearch/elasticsearch', 'docker.io/elastic/elasticsearch'],
  sources: {
    dockerfile: { repository, commit: commit8, file: 'elasticsearch/Dockerfile' },
    entrypoint: { repository, commit: commit8, file: 'elasticsearch/bin/docker-entrypoint.sh' },
    dockerfile9: { repository, commit: commit9, file: 'elasticsearch/Dockerfile' },
    entrypoint9: { repository, commit: commit9, file: 'elasticsearch/bin/docker-entrypoint.sh' },
    dockerfile7: { repository, commit: commit7, file: 'elasticsearch/Dockerfile' },
    entrypoint7: { repository, commit: commit7, file: 'elasticsearch/bin/docker-entrypoint.sh' },
    dockerfile76: { repository, commit: commit76, file: 'elasticsearch/Dockerfile' },
    entrypoint76: { repository, commit: commit76, file: 'elasticsearch/bin/docker-entrypoint.sh' },
  },
  facts: {
    role: { is: 'search', from: 'dockerfile:129' },
    ports: [
      { is: { port: 9200, purpose: 'client' }, from: ['dockerfile:124', 'dockerfile7:135'] },
      { is: { port: 9300, purpose: 'cluster' }, from: ['dockerfile:124', 'dockerfile7:135'] },
    ],
    secrets: { is: ['ELASTIC_PASSWORD', 'KEYSTORE_PASSWORD'], from: ['entrypoint:42-54', 'entrypoint7:58'] },
  },
  variants: [
    {
      since: '7',
      facts: {
        secretFiles: {
          is: ['ELASTIC_PASSWORD', 'KEYSTORE_PASSWORD'],
          from: ['entrypoint:25-33', 'entrypoint7:41-49'],
          because: 'every variable can be given so',
        },
        readOnlyRoot: {
          is: false,
          from: ['entrypoint:43', 'entrypoint7:59'],
          because: 'the keystore is made beside the configuration',
        },
        writable: [
          {
            is: { path: '/usr/share/elasticsearch/data', kind: 'volume' },
            from: ['dockerfile:52-58', 'dockerfile:117'],
          },
        ],
        timing: {
          is: { interval: 15, timeout: 10, retries: 5, startPeriod: 120 },
          from: ['entrypoint:42-47', 'entrypoint:84'],
          because: 'a Java machine starts for each look at the keystore and then for the server',
        },
        probeUnless: {
          is: {
            test: [
              'CMD-SHELL',
              'curl -s -o /dev/null http://127.0.0.1:9200 || curl -ks -o /dev/null https://127.0.0.1:9200',
            ],
            program: 'curl',
            unless: [
              { variable: 'http.port' },
              { variable: 'http.host' },
              { variable: 'network.host' },
              { argument: '-Ehttp.' },
              { argument: 'http.port' },
              { mount: '/usr/share/elasticsearch/config/elasticsearch.yml' },
            ],
          },
          from: ['dockerfile:77', 'dockerfile:124', 'dockerfile7:89', 'dockerfile9:31'],
          because: 'an answer that asks for a login is an answer; from 8 on it speaks TLS unless it is told not to',
        },
      },
    },
    {
      since: '7',
      before: '8',
      facts: {
        startsAs: {
          is: { name: 'root', uid: 0, gid: 0 },
          from: ['dockerfile7:159', 'dockerfile76:67'],
          because: 'no USER stands in the files',
        },
        account: { is: { name: 'elasticsearch', uid: 1000, gid: 1000 }, from: ['dockerfile76:45', 'entrypoint76:10'] },
        dropsRootWith: { is: 'chroot', from: ['entrypoint7:7-16', 'entrypoint7:101', 'entrypoint76:10'] },
        runsAsAccount: { is: true, from: 'entrypoint7:11-15' },
        firstBoot: {
          is: ['CHOWN', 'SETGID', 'SETUID', 'SYS_CHROOT'],
          from: ['entrypoint7:7-16', 'entrypoint7:76-80', 'entrypoint7:101', 'entrypoint76:10'],
          because: 'chroot with another user; chown where a variable asks for it',
        },
        laterBoots: {
          is: ['CHOWN', 'SETGID', 'SETUID', 'SYS_CHROOT'],
          from: ['entrypoint7:7-16', 'entrypoint7:101', 'entrypoint76:10'],
        },
      },
    },
    {
      since: '7.10',
      before: '8',
      facts: {
        account: { is: { name: 'elasticsearch', uid: 1000, gid: 0 }, from: ['dockerfile7:97-99', 'entrypoint7:10'] },
        wantsInit: { is: false, from: 'dockerfile7:159', because: 'tini is the first process' },
      },
    },
    {
      since: '8',
      facts: {
        startsAs: {
          is: { name: 'elasticsearch', uid: 1000, gid: 0 },
          from: ['dockerfile:85-88', 'dockerfile:152', 'dockerfile9:138'],
        },
        account: {
          is: { name: 'elasticsearch', uid: 1000, gid: 0 },
          from: ['dockerfile:85-88', 'dockerfile:152', 'dockerfile9:138'],
        },
        runsAsAccount: { is: true, from: ['dockerfile:152', 'dockerfile9:138'] },
        firstBoot: { is: [], from: ['dockerfile:152', 'entrypoint:84', 'entrypoint9:43'] },
        laterBoots: { is: [], from: ['dockerfile:152', 'entrypoint:84', 'entrypoint9:43'] },
        wantsInit: { is: false, from: ['dockerfile:148', 'dockerfile9:134'], because: 'tini is the first process' },
      },
    },
  ],
});
