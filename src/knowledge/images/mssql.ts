import { defineProfile } from './profile.js';

const repository = 'microsoft/mssql-docker';
const commit = 'd7e572d6c8b761ec855c9337a08e0d88b0a5002a';

/** The makers publish no file of the image itself from 2019 on: what it starts as and writes is not known from here. */
export const mssql = defineProfile({
  names: ['mcr.microsoft.com/mssql/server', 'docker.io/microsoft/mssql-server-linux'],
  sources: {
    dockerfile: { repository, commit, file: 'linux/mssql-server-linux/Dockerfile' },
    manual: { repository, commit, file: 'linux/preview/README.md' },
    customize: { repository, commit, file: 'linux/preview/examples/mssql-customize/README.md' },
    other: { repository, commit, file: 'linux/preview/examples/mssql-server-linux-non-root/Dockerfile-2019' },
  },
  facts: {
    role: { is: 'database', from: 'dockerfile:14-15' },
    ports: [{ is: { port: 1433, purpose: 'client' }, from: 'dockerfile:8-9' }],
    secrets: { is: ['MSSQL_SA_PASSWORD', 'SA_PASSWORD'], from: ['manual:72', 'customize:27'] },
    gainsPrivileges: {
      is: true,
      from: 'other:13-20',
      because: 'as another user than root its programs have capabilities of their files',
    },
    memoryFloor: { is: 3328, from: 'manual:49', because: '3.25 GB' },
    timing: {
      is: { interval: 15, timeout: 10, retries: 5, startPeriod: 120 },
      from: 'manual:49-53',
      because: 'the first boot makes the system databases',
    },
  },
});
