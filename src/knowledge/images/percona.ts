import { defineProfile } from './profile.js';

const repository = 'percona/percona-docker';
const commit = '5c654083c86b7563d1fbf67615e6dafc938427d1';

export const percona = defineProfile({
  names: ['percona', 'docker.io/percona/percona-server'],
  sources: {
    dockerfile: { repository, commit, file: 'percona-server-8.0/Dockerfile-dockerhub' },
    dockerfile84: { repository, commit, file: 'percona-server-8.4/Dockerfile-dockerhub' },
    dockerfile57: { repository, commit, file: 'percona-server-5.7/Dockerfile-dockerhub' },
    entrypoint: { repository, commit, file: 'percona-server-8.0/ps-entry-dockerhub.sh' },
    entrypoint57: { repository, commit, file: 'percona-server-5.7/ps-entry.sh' },
    health: {
      repository: 'docker-library/healthcheck',
      commit: '40afbf64d69cf933af0da4df6383958a29113601',
      file: 'mysql/docker-healthcheck',
    },
  },
  facts: {
    role: { is: 'database', from: 'dockerfile:128' },
    ports: [{ is: { port: 3306, purpose: 'client' }, from: ['dockerfile:127', 'dockerfile57:110'] }],
    secrets: { is: ['MYSQL_PASSWORD', 'MYSQL_ROOT_PASSWORD'], from: ['entrypoint:94', 'entrypoint:189'] },
  },
  variants: [
    // Tags that name another product begin with its name and have no version in front.
    {
      since: '5.7',
      notPart: ['psmdb', 'ps'],
      facts: {
        firstBoot: { is: [], from: ['dockerfile:126', 'dockerfile84:126', 'dockerfile57:109'] },
        laterBoots: { is: [], from: ['dockerfile:126', 'dockerfile84:126', 'dockerfile57:109'] },
        runsAsAccount: { is: true, from: ['dockerfile:126', 'dockerfile57:109'] },
        writable: [
          {
            is: { path: '/var/lib/mysql', kind: 'volume', declared: true },
            from: ['dockerfile:110', 'dockerfile57:93'],
          },
          {
            is: { path: '/var/log/mysql', kind: 'volume', declared: true },
            from: ['dockerfile:110', 'dockerfile57:93'],
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
          from: ['health:10-22', 'entrypoint:115', 'entrypoint57:117'],
          because:
            'over TCP, because the server of the first boot answers on the socket while it is still being set up; ping succeeds where the login is refused',
        },
        timing: {
          is: { interval: 10, timeout: 5, retries: 5, startPeriod: 120 },
          from: ['entrypoint:104', 'entrypoint:115'],
          because: 'the first boot makes the databases, runs the init scripts and starts again',
        },
        secretFiles: {
          is: ['MYSQL_DATABASE', 'MYSQL_PASSWORD', 'MYSQL_ROOT_HOST', 'MYSQL_ROOT_PASSWORD', 'MYSQL_USER'],
          from: ['entrypoint:94', 'entrypoint:155', 'entrypoint:182', 'entrypoint:188', 'entrypoint:189'],
        },
      },
    },
    {
      since: '5.7',
      before: '8',
      notPart: ['psmdb', 'ps'],
      facts: {
        startsAs: { is: { name: 'mysql', uid: 999, gid: 999 }, from: ['dockerfile57:15-16', 'dockerfile57:109'] },
        account: { is: { name: 'mysql', uid: 999, gid: 999 }, from: ['dockerfile57:15-16', 'dockerfile57:109'] },
      },
    },
    {
      since: '8',
      notPart: ['psmdb', 'ps'],
      facts: {
        startsAs: {
          is: { name: 'mysql', uid: 1001, gid: 1001 },
          from: ['dockerfile:15-16', 'dockerfile:126', 'dockerfile84:15-16', 'dockerfile84:126'],
        },
        account: {
          is: { name: 'mysql', uid: 1001, gid: 1001 },
          from: ['dockerfile:15-16', 'dockerfile:126', 'dockerfile84:15-16', 'dockerfile84:126'],
        },
      },
    },
  ],
});
