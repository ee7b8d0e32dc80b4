import { defineProfile } from './profile.js';

const repository = 'opensearch-project/opensearch-build';
const commit = '4372bf71a2407ae25aa8ec2d86de9b4d2cc22687';

export const opensearch = defineProfile({
  names: ['docker.io/opensearchproject/opensearch', 'public.ecr.aws/opensearchproject/opensearch'],
  sources: {
    dockerfile: { repository, commit, file: 'docker/release/dockerfiles/opensearch.al2023.dockerfile' },
    dockerfile2: { repository, commit, file: 'docker/release/dockerfiles/opensearch.al2.dockerfile' },
    entrypoint: {
      repository,
      commit,
      file: 'docker/release/config/opensearch/opensearch-docker-entrypoint-default.x.sh',
    },
  },
  facts: {
    role: { is: 'search', from: 'dockerfile:107' },
    startsAs: {
      is: { name: 'opensearch', uid: 1000, gid: 1000 },
      from: ['dockerfile:60-71', 'dockerfile:89', 'dockerfile2:88'],
    },
    account: {
      is: { name: 'opensearch', uid: 1000, gid: 1000 },
      from: ['dockerfile:60-71', 'dockerfile:89', 'dockerfile2:88'],
    },
    runsAsAccount: { is: true, from: ['dockerfile:89', 'entrypoint:73-76'] },
    firstBoot: { is: [], from: ['dockerfile:89', 'dockerfile2:88', 'entrypoint:100'] },
    laterBoots: { is: [], from: ['dockerfile:89', 'dockerfile2:88', 'entrypoint:100'] },
    readOnlyRoot: {
      is: false,
      from: ['entrypoint:44', 'entrypoint:60'],
      because: 'certificates and logs are written beside the files of the image',
    },
    writable: [{ is: { path: '/usr/share/opensearch/data', kind: 'volume' }, from: 'dockerfile:46' }],
    ports: [
      { is: { port: 9200, purpose: 'client' }, from: 'dockerfile:99' },
      { is: { port: 9300, purpose: 'cluster' }, from: 'dockerfile:99' },
      { is: { port: 9600, purpose: 'metrics' }, from: 'dockerfile:99' },
      { is: { port: 9650, purpose: 'cluster' }, from: 'dockerfile:99' },
    ],
    timing: {
      is: { interval: 15, timeout: 10, retries: 5, startPeriod: 120 },
      from: ['entrypoint:44', 'entrypoint:100'],
      because: 'the first boot makes certificates before a Java machine starts',
    },
    secrets: { is: ['OPENSEARCH_INITIAL_ADMIN_PASSWORD'], from: 'entrypoint:43' },
  },
});
