import { defineProfile } from './profile.js';

const repository = 'MariaDB/mariadb-docker';
const commit = '1b6429ba3544e134715c15f8c56cc6f665f827c9';
const commit103 = 'dd766e6f20f89b3ed95dde08411d1d1e6fed2b9d';

export const mariadb = defineProfile({
  names: ['mariadb'],
  sources: {
    dockerfile: { repository, commit, file: '11.8/Dockerfile' },
    ubi: { repository, commit, file: '11.8-ubi/Dockerfile' },
    entrypoint: { repository, commit, file: '11.8/docker-entrypoint.sh' },
    check: { repository, commit, file: '11.8/healthcheck.sh' },
    entrypoint103: { repository, commit: commit103, file: '10.3/docker-entrypoint.sh' },
    health: {
      repository: 'docker-library/healthcheck',
      commit: '40afbf64d69cf933af0da4df6383958a29113601',
      file: 'mysql/docker-healthcheck',
    },
  },
  facts: {
    role: { is: 'database', from: 'dockerfile:144' },
    startsAs: { is: { name: 'root', uid: 0, gid: 0 }, from: 'dockerfile:141', because: 'no USER stands in the file' },
    ports: [{ is: { port: 3306, purpose: 'client' }, from: 'dockerfile:143' }],
    secrets: {
      is: [
        'MARIADB_PASSWORD',
        'MARIADB_PASSWORD_HASH',
        'MARIADB_REPLICATION_PASSWORD',
        'MARIADB_REPLICATION_PASSWORD_HASH',
        'MARIADB_ROOT_PASSWORD',
        'MARIADB_ROOT_PASSWORD_HASH',
        'MYSQL_PASSWORD',
        'MYSQL_ROOT_PASSWORD',
      ],
      from: ['entrypoint:44-52', 'entrypoint:272-280'],
    },
  },
  variants: [
    {
      since: '10.3',
      facts: {
        runsAsAccount: {
          is: true,
          from: ['dockerfile:120-123', 'entrypoint:206-208', 'entrypoint:697-700', 'ubi:120'],
          because: 'the image on the other base starts this way',
        },
        firstBoot: {
          is: ['CHOWN', 'DAC_OVERRIDE', 'SETGID', 'SETUID'],
          from: ['entrypoint:103-118', 'entrypoint:206-213', 'entrypoint:699', 'entrypoint103:193-200'],
          because:
            'find and chown in folders that belong to mysql; root also starts the server to read its settings, over a data folder that is closed to it without DAC_OVERRIDE; gosu',
        },
        laterBoots: {
          is: ['CHOWN', 'DAC_OVERRIDE', 'SETGID', 'SETUID'],
          from: ['entrypoint:103-118', 'entrypoint:206-213', 'entrypoint:699', 'entrypoint103:193-200'],
          because: 'CHOWN for a tmpfs at /run/mysqld, which is empty and of root at every boot',
        },
        probeUnless: {
          is: {
            test: [
              'CMD-SHELL',
              // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell of the container reads it
              'MYSQL_PWD="${MARIADB_PASSWORD:-${MYSQL_PASSWORD:-${MARIADB_ROOT_PASSWORD:-$MYSQL_ROOT_PASSWORD}}}" mysqladmin ping -h 127.0.0.1 -u "${MARIADB_USER:-${MYSQL_USER:-root}}" --silent',
            ],
            program: 'mysqladmin',
            unless: [{ argument: '--port' }, { argument: '-P' }, { argument: '--skip-networking' }],
          },
          from: ['health:10-22', 'entrypoint:44-52', 'entrypoint:122'],
          because:
            'over TCP, because the server of the first boot answers on the socket while it is still being set up; ping succeeds where the login is refused',
        },
        timing: {
          is: { interval: 10, timeout: 5, retries: 5, startPeriod: 120 },
          from: 'entrypoint:541-561',
          because: 'the first boot makes the databases, runs the init scripts and starts again',
        },
        secretFiles: {
          is: [
            'MARIADB_DATABASE',
            'MARIADB_PASSWORD',
            'MARIADB_ROOT_HOST',
            'MARIADB_ROOT_PASSWORD',
            'MARIADB_USER',
            'MYSQL_DATABASE',
            'MYSQL_PASSWORD',
            'MYSQL_ROOT_HOST',
            'MYSQL_ROOT_PASSWORD',
            'MYSQL_USER',
          ],
          from: ['entrypoint:44-52', 'entrypoint:269-273'],
        },
      },
    },
    {
      since: '10.3',
      notPart: 'ubi',
      facts: {
        dropsRootWith: { is: 'gosu', from: ['entrypoint:699', 'entrypoint103:560'] },
        readOnlyUnless: {
          is: [{ mount: '/etc/mysql' }, { mount: '/etc/my.cnf' }],
          from: ['dockerfile:119-134', 'entrypoint:206-213', 'entrypoint:553-556'],
          because: 'settings that are added may name other folders',
        },
        writable: [
          {
            is: { path: '/var/lib/mysql', kind: 'volume', declared: true },
            from: ['dockerfile:119-121', 'dockerfile:137'],
          },
          {
            is: { path: '/run/mysqld', kind: 'tmpfs' },
            from: ['dockerfile:120-123', 'entrypoint:211-213'],
            because: 'the socket and the lock files',
          },
          {
            is: { path: '/tmp', kind: 'tmpfs' },
            from: 'entrypoint:553-556',
            because: "the shell's here-documents, and the server's temporary tables",
          },
        ],
      },
    },
    {
      since: '11',
      facts: {
        probeUnless: {
          is: {
            test: ['CMD', 'healthcheck.sh', '--connect'],
            program: 'healthcheck.sh',
            unless: [{ argument: '--skip-networking' }],
          },
          from: ['dockerfile:139', 'check:53-104'],
          because:
            "the makers' own, which the server of the first boot does not pass; needs no account in the database",
        },
      },
    },
    {
      since: '10.6',
      part: 'ubi',
      facts: {
        startsAs: { is: { name: 'mysql', uid: 999, gid: 999 }, from: ['ubi:7-8', 'ubi:120'] },
        account: { is: { name: 'mysql', uid: 999, gid: 999 }, from: 'ubi:7-8' },
        firstBoot: { is: [], from: ['ubi:120', 'entrypoint:208'] },
        laterBoots: { is: [], from: ['ubi:120', 'entrypoint:208'] },
      },
    },
  ],
});
