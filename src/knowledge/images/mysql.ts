import { defineProfile } from './profile.js';

const repository = 'docker-library/mysql';
const commit = '7f30fdb0738041fc5125e8218e393e0a891243e9';
const commit80 = '6b2fc013b75cab7984073abdae136e39256c9935';
const commit57 = '3728e572e5bcb149ff07aa74eed32b62cf8b3d25';

export const mysql = defineProfile({
  names: ['mysql'],
  sources: {
    dockerfile: { repository, commit, file: '8.4/Dockerfile.oracle' },
    entrypoint: { repository, commit, file: 'docker-entrypoint.sh' },
    dockerfile80: { repository, commit: commit80, file: '8.0/Dockerfile.oracle' },
    entrypoint80: { repository, commit: commit80, file: '8.0/docker-entrypoint.sh' },
    dockerfile57: { repository, commit: commit57, file: '5.7/Dockerfile.oracle' },
    entrypoint57: { repository, commit: commit57, file: '5.7/docker-entrypoint.sh' },
    health: {
      repository: 'docker-library/healthcheck',
      commit: '40afbf64d69cf933af0da4df6383958a29113601',
      file: 'mysql/docker-healthcheck',
    },
  },
  facts: {
    role: { is: 'database', from: 'dockerfile:123' },
    startsAs: { is: { name: 'root', uid: 0, gid: 0 }, from: 'dockerfile:120', because: 'no USER stands in the file' },
    ports: [
      { is: { port: 3306, purpose: 'client' }, from: 'dockerfile:122' },
      { is: { port: 33060, purpose: 'client' }, from: 'dockerfile:122' },
    ],
    secrets: { is: ['MYSQL_PASSWORD', 'MYSQL_ROOT_PASSWORD'], from: 'entrypoint:233-234' },
  },
  variants: [
    {
      since: '5.7',
      facts: {
        dropsRootWith: { is: 'gosu', from: ['entrypoint:380', 'entrypoint57:398'] },
        runsAsAccount: { is: true, from: ['dockerfile:89-92', 'entrypoint:206-211', 'entrypoint:377-381'] },
        firstBoot: {
          is: ['CHOWN', 'DAC_OVERRIDE', 'SETGID', 'SETUID'],
          from: [
            'entrypoint:92-107',
            'entrypoint:206-211',
            'entrypoint:380',
            'entrypoint80:92-107',
            'entrypoint80:206-211',
          ],
          because:
            'find and chown in folders that belong to mysql; root also starts mysqld to read its settings, over a data folder that is closed to it without DAC_OVERRIDE; gosu',
        },
        laterBoots: {
          is: ['CHOWN', 'DAC_OVERRIDE', 'SETGID', 'SETUID'],
          from: ['entrypoint:92-107', 'entrypoint:206-211', 'entrypoint:380'],
          because: 'CHOWN for a tmpfs at /run/mysqld, which is empty and of root at every boot',
        },
        readOnlyUnless: {
          is: [{ mount: '/etc/mysql' }, { mount: '/etc/my.cnf' }, { mount: '/etc/my.cnf.d' }],
          from: ['dockerfile:76-92', 'entrypoint:173-206', 'entrypoint:281-285'],
          because: 'settings that are added may name other folders',
        },
        writable: [
          {
            is: { path: '/var/lib/mysql', kind: 'volume', declared: true },
            from: ['dockerfile:89-92', 'dockerfile:117'],
          },
          {
            is: { path: '/run/mysqld', kind: 'tmpfs', link: '/var/run/mysqld' },
            from: ['dockerfile:76-92', 'entrypoint:175-176'],
            because: 'the socket and the pid file',
          },
          {
            is: { path: '/tmp', kind: 'tmpfs' },
            from: ['entrypoint:89', 'entrypoint:281-285'],
            because: "the shell's here-documents, mktemp, and the server's temporary tables",
          },
        ],
        probeUnless: {
          is: {
            test: [
              'CMD-SHELL',
              // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell of the container reads it
              'MYSQL_PWD="${MYSQL_PASSWORD:-$MYSQL_ROOT_PASSWORD}" mysqladmin ping -h 127.0.0.1 -u "${MYSQL_USER:-root}" --silent',
            ],
            program: 'mysqladmin',
            unless: [{ argument: '--port' }, { argument: '-P' }, { argument: '--skip-networking' }],
          },
          from: ['entrypoint:124', 'entrypoint:132', 'health:10-22'],
          because:
            'over TCP, because the server of the first boot answers on the socket while it is still being set up; ping succeeds where the login is refused',
        },
        timing: {
          is: { interval: 10, timeout: 5, retries: 5, startPeriod: 120 },
          from: 'entrypoint:390-404',
          because: 'the first boot makes the databases, loads the time zones, runs the init scripts and starts again',
        },
        secretFiles: {
          is: ['MYSQL_DATABASE', 'MYSQL_PASSWORD', 'MYSQL_ROOT_HOST', 'MYSQL_ROOT_PASSWORD', 'MYSQL_USER'],
          from: 'entrypoint:230-234',
        },
      },
    },
    {
      since: '5.7',
      notPart: 'debian',
      facts: {
        account: {
          is: { name: 'mysql', uid: 999, gid: 999 },
          from: ['dockerfile:10-11', 'dockerfile80:10-11', 'dockerfile57:10-11'],
        },
      },
    },
  ],
});
