import { defineProfile } from './profile.js';

const repository = 'opensearch-project/opensearch-build';
const commit = '4372bf71a2407ae25aa8ec2d86de9b4d2cc22687';

export const opensearchDashboards = defineProfile({
  names: [
    'docker.io/opensearchproject/opensearch-dashboards',
    'public.ecr.aws/opensearchproject/opensearch-dashboards',
  ],
  sources: {
    dockerfile: { repository, commit, file: 'docker/release/dockerfiles/opensearch-dashboards.al2023.dockerfile' },
    dockerfile2: { repository, commit, file: 'docker/release/dockerfiles/opensearch-dashboards.al2.dockerfile' },
    entrypoint: {
      repository,
      commit,
      file: 'docker/release/config/opensearch-dashboards/opensearch-dashboards-docker-entrypoint-default.x.sh',
    },
  },
  facts: {
    role: { is: 'admin', from: 'dockerfile:101' },
    startsAs: {
      is: { name: 'opensearch-dashboards', uid: 1000, gid: 1000 },
      from: ['dockerfile:53-54', 'dockerfile:66-67', 'dockerfile:78', 'dockerfile2:78'],
    },
    account: {
      is: { name: 'opensearch-dashboards', uid: 1000, gid: 1000 },
      from: ['dockerfile:53-54', 'dockerfile:66-67', 'dockerfile:78', 'dockerfile2:78'],
    },
    runsAsAccount: { is: true, from: 'dockerfile:78' },
    firstBoot: { is: [], from: ['dockerfile:78', 'dockerfile2:78'] },
    laterBoots: { is: [], from: ['dockerfile:78', 'dockerfile2:78'] },
    readOnlyRoot: {
      is: false,
      from: 'entrypoint:195-196',
      because: 'the entry point changes the configuration in place',
    },
    ports: [{ is: { port: 5601, purpose: 'web' }, from: 'dockerfile:81' }],
    timing: {
      is: { interval: 15, timeout: 10, retries: 5, startPeriod: 180 },
      from: 'entrypoint:238',
      because: 'it waits for OpenSearch and sets its indices up before it answers',
    },
  },
});
