import { defineProfile } from './profile.js';

const repository = 'docker-library/rabbitmq';
const commit = '9193c1de6d32046e0c1132841a7a4995b0dc32e0';
const commit39 = '849609cdb8a5181e8e830de29030ebd2bdcb62e0';

export const rabbitmq = defineProfile({
  names: ['rabbitmq'],
  sources: {
    dockerfile: { repository, commit, file: '4.2/ubuntu/Dockerfile' },
    alpine: { repository, commit, file: '4.2/alpine/Dockerfile' },
    alpineEntrypoint: { repository, commit, file: '4.2/alpine/docker-entrypoint.sh' },
    management: { repository, commit, file: '4.2/ubuntu/management/Dockerfile' },
    entrypoint: { repository, commit, file: 'docker-entrypoint.sh' },
    dockerfile39: { repository, commit: commit39, file: '3.9/ubuntu/Dockerfile' },
    entrypoint39: { repository, commit: commit39, file: '3.9/ubuntu/docker-entrypoint.sh' },
    manual: {
      repository: 'docker-library/docs',
      commit: 'c4a9ba41443427b2ec1d5c4cc01879076aa4a1eb',
      file: 'rabbitmq/content.md',
    },
    check: {
      repository: 'rabbitmq/rabbitmq-server',
      commit: '0a054bf59e443b5ace9094488ed3215c256a6ecd',
      file: 'deps/rabbitmq_cli/lib/rabbitmq/cli/diagnostics/commands/check_running_command.ex',
    },
    program: {
      repository: 'rabbitmq/rabbitmq-server',
      commit: '2b1c702a2edbd951b73c2a5be97e78fb2343dfac',
      file: 'deps/rabbit/scripts/rabbitmq-diagnostics',
    },
  },
  facts: {
    role: { is: 'queue', from: 'dockerfile:326' },
    startsAs: { is: { name: 'root', uid: 0, gid: 0 }, from: 'dockerfile:323', because: 'no USER stands in the file' },
    ports: [
      { is: { port: 5672, purpose: 'client' }, from: 'dockerfile:325' },
      { is: { port: 5671, purpose: 'client' }, from: 'dockerfile:325' },
      { is: { port: 4369, purpose: 'cluster' }, from: 'dockerfile:325' },
      { is: { port: 25672, purpose: 'cluster' }, from: 'dockerfile:325' },
      { is: { port: 15692, purpose: 'metrics' }, from: ['dockerfile:301-302', 'dockerfile:325'] },
    ],
    secrets: {
      is: ['RABBITMQ_DEFAULT_PASS'],
      from: ['manual:59', 'manual:64'],
    },
  },
  variants: [
    {
      since: '3.9',
      facts: {
        account: {
          is: { name: 'rabbitmq', uid: 999, gid: 999 },
          from: ['dockerfile:228-229', 'dockerfile39:229-230'],
        },
        dropsRootWith: { is: 'gosu', from: ['entrypoint:10', 'entrypoint39:10'] },
        runsAsAccount: { is: true, from: ['entrypoint:4-5', 'dockerfile:307-308'] },
        firstBoot: {
          is: ['CHOWN', 'DAC_READ_SEARCH', 'SETGID', 'SETUID'],
          from: ['entrypoint:7-10', 'entrypoint39:7-10', 'dockerfile:233'],
          because: "find and chown in the data folder; gosu; a probe run as root reads the server's cookie there",
        },
        laterBoots: {
          is: ['CHOWN', 'DAC_READ_SEARCH', 'SETGID', 'SETUID'],
          from: ['entrypoint:7-10', 'entrypoint39:7-10', 'dockerfile:233'],
          because: 'CHOWN for what a command run as root left in the data folder, which is its home',
        },
        writable: [
          {
            is: { path: '/var/lib/rabbitmq', kind: 'volume', declared: true },
            from: ['dockerfile:230', 'dockerfile:308-310'],
          },
        ],
        probe: {
          is: {
            test: ['CMD-SHELL', '[ -e "$HOME/.erlang.cookie" ] && rabbitmq-diagnostics -q check_running'],
            program: 'rabbitmq-diagnostics',
          },
          from: ['dockerfile:242', 'dockerfile:279', 'dockerfile:307-308', 'program:32', 'check:9-11', 'check:20-24'],
          because:
            'the tools lie beside the server; a node that is still booting fails it; whoever comes first makes the cookie, and one that root made is closed to the server',
        },
        timing: {
          is: { interval: 30, timeout: 15, retries: 5, startPeriod: 60 },
          from: ['dockerfile:233', 'entrypoint:7-10'],
          because: 'every call starts an Erlang machine',
        },
      },
    },
    {
      since: '3.9',
      part: 'alpine',
      facts: {
        account: { is: { name: 'rabbitmq', uid: 100, gid: 101 }, from: 'alpine:238-239' },
        dropsRootWith: { is: 'su-exec', from: 'alpineEntrypoint:10' },
      },
    },
    {
      part: 'management',
      facts: {
        ports: [
          { is: { port: 5672, purpose: 'client' }, from: 'dockerfile:325' },
          { is: { port: 5671, purpose: 'client' }, from: 'dockerfile:325' },
          { is: { port: 15672, purpose: 'admin' }, from: 'management:41' },
          { is: { port: 15671, purpose: 'admin' }, from: 'management:41' },
          { is: { port: 4369, purpose: 'cluster' }, from: 'dockerfile:325' },
          { is: { port: 25672, purpose: 'cluster' }, from: 'dockerfile:325' },
          { is: { port: 15692, purpose: 'metrics' }, from: ['dockerfile:301-302', 'dockerfile:325'] },
        ],
      },
    },
  ],
});
