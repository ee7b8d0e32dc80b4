import { defineProfile } from './profile.js';

const repository = 'syncthing/syncthing';
const commit = '328d910aee822178f55442c76bc7e35ce34d68cc';

export const syncthing = defineProfile({
  names: ['docker.io/syncthing/syncthing', 'ghcr.io/syncthing/syncthing'],
  sources: {
    dockerfile: { repository, commit, file: 'Dockerfile' },
    entrypoint: { repository, commit, file: 'script/docker-entrypoint.sh' },
  },
  facts: {
    role: { is: 'storage', from: 'dockerfile:57' },
    startsAs: { is: { name: 'root', uid: 0, gid: 0 }, from: 'dockerfile:57', because: 'no USER stands in the file' },
    account: { is: { name: '1000', uid: 1000, gid: 1000 }, from: ['dockerfile:49', 'entrypoint:22'] },
    dropsRootWith: { is: 'su-exec', from: 'entrypoint:22' },
    runsAsAccount: {
      is: false,
      from: ['dockerfile:40-49', 'entrypoint:7-23'],
      because: 'no line gives its home in the image to the account, so that a new volume is closed to it',
    },
    firstBoot: {
      is: ['CHOWN', 'SETGID', 'SETUID'],
      from: 'entrypoint:7-23',
      because: 'chown of its home, and su-exec; taking file capabilities away may fail',
    },
    laterBoots: {
      is: ['SETGID', 'SETUID'],
      from: 'entrypoint:19-23',
      because: 'its home belongs to the account by then, and the chown may fail',
    },
    hasHealthcheck: { is: true, from: 'dockerfile:51-52' },
    ports: [
      { is: { port: 8384, purpose: 'admin' }, from: 'dockerfile:40' },
      { is: { port: 22_000, purpose: 'cluster' }, from: 'dockerfile:40' },
      { is: { port: 22_000, protocol: 'udp', purpose: 'cluster' }, from: 'dockerfile:40' },
      { is: { port: 21_027, protocol: 'udp', purpose: 'cluster' }, from: 'dockerfile:40' },
    ],
    wantsInit: { is: false, from: 'entrypoint:22-25', because: 'one program that starts no others but itself' },
  },
});
