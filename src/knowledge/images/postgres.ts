import { defineProfile } from './profile.js';

const repository = 'docker-library/postgres';
const commit = '6edb0a8c4def40c371514b34aef9037ec82d9110';

export const postgres = defineProfile({
  names: ['postgres'],
  sources: {
    dockerfile: { repository, commit, file: '17/bookworm/Dockerfile' },
    alpine: { repository, commit, file: '17/alpine3.22/Dockerfile' },
    version18: { repository, commit, file: '18/bookworm/Dockerfile' },
    entrypoint: { repository, commit, file: 'docker-entrypoint.sh' },
  },
  facts: {
    role: { is: 'database', from: 'dockerfile:218' },
    startsAs: { is: { name: 'root', uid: 0, gid: 0 }, from: 'dockerfile:191', because: 'no USER stands in the file' },
    account: { is: { name: 'postgres', uid: 999, gid: 999 }, from: 'dockerfile:11-13' },
    dropsRootWith: { is: 'gosu', from: 'entrypoint:338' },
    runsAsAccount: { is: true, from: 'entrypoint:56-60' },
    firstBoot: {
      is: ['CHOWN', 'DAC_READ_SEARCH', 'FOWNER', 'SETGID', 'SETUID'],
      from: ['entrypoint:45', 'entrypoint:57-60', 'entrypoint:338'],
      because: 'chmod of what postgres owns, find through a directory of mode 0700, chown, and gosu',
    },
    laterBoots: {
      is: ['DAC_READ_SEARCH', 'FOWNER', 'SETGID', 'SETUID'],
      from: ['entrypoint:45', 'entrypoint:57-60', 'entrypoint:338'],
      because: 'the data belongs to postgres by then, so nothing is chowned; a tmpfs at /run/postgresql is',
    },
    readOnlyRoot: { is: true, from: ['dockerfile:186-187', 'entrypoint:44'] },
    writable: [
      { is: { path: '/var/lib/postgresql/data', kind: 'volume' }, from: 'dockerfile:187' },
      { is: { path: '/run/postgresql', kind: 'tmpfs', link: '/var/run/postgresql' }, from: 'entrypoint:44-45' },
      {
        is: { path: '/tmp', kind: 'tmpfs' },
        from: 'entrypoint:76-77',
        because: 'mktemp, and temporary files of programs',
      },
    ],
    probe: {
      is: {
        test: [
          'CMD-SHELL',
          'pg_isready -q -U "${POSTGRES_USER:-postgres}" -d "${POSTGRES_DB:-${POSTGRES_USER:-postgres}}"',
        ],
        program: 'pg_isready',
      },
      from: 'dockerfile:184',
      because: 'pg_isready is part of the server package; the names have the defaults of the entry point',
    },
    ports: [{ is: { port: 5432, purpose: 'client' }, from: 'dockerfile:217' }],
    wantsInit: { is: false, from: 'dockerfile:206', because: 'the server reaps its own children' },
  },
  variants: [
    { part: 'alpine', facts: { account: { is: { name: 'postgres', uid: 70, gid: 70 }, from: 'alpine:12-13' } } },
  ],
});
