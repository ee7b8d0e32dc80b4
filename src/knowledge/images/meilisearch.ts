import { defineProfile } from './profile.js';

const repository = 'meilisearch/meilisearch';
const commit = '5cb2f2e94befc717bbea60fec4a31ee64d2f60fd';

export const meilisearch = defineProfile({
  names: ['docker.io/getmeili/meilisearch'],
  sources: {
    dockerfile: { repository, commit, file: 'Dockerfile' },
    dockerfile028: { repository, commit: 'cfacc79ad7811a906b1b02cb81086bf40ae9e813', file: 'Dockerfile' },
    options: { repository, commit, file: 'crates/meilisearch/src/option.rs' },
  },
  facts: {
    role: { is: 'search', from: 'dockerfile:46' },
    ports: [{ is: { port: 7700, purpose: 'client' }, from: ['dockerfile:24', 'dockerfile:43'] }],
    secrets: { is: ['MEILI_MASTER_KEY'], from: 'options:30' },
  },
  variants: [
    {
      since: '0.28',
      facts: {
        startsAs: {
          is: { name: 'root', uid: 0, gid: 0 },
          from: ['dockerfile:21-46', 'dockerfile028:22-46'],
          because: 'no USER stands in the files',
        },
        firstBoot: { is: [], from: ['dockerfile:40-46', 'dockerfile028:40-46'], because: 'root stays root' },
        laterBoots: { is: [], from: ['dockerfile:40-46', 'dockerfile028:40-46'] },
        writable: [{ is: { path: '/meili_data', kind: 'volume' }, from: ['dockerfile:37-40', 'dockerfile028:40'] }],
        wantsInit: { is: false, from: ['dockerfile:45', 'dockerfile028:45'], because: 'tini is the first process' },
        probeUnless: {
          is: {
            test: ['CMD', 'curl', '-sf', '-o', '/dev/null', 'http://127.0.0.1:7700/health'],
            program: 'curl',
            unless: [
              { variable: 'MEILI_HTTP_ADDR' },
              { variable: 'MEILI_SSL_CERT_PATH' },
              { argument: '--http-addr' },
              { argument: '--ssl' },
            ],
          },
          from: ['dockerfile:24', 'dockerfile:27', 'dockerfile028:28'],
        },
        timing: {
          is: { interval: 10, timeout: 5, retries: 5, startPeriod: 30 },
          from: 'dockerfile:46',
          because: 'it reads its data',
        },
      },
    },
  ],
});
