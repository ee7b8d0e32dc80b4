import { defineProfile } from './profile.js';

const repository = 'eclipse-mosquitto/mosquitto';
const commit = '7b8aba105b77253309de24664bbae69d0cae3da0';
const commit20 = '766fa2c5a9bed6c65249cf555f430b982c417480';
const commit16 = '147f7c86c3a8854f83bd304c37ab9a660c45b59e';

export const mosquitto = defineProfile({
  names: ['eclipse-mosquitto'],
  sources: {
    dockerfile: { repository, commit, file: 'docker/2.1-alpine/Dockerfile' },
    entrypoint: { repository, commit, file: 'docker/2.1-alpine/docker-entrypoint.sh' },
    dockerfile20: { repository, commit, file: 'docker/2.0-openssl/Dockerfile' },
    entrypoint20: { repository, commit, file: 'docker/2.0-openssl/docker-entrypoint.sh' },
    ubuntu: { repository, commit, file: 'docker/2.1-ubuntu/Dockerfile' },
    server: { repository, commit, file: 'src/mosquitto.c' },
    server20: { repository, commit: commit20, file: 'src/mosquitto.c' },
    server16: { repository, commit: commit16, file: 'src/mosquitto.c' },
    dockerfile16: { repository, commit, file: 'docker/1.6-openssl/Dockerfile' },
    entrypoint16: { repository, commit, file: 'docker/1.6-openssl/docker-entrypoint.sh' },
  },
  facts: {
    role: { is: 'queue', from: 'dockerfile:103' },
    startsAs: { is: { name: 'root', uid: 0, gid: 0 }, from: 'dockerfile:102', because: 'no USER stands in the file' },
    ports: [{ is: { port: 1883, purpose: 'client' }, from: ['dockerfile:101', 'dockerfile20:85'] }],
  },
  variants: [
    {
      since: '1.6',
      facts: {
        account: {
          is: { name: 'mosquitto', uid: 1883, gid: 1883 },
          from: ['dockerfile:62-63', 'dockerfile20:57-58', 'dockerfile16:56-57'],
        },
        dropsRootWith: { is: 'mosquitto', from: ['server:488', 'server20:526', 'server16:349'] },
        writable: [
          {
            is: { path: '/mosquitto/data', kind: 'volume', declared: true },
            from: ['dockerfile:97', 'dockerfile20:81'],
          },
          {
            is: { path: '/mosquitto/log', kind: 'volume', declared: true },
            from: ['dockerfile:97', 'dockerfile20:81'],
          },
        ],
        timing: {
          is: { interval: 10, timeout: 5, retries: 3, startPeriod: 15 },
          from: 'entrypoint:12-16',
          because: 'nothing is set up before the server starts',
        },
        probeUnless: {
          is: {
            test: ['CMD', 'nc', '-z', '127.0.0.1', '1883'],
            program: 'nc',
            unless: [{ mount: '/mosquitto/config' }, { argument: '-c' }, { argument: '-p' }],
          },
          from: ['dockerfile20:1', 'dockerfile20:85', 'dockerfile:1'],
          because: 'the nc of BusyBox; with the configuration of the image it listens there',
        },
      },
    },
    {
      since: '1.6',
      before: '2',
      facts: {
        firstBoot: {
          is: ['CHOWN', 'DAC_OVERRIDE', 'SETGID', 'SETUID'],
          from: ['entrypoint16:6-8', 'server16:249-349'],
          because:
            'chown of all its folders; the server opens its data and its log there as root before it gives root up',
        },
        laterBoots: {
          is: ['DAC_OVERRIDE', 'SETGID', 'SETUID'],
          from: ['entrypoint16:6-8', 'server16:249-349'],
          because: 'the folders belong to mosquitto by then, and chown may fail',
        },
      },
    },
    {
      since: '2',
      facts: {
        firstBoot: {
          is: ['CHOWN', 'DAC_READ_SEARCH', 'SETGID', 'SETUID'],
          from: ['entrypoint:12-14', 'entrypoint20:6-8', 'server20:509-526', 'server:457-488'],
          because:
            'chown of its folders; the server reads its configuration as root, which may be closed to others by then, and gives root up',
        },
        laterBoots: {
          is: ['DAC_READ_SEARCH', 'SETGID', 'SETUID'],
          from: ['entrypoint:12-14', 'entrypoint20:6-8', 'server20:509-526', 'server:457-488'],
          because: 'the folders belong to mosquitto by then, and chown may fail',
        },
      },
    },
    {
      // From 2.1 there is a build on Ubuntu, without BusyBox.
      part: 'ubuntu',
      facts: {
        probeUnless: {
          is: {
            test: ['CMD', 'bash', '-c', 'exec 3<>/dev/tcp/127.0.0.1/1883'],
            program: 'bash',
            unless: [{ mount: '/mosquitto/config' }, { argument: '-c' }, { argument: '-p' }],
          },
          from: ['ubuntu:1', 'ubuntu:106'],
        },
      },
    },
  ],
});
