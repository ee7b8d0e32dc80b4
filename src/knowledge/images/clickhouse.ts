import { defineProfile } from './profile.js';

const repository = 'ClickHouse/docker-library';
const commit = 'b34751676b4cd113caedf5d6f99ce21fa34ac480';

export const clickhouse = defineProfile({
  names: ['docker.io/clickhouse/clickhouse-server', 'clickhouse'],
  sources: {
    dockerfile: { repository, commit, file: 'server/26.7.3.19/Dockerfile.ubuntu' },
    alpine: { repository, commit, file: 'server/26.7.3.19/Dockerfile.alpine' },
    entrypoint: { repository, commit, file: 'server/26.7.3.19/entrypoint.sh' },
    dockerfile25: { repository, commit, file: 'server/25.8.29.51/Dockerfile.ubuntu' },
    entrypoint25: { repository, commit, file: 'server/25.8.29.51/entrypoint.sh' },
  },
  facts: {
    role: { is: 'database', from: 'dockerfile:97' },
    ports: [
      { is: { port: 8123, purpose: 'client' }, from: 'dockerfile:92' },
      { is: { port: 9000, purpose: 'client' }, from: 'dockerfile:92' },
      { is: { port: 9009, purpose: 'cluster' }, from: 'dockerfile:92' },
    ],
    secrets: { is: ['CLICKHOUSE_PASSWORD'], from: 'entrypoint:46-48' },
  },
  variants: [
    {
      since: '25',
      notPart: 'distroless',
      facts: {
        startsAs: {
          is: { name: 'root', uid: 0, gid: 0 },
          from: ['dockerfile:97', 'dockerfile25:95', 'alpine:115'],
          because: 'no USER stands in the files',
        },
        account: {
          is: { name: 'clickhouse', uid: 101, gid: 101 },
          from: ['dockerfile:21-22', 'dockerfile25:19-20', 'alpine:48-51'],
        },
        dropsRootWith: { is: 'clickhouse su', from: ['entrypoint:266', 'entrypoint25:265'] },
        runsAsAccount: { is: true, from: 'entrypoint:11-24' },
        firstBoot: {
          is: ['CHOWN', 'DAC_OVERRIDE', 'SETGID', 'SETUID'],
          from: ['entrypoint:55-92', 'entrypoint:122', 'entrypoint:266', 'entrypoint25:55-92'],
          because:
            'root makes folders among the data and writes the account into the configuration, and hands folders over',
        },
        laterBoots: {
          is: ['CHOWN', 'DAC_OVERRIDE', 'SETGID', 'SETUID'],
          from: ['entrypoint:55-92', 'entrypoint:122', 'entrypoint:266', 'entrypoint25:55-92'],
          because: 'the folders of the container are new when it is made anew',
        },
        readOnlyRoot: {
          is: false,
          from: ['entrypoint:122', 'entrypoint:147'],
          because: 'the account is written into the configuration of the image',
        },
        writable: [
          {
            is: { path: '/var/lib/clickhouse', kind: 'volume', declared: true },
            from: ['dockerfile:93', 'dockerfile25:91'],
          },
        ],
        secretFiles: { is: ['CLICKHOUSE_PASSWORD'], from: ['entrypoint:46-48', 'entrypoint25:46-48'] },
        probeUnless: {
          is: {
            test: ['CMD-SHELL', 'wget -q -O /dev/null "http://$(hostname):8123/ping"'],
            program: 'wget',
            unless: [
              { mount: '/etc/clickhouse-server/config.xml' },
              { mount: '/etc/clickhouse-server/config.d' },
              { variable: 'CLICKHOUSE_CONFIG' },
            ],
          },
          from: ['dockerfile:29', 'dockerfile:92', 'entrypoint:191', 'entrypoint:197', 'alpine:15'],
          because: 'not at 127.0.0.1, where the server of the first boot answers while it is still being set up',
        },
        timing: {
          is: { interval: 10, timeout: 5, retries: 5, startPeriod: 60 },
          from: 'entrypoint:191-197',
          because: 'the first boot starts a server for the init scripts and stops it',
        },
      },
    },
  ],
});
