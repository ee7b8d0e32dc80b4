import { defineProfile, type ServiceFacts, type Variant } from './profile.js';

const repository = 'docker-library/postgres';
const commit = '6edb0a8c4def40c371514b34aef9037ec82d9110';

/** The images that are built on the official one share its entry point. */
export const POSTGRES_SOURCES = {
  dockerfile: { repository, commit, file: '17/bookworm/Dockerfile' },
  alpine: { repository, commit, file: '17/alpine3.22/Dockerfile' },
  version18: { repository, commit, file: '18/bookworm/Dockerfile' },
  entrypoint: { repository, commit, file: 'docker-entrypoint.sh' },
  oldest: { repository, commit: 'bc22a9fc356444f4a4c51dd681750b0ee0046959', file: '9.6/bullseye/docker-entrypoint.sh' },
} as const;
type S = keyof typeof POSTGRES_SOURCES;

export const POSTGRES_FACTS = {
  role: { is: 'database', from: 'dockerfile:218' },
  startsAs: { is: { name: 'root', uid: 0, gid: 0 }, from: 'dockerfile:191', because: 'no USER stands in the file' },
  account: { is: { name: 'postgres', uid: 999, gid: 999 }, from: 'dockerfile:11-13' },
  dropsRootWith: { is: 'gosu', from: ['entrypoint:338', 'oldest:310'] },
  runsAsAccount: { is: true, from: ['entrypoint:40-45', 'entrypoint:56-60'] },
  firstBoot: {
    is: ['CHOWN', 'DAC_READ_SEARCH', 'FOWNER', 'SETGID', 'SETUID'],
    from: ['entrypoint:48-60', 'entrypoint:338', 'oldest:39-60'],
    because: 'chown; find through directories of mode 0700; chmod of the log directory that postgres owns; gosu',
  },
  laterBoots: {
    is: ['CHOWN', 'DAC_READ_SEARCH', 'FOWNER', 'SETGID', 'SETUID'],
    from: ['entrypoint:48-60', 'entrypoint:338', 'oldest:39-60'],
    because: 'CHOWN for a tmpfs at /run/postgresql, which is empty and of root at every boot',
  },
  readOnlyUnless: {
    is: [{ argument: 'config_file=' }, { argument: '-cconfig_file=' }],
    from: ['dockerfile:182-187', 'entrypoint:39-53'],
    because: 'another configuration may write elsewhere',
  },
  writable: [
    { is: { path: '/var/lib/postgresql/data', kind: 'volume', declared: true }, from: 'dockerfile:184-187' },
    { is: { path: '/run/postgresql', kind: 'tmpfs', link: '/var/run/postgresql' }, from: 'entrypoint:44-45' },
    { is: { path: '/tmp', kind: 'tmpfs' }, from: 'entrypoint:76-77', because: 'mktemp, and what init scripts make' },
  ],
  probeUnless: {
    is: {
      test: [
        'CMD-SHELL',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell of the container reads it
        'pg_isready -q -h 127.0.0.1 -U "${POSTGRES_USER:-postgres}" -d "${POSTGRES_DB:-${POSTGRES_USER:-postgres}}"',
      ],
      program: 'pg_isready',
      unless: [{ argument: '-p' }, { argument: '--port' }, { argument: 'port=' }, { argument: '-cport=' }],
    },
    from: ['dockerfile:157-158', 'entrypoint:237-238', 'entrypoint:292'],
    because:
      'one of the client programs that the server package brings; over TCP, because the server of the first boot answers on the socket while it is still being set up',
  },
  timing: {
    is: { interval: 10, timeout: 5, retries: 5, startPeriod: 60 },
    from: 'entrypoint:349-360',
    because: 'the first boot makes the databases, starts a server for the init scripts, and stops it',
  },
  ports: [{ is: { port: 5432, purpose: 'client' }, from: 'dockerfile:217' }],
  secretFiles: {
    is: ['POSTGRES_DB', 'POSTGRES_INITDB_ARGS', 'POSTGRES_PASSWORD', 'POSTGRES_USER'],
    from: 'entrypoint:235-239',
  },
  secrets: { is: ['POSTGRES_PASSWORD'], from: 'entrypoint:106' },
} as const satisfies ServiceFacts<S>;

export const POSTGRES_ALPINE = {
  account: { is: { name: 'postgres', uid: 70, gid: 70 }, from: 'alpine:12-13' },
} as const satisfies ServiceFacts<S>;

export const POSTGRES_18 = {
  readOnlyUnless: {
    is: [{ argument: 'config_file=' }, { argument: '-cconfig_file=' }],
    from: ['version18:186-193', 'entrypoint:39-53'],
    because: 'another configuration may write elsewhere',
  },
  writable: [
    {
      is: { path: '/var/lib/postgresql', kind: 'volume', declared: true },
      from: 'version18:188-193',
      because: 'from 18 the mount is one level higher, and the data lies in a folder of the version',
    },
    POSTGRES_FACTS.writable[1],
    POSTGRES_FACTS.writable[2],
  ],
} as const satisfies ServiceFacts<S>;

/** What is the same for every version, and what was read from 9.6 on. */
const { role, ports, secrets, startsAs, ...read } = POSTGRES_FACTS;

export const postgres = defineProfile({
  names: ['postgres'],
  sources: POSTGRES_SOURCES,
  facts: { role, ports, secrets, startsAs },
  variants: [
    { since: '9.6', facts: read },
    { since: '18', facts: POSTGRES_18 },
    { since: '9.6', part: 'alpine', facts: POSTGRES_ALPINE },
  ] satisfies Variant<S>[],
});
