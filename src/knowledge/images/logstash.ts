import { defineProfile } from './profile.js';

const repository = 'elastic/dockerfiles';
const commit8 = 'f15851a9a22d36ecdf682c600f316b6b413e291a';
const commit9 = '0bbe2f0a64566b01dd591cd9f8188eda17c40bab';
const commit7 = '28b876f2aaba7bc27d76a1acd55cbc8ada9b5dea';
const commit76 = '1651be58de16c457eaafca07e5a4361c5765bf1e';

export const logstash = defineProfile({
  names: ['logstash', 'docker.elastic.co/logstash/logstash', 'docker.io/elastic/logstash'],
  sources: {
    dockerfile: { repository, commit: commit8, file: 'logstash/Dockerfile' },
    entrypoint: { repository, commit: commit8, file: 'logstash/bin/docker-entrypoint' },
    settings: { repository, commit: commit8, file: 'logstash/config/logstash-full.yml' },
    dockerfile9: { repository, commit: commit9, file: 'logstash/Dockerfile' },
    dockerfile7: { repository, commit: commit7, file: 'logstash/Dockerfile' },
    entrypoint7: { repository, commit: commit7, file: 'logstash/bin/docker-entrypoint' },
    dockerfile76: { repository, commit: commit76, file: 'logstash/Dockerfile' },
  },
  facts: {
    role: { is: 'tool', from: 'entrypoint:28' },
    ports: [
      { is: { port: 5044, purpose: 'client' }, from: ['dockerfile:67', 'dockerfile7:63'] },
      { is: { port: 9600, purpose: 'metrics' }, from: ['dockerfile:67', 'dockerfile7:63'] },
    ],
  },
  variants: [
    {
      since: '7.6',
      facts: {
        startsAs: {
          is: { name: 'logstash', uid: 1000, gid: 1000 },
          from: ['dockerfile:24-25', 'dockerfile:65', 'dockerfile7:61', 'dockerfile76:45', 'dockerfile9:51'],
        },
        account: {
          is: { name: 'logstash', uid: 1000, gid: 1000 },
          from: ['dockerfile:24-25', 'dockerfile:65', 'dockerfile7:61', 'dockerfile76:45', 'dockerfile9:51'],
        },
        runsAsAccount: { is: true, from: 'dockerfile:65' },
        firstBoot: { is: [], from: ['dockerfile:65', 'entrypoint:27-31'] },
        laterBoots: { is: [], from: ['dockerfile:65', 'entrypoint:27-31'] },
        readOnlyRoot: {
          is: false,
          from: ['entrypoint:3-7', 'entrypoint7:3-7'],
          because: 'the entry point changes the configuration in place',
        },
        timing: {
          is: { interval: 15, timeout: 10, retries: 5, startPeriod: 120 },
          from: 'entrypoint:28',
          because: 'a Java machine that loads its plugins',
        },
        probeUnless: {
          is: {
            test: ['CMD', 'curl', '-sf', '-o', '/dev/null', 'http://127.0.0.1:9600'],
            program: 'curl',
            unless: [
              { variable: 'HTTP_PORT' },
              { variable: 'HTTP_HOST' },
              { variable: 'API_HTTP_PORT' },
              { variable: 'API_HTTP_HOST' },
              { variable: 'API_SSL_ENABLED' },
              { variable: 'API_AUTH_TYPE' },
              { argument: '--api' },
              { argument: '--http' },
              { mount: '/usr/share/logstash/config/logstash.yml' },
            ],
          },
          from: ['dockerfile:12', 'dockerfile:67', 'dockerfile7:8', 'dockerfile9:27', 'settings:1'],
          because: 'its interface for metrics',
        },
      },
    },
  ],
});
