import { defineProfile } from './profile.js';

const repository = 'nats-io/nats-docker';
const commit = 'aa0caa57b71c01566a100b47b2ed94de6ef6cf80';

export const nats = defineProfile({
  names: ['nats'],
  sources: {
    dockerfile: { repository, commit, file: '2.12.x/scratch/Dockerfile' },
    settings: { repository, commit, file: '2.12.x/scratch/nats-server.conf' },
    alpine: { repository, commit, file: '2.12.x/alpine3.22/Dockerfile' },
    alpineEntrypoint: { repository, commit, file: '2.12.x/alpine3.22/docker-entrypoint.sh' },
  },
  facts: {
    role: { is: 'queue', from: 'dockerfile:8' },
    startsAs: {
      is: { name: 'root', uid: 0, gid: 0 },
      from: ['dockerfile:1-9', 'alpine:41-43'],
      because: 'no USER stands in the files',
    },
    firstBoot: { is: [], from: ['dockerfile:8-9', 'alpineEntrypoint:12'], because: 'root stays root' },
    laterBoots: { is: [], from: ['dockerfile:8-9', 'alpineEntrypoint:12'] },
    ports: [
      { is: { port: 4222, purpose: 'client' }, from: ['dockerfile:7', 'settings:1-2'] },
      { is: { port: 6222, purpose: 'cluster' }, from: ['dockerfile:7', 'settings:12-13'] },
      { is: { port: 8222, purpose: 'metrics' }, from: ['dockerfile:7', 'settings:4-5'] },
    ],
    timing: {
      is: { interval: 10, timeout: 5, retries: 3, startPeriod: 10 },
      from: 'dockerfile:8-9',
      because: 'nothing is set up before the server starts',
    },
    // Streams that are kept (-js, or in the configuration) go to a folder that the user names.
    readOnlyUnless: {
      is: [
        { argument: '-js' },
        { argument: '--jetstream' },
        { argument: '-sd' },
        { argument: '--store_dir' },
        { argument: '-l' },
        { argument: '--log' },
        { argument: '-P' },
        { argument: '--pid' },
        { argument: '-c' },
        { argument: '--config' },
        { mount: '/nats-server.conf' },
        { mount: '/etc/nats' },
      ],
      from: ['dockerfile:9', 'settings:1-27'],
      because: 'with the configuration of the image it keeps nothing',
    },
    writable: [],
  },
  variants: [
    {
      part: 'alpine',
      facts: {
        probeUnless: {
          is: {
            test: ['CMD', 'wget', '-q', '-O', '/dev/null', 'http://127.0.0.1:8222/varz'],
            program: 'wget',
            unless: [{ argument: '-' }, { argument: 'nats-server' }, { mount: '/etc/nats' }],
          },
          from: ['alpine:1', 'alpine:28', 'alpine:43', 'settings:4-5'],
          because: 'the port for monitoring is opened by the configuration of the image; the wget of BusyBox',
        },
      },
    },
  ],
});
