import { defineProfile } from './profile.js';

const repository = 'apache/solr-docker';
const commit = '884b2e6692174ea09cdb5183b8dd585760b5e9fb';

export const solr = defineProfile({
  names: ['solr'],
  sources: {
    dockerfile: { repository, commit, file: '9.10/Dockerfile' },
    dockerfile10: { repository, commit, file: '10.0/Dockerfile' },
    slim: { repository, commit, file: '9.9-slim/Dockerfile' },
    dockerfile8: {
      repository: 'docker-solr/docker-solr',
      commit: '70e930e6b59026502fd07a3e39f337b02609b836',
      file: '8.11/Dockerfile',
    },
  },
  facts: {
    role: { is: 'search', from: 'dockerfile:134' },
    ports: [{ is: { port: 8983, purpose: 'client' }, from: ['dockerfile:129', 'dockerfile8:119'] }],
  },
  variants: [
    {
      since: '8',
      facts: {
        startsAs: {
          is: { name: 'solr', uid: 8983, gid: 8983 },
          from: ['dockerfile:89-104', 'dockerfile:131', 'dockerfile10:129', 'dockerfile8:26-41', 'dockerfile8:121'],
        },
        account: {
          is: { name: 'solr', uid: 8983, gid: 8983 },
          from: ['dockerfile:89-104', 'dockerfile:131', 'dockerfile10:129', 'dockerfile8:26-41', 'dockerfile8:121'],
        },
        runsAsAccount: { is: true, from: 'dockerfile:131' },
        firstBoot: { is: [], from: ['dockerfile:131', 'dockerfile10:129', 'dockerfile8:121', 'slim:131'] },
        laterBoots: { is: [], from: ['dockerfile:131', 'dockerfile10:129', 'dockerfile8:121', 'slim:131'] },
        writable: [
          {
            is: { path: '/var/solr', kind: 'volume', declared: true },
            from: ['dockerfile:95-98', 'dockerfile:128', 'dockerfile8:118'],
          },
        ],
        probeUnless: {
          is: {
            test: ['CMD', 'nc', '-z', '127.0.0.1', '8983'],
            program: 'nc',
            unless: [
              { variable: 'SOLR_PORT' },
              { variable: 'SOLR_PORT_LISTEN' },
              { variable: 'SOLR_JETTY_HOST' },
              { variable: 'SOLR_HOST_BIND' },
              { argument: '-p' },
            ],
          },
          from: ['dockerfile:125', 'dockerfile10:123', 'dockerfile8:19', 'slim:125'],
          because: 'a login may be asked for behind the port',
        },
        timing: {
          is: { interval: 15, timeout: 10, retries: 5, startPeriod: 60 },
          from: 'dockerfile:134',
          because: 'a Java machine that loads its cores',
        },
      },
    },
  ],
});
