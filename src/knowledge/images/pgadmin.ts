import { defineProfile } from './profile.js';

const repository = 'pgadmin-org/pgadmin4';
const commit = 'bc58657d3d3ab4209cdadea6d191b632cf1572cc';

export const pgadmin = defineProfile({
  names: ['docker.io/dpage/pgadmin4'],
  sources: {
    dockerfile: { repository, commit, file: 'Dockerfile' },
    entrypoint: { repository, commit, file: 'pkg/docker/entrypoint.sh' },
    pages: { repository, commit, file: 'web/pgadmin/misc/__init__.py' },
  },
  facts: {
    role: { is: 'admin', from: 'dockerfile:188' },
    startsAs: { is: { name: 'pgadmin', uid: 5050, gid: 0 }, from: ['dockerfile:197', 'dockerfile:212'] },
    gainsPrivileges: {
      is: true,
      from: ['dockerfile:206-210', 'entrypoint:102-123', 'entrypoint:323'],
      because: 'without file capabilities it listens on port 8080 and not 80, or not at all; its mail starts by sudo',
    },
    readOnlyRoot: {
      is: false,
      from: ['dockerfile:201-203', 'entrypoint:157-195'],
      because: 'the entry point writes its settings to /pgadmin4/config_distro.py',
    },
    probeUnless: {
      is: {
        test: ['CMD', 'wget', '-q', '-O', '/dev/null', 'http://127.0.0.1/misc/ping'],
        program: 'wget',
        unless: [
          { variable: 'PGADMIN_LISTEN_PORT' },
          { variable: 'PGADMIN_LISTEN_ADDRESS' },
          { variable: 'PGADMIN_ENABLE_TLS' },
          { variable: 'PGADMIN_ENABLE_SOCK' },
          { variable: 'SCRIPT_NAME' },
        ],
      },
      from: ['dockerfile:152', 'entrypoint:333-341', 'pages:246-259'],
      because: 'the BusyBox of Alpine has wget',
    },
    timing: {
      is: { interval: 30, timeout: 10, retries: 5, startPeriod: 60 },
      from: 'entrypoint:243-285',
      because: 'the first boot makes a database and loads the servers',
    },
    ports: [
      { is: { port: 80, purpose: 'admin' }, from: 'dockerfile:216' },
      { is: { port: 443, purpose: 'admin' }, from: 'dockerfile:216' },
    ],
    secrets: { is: ['PGADMIN_DEFAULT_PASSWORD'], from: 'entrypoint:154' },
    secretFiles: { is: ['PGADMIN_DEFAULT_PASSWORD'], from: ['entrypoint:128-148', 'entrypoint:154'] },
  },
});
