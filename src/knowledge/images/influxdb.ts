import { defineProfile } from './profile.js';

const repository = 'influxdata/influxdata-docker';
const commit = 'd457cb9363532cbbc8d63ef7d1b065336ef0302d';

export const influxdb = defineProfile({
  names: ['influxdb'],
  sources: {
    dockerfile: { repository, commit, file: 'influxdb/2.9/Dockerfile' },
    entrypoint: { repository, commit, file: 'influxdb/2.9/entrypoint.sh' },
    dockerfile20: { repository, commit, file: 'influxdb/2.0/Dockerfile' },
    entrypoint20: { repository, commit, file: 'influxdb/2.0/entrypoint.sh' },
    entrypoint22: { repository, commit, file: 'influxdb/2.2/entrypoint.sh' },
    alpine: { repository, commit, file: 'influxdb/2.7/alpine/Dockerfile' },
    alpineEntrypoint: { repository, commit, file: 'influxdb/2.7/alpine/entrypoint.sh' },
    dockerfile112: { repository, commit, file: 'influxdb/1.12/Dockerfile' },
    init112: { repository, commit, file: 'influxdb/1.12/init-influxdb.sh' },
    dockerfile18: { repository, commit, file: 'influxdb/1.8/Dockerfile' },
    dockerfile3: { repository, commit, file: 'influxdb/3.11-core/Dockerfile' },
  },
  facts: {
    role: { is: 'database', from: ['dockerfile:86', 'dockerfile18:35'] },
  },
  variants: [
    {
      before: '2',
      facts: {
        ports: [{ is: { port: 8086, purpose: 'client' }, from: ['dockerfile112:37', 'dockerfile18:28'] }],
        writable: [
          {
            is: { path: '/var/lib/influxdb', kind: 'volume', declared: true },
            from: ['dockerfile112:38', 'dockerfile18:30'],
          },
        ],
        timing: {
          is: { interval: 10, timeout: 5, retries: 5, startPeriod: 60 },
          from: 'init112:43-59',
          because: 'the first boot starts a server for the init scripts, waits for it up to 30 seconds, and stops it',
        },
        secrets: {
          is: [
            'INFLUXDB_ADMIN_PASSWORD',
            'INFLUXDB_READ_USER_PASSWORD',
            'INFLUXDB_USER_PASSWORD',
            'INFLUXDB_WRITE_USER_PASSWORD',
          ],
          from: ['init112:29', 'init112:69', 'init112:84', 'init112:98'],
        },
      },
    },
    {
      before: '2',
      notPart: ['alpine', 'data', 'meta'],
      facts: {
        probeUnless: {
          is: {
            test: ['CMD-SHELL', 'curl -sf -o /dev/null "http://$(hostname):8086/ping"'],
            program: 'curl',
            unless: [
              { mount: '/etc/influxdb' },
              { variable: 'INFLUXDB_HTTP_BIND_ADDRESS' },
              { variable: 'INFLUXDB_HTTP_HTTPS_ENABLED' },
            ],
          },
          from: ['dockerfile112:1', 'dockerfile112:16', 'dockerfile18:1', 'init112:43'],
          because: 'not at 127.0.0.1, where the server of the first boot answers while it is still being set up',
        },
      },
    },
    {
      since: '1.7',
      before: '1.9',
      facts: {
        startsAs: {
          is: { name: 'root', uid: 0, gid: 0 },
          from: 'dockerfile18:34',
          because: 'no USER stands in the file',
        },
        firstBoot: { is: [], from: 'dockerfile18:30-35', because: 'root writes in folders of root' },
        laterBoots: { is: [], from: 'dockerfile18:30-35' },
      },
    },
    {
      since: '1.11',
      before: '2',
      notPart: ['data', 'meta'],
      facts: {
        startsAs: { is: { name: 'influxdb', uid: 1500, gid: 1500 }, from: ['dockerfile112:3-4', 'dockerfile112:41'] },
        account: { is: { name: 'influxdb', uid: 1500, gid: 1500 }, from: ['dockerfile112:3-4', 'dockerfile112:41'] },
        runsAsAccount: { is: true, from: 'dockerfile112:41' },
        firstBoot: { is: [], from: 'dockerfile112:41' },
        laterBoots: { is: [], from: 'dockerfile112:41' },
      },
    },
    {
      since: '2',
      notPart: ['core', 'enterprise', 'data', 'meta'],
      facts: {
        startsAs: {
          is: { name: 'root', uid: 0, gid: 0 },
          from: 'dockerfile:85',
          because: 'no USER stands in the file',
        },
        account: {
          is: { name: 'influxdb', uid: 1000, gid: 1000 },
          from: ['dockerfile:29-30', 'dockerfile20:3-4', 'alpine:28-29'],
        },
        dropsRootWith: { is: 'gosu', from: ['entrypoint20:390', 'entrypoint22:521'] },
        runsAsAccount: { is: true, from: 'entrypoint:194-198' },
        firstBoot: {
          is: ['CHOWN', 'DAC_OVERRIDE', 'SETGID', 'SETUID'],
          from: ['entrypoint:185-198', 'entrypoint20:109-111', 'entrypoint20:390'],
          because:
            'root makes a folder in the data folder, which belongs to influxdb, sets the data up there, and hands it over; gosu',
        },
        laterBoots: {
          is: ['CHOWN', 'DAC_OVERRIDE', 'SETGID', 'SETUID'],
          from: ['entrypoint:185-198', 'entrypoint20:109-111', 'entrypoint20:390'],
          because:
            'root looks through the data, which is closed to others, and hands over what a client run as root wrote',
        },
        readOnlyUnless: {
          is: [
            { variable: 'INFLUXD_CONFIG_PATH' },
            { variable: 'INFLUXD_BOLT_PATH' },
            { variable: 'INFLUXD_ENGINE_PATH' },
            { variable: 'INFLUX_CONFIGS_PATH' },
          ],
          from: ['dockerfile:74-80', 'dockerfile:90', 'entrypoint:188-191', 'entrypoint:420'],
          because: 'the variables name other places',
        },
        writable: [
          { is: { path: '/var/lib/influxdb2', kind: 'volume', declared: true }, from: 'dockerfile:74-80' },
          {
            is: { path: '/etc/influxdb2', kind: 'volume', declared: true },
            from: ['dockerfile:74-80', 'dockerfile:90'],
          },
          { is: { path: '/tmp', kind: 'tmpfs' }, from: ['entrypoint:420', 'entrypoint20:301'] },
        ],
        probeUnless: {
          is: {
            test: ['CMD-SHELL', 'INFLUX_HOST=http://127.0.0.1:8086 influx ping'],
            program: 'influx',
            unless: [
              { mount: '/etc/influxdb2' },
              { variable: 'INFLUXD_HTTP_BIND_ADDRESS' },
              { variable: 'INFLUXD_TLS_CERT' },
              { variable: 'INFLUXD_CONFIG_PATH' },
              { argument: '--http-bind-address' },
              { argument: '--tls-cert' },
            ],
          },
          from: ['dockerfile:72', 'dockerfile:88-91', 'entrypoint:307', 'entrypoint:400', 'entrypoint:432'],
          because: 'the server of the first boot answers at another port while it is being set up',
        },
        timing: {
          is: { interval: 10, timeout: 5, retries: 5, startPeriod: 60 },
          from: ['entrypoint:307', 'dockerfile:92'],
          because: 'the first boot starts a server at another port for the setup, and stops it',
        },
        ports: [{ is: { port: 8086, purpose: 'client' }, from: 'dockerfile:88' }],
        secrets: {
          is: ['DOCKER_INFLUXDB_INIT_ADMIN_TOKEN', 'DOCKER_INFLUXDB_INIT_PASSWORD'],
          from: 'entrypoint22:224-226',
        },
      },
    },
    {
      since: '2.2',
      notPart: ['core', 'enterprise', 'data', 'meta'],
      facts: {
        secretFiles: {
          is: ['DOCKER_INFLUXDB_INIT_ADMIN_TOKEN', 'DOCKER_INFLUXDB_INIT_PASSWORD', 'DOCKER_INFLUXDB_INIT_USERNAME'],
          from: 'entrypoint22:224-226',
        },
      },
    },
    {
      since: '2',
      part: 'alpine',
      notPart: ['data', 'meta'],
      facts: { dropsRootWith: { is: 'su-exec', from: 'alpineEntrypoint:494' } },
    },
    {
      part: 'core',
      facts: {
        startsAs: { is: { name: 'influxdb3', uid: 1500, gid: 1500 }, from: ['dockerfile3:13-14', 'dockerfile3:45'] },
        account: { is: { name: 'influxdb3', uid: 1500, gid: 1500 }, from: ['dockerfile3:13-14', 'dockerfile3:45'] },
        runsAsAccount: { is: true, from: 'dockerfile3:45' },
        firstBoot: { is: [], from: 'dockerfile3:45' },
        laterBoots: { is: [], from: 'dockerfile3:45' },
        ports: [{ is: { port: 8181, purpose: 'client' }, from: 'dockerfile3:54' }],
      },
    },
  ],
});
