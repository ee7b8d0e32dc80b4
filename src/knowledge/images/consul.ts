import { defineProfile } from './profile.js';

const repository = 'hashicorp/docker-consul';
const commit = 'aedd0844f06e9eac9c4e130206219b1ff044a8c4';

export const consul = defineProfile({
  names: ['consul', 'docker.io/hashicorp/consul'],
  sources: {
    dockerfile: { repository, commit, file: '0.X/Dockerfile' },
    entrypoint: { repository, commit, file: '0.X/docker-entrypoint.sh' },
    newer: {
      repository: 'hashicorp/consul',
      commit: '9bce86134e0f9fbff0ec13d003b23544b88a7153',
      file: '.release/docker/docker-entrypoint.sh',
    },
  },
  facts: {
    role: { is: 'coordination', from: 'dockerfile:101' },
    ports: [
      { is: { port: 8500, purpose: 'admin' }, from: 'dockerfile:90' },
      { is: { port: 8600, purpose: 'client' }, from: 'dockerfile:90' },
      { is: { port: 8600, protocol: 'udp', purpose: 'client' }, from: 'dockerfile:90' },
      { is: { port: 8300, purpose: 'cluster' }, from: 'dockerfile:81' },
      { is: { port: 8301, purpose: 'cluster' }, from: 'dockerfile:86' },
      { is: { port: 8301, protocol: 'udp', purpose: 'cluster' }, from: 'dockerfile:86' },
      { is: { port: 8302, purpose: 'cluster' }, from: 'dockerfile:86' },
      { is: { port: 8302, protocol: 'udp', purpose: 'cluster' }, from: 'dockerfile:86' },
    ],
    wantsInit: { is: false, from: ['entrypoint:1', 'newer:1'], because: 'dumb-init is the first process' },
  },
  variants: [
    {
      since: '1',
      notPart: 'ubi',
      facts: {
        startsAs: {
          is: { name: 'root', uid: 0, gid: 0 },
          from: 'dockerfile:96',
          because: 'no USER stands in the file',
        },
        account: {
          is: { name: 'consul', uid: 100, gid: 1000 },
          from: 'dockerfile:30-31',
          because: 'the first system account and the first group that Alpine makes',
        },
        dropsRootWith: { is: 'su-exec', from: ['entrypoint:114', 'newer:114'] },
        firstBoot: {
          is: ['CHOWN', 'DAC_OVERRIDE', 'SETGID', 'SETUID'],
          from: ['entrypoint:59-61', 'entrypoint:98-105', 'entrypoint:114', 'newer:59-61', 'newer:98-105', 'newer:114'],
          because: 'root writes given settings into a folder of consul, hands over what was mounted; su-exec',
        },
        laterBoots: {
          is: ['DAC_OVERRIDE', 'SETGID', 'SETUID'],
          from: ['entrypoint:59-61', 'entrypoint:98-105', 'entrypoint:114', 'newer:59-61', 'newer:114'],
          because: 'the data belongs to consul by then',
        },
        writable: [
          { is: { path: '/consul/data', kind: 'volume', declared: true }, from: ['dockerfile:77', 'entrypoint:45-51'] },
        ],
        probeUnless: {
          is: {
            test: ['CMD', 'curl', '-sf', '-o', '/dev/null', 'http://127.0.0.1:8500/v1/status/leader'],
            program: 'curl',
            unless: [
              { mount: '/consul/config' },
              { variable: 'CONSUL_LOCAL_CONFIG' },
              { variable: 'CONSUL_CLIENT_INTERFACE' },
              { argument: '-client' },
              { argument: '-http-port' },
              { argument: '-config' },
            ],
          },
          from: ['dockerfile:36', 'dockerfile:90', 'dockerfile:101'],
        },
        timing: {
          is: { interval: 10, timeout: 5, retries: 5, startPeriod: 30 },
          from: 'entrypoint:70-77',
          because: 'it finds its peers',
        },
      },
    },
  ],
});
