import { POSTGRES_18, POSTGRES_ALPINE, POSTGRES_FACTS, POSTGRES_SOURCES } from './postgres.js';
import { defineProfile } from './profile.js';

const repository = 'debezium/container-images';
const commit = '07fabf0541b948a0da58e4d8d0092d4e44696399';
const { writable, readOnlyUnless, ...everyVersion } = POSTGRES_FACTS;

/** The official postgres image with more extensions; the tag leads with the version of postgres. */
export const debeziumPostgres = defineProfile({
  names: ['quay.io/debezium/postgres', 'docker.io/debezium/postgres'],
  sources: {
    ...POSTGRES_SOURCES,
    debezium: { repository, commit, file: 'postgres/17/Dockerfile' },
    debezium15: { repository, commit, file: 'postgres/15/Dockerfile' },
    debeziumAlpine: { repository, commit, file: 'postgres/17-alpine/Dockerfile' },
  },
  facts: {},
  variants: [
    {
      since: '9.6',
      facts: {
        ...everyVersion,
        startsAs: {
          is: { name: 'root', uid: 0, gid: 0 },
          from: ['debezium:33', 'debezium15:33', 'dockerfile:191'],
          because: 'no USER stands in the files',
        },
      },
    },
    { since: '9.6', before: '18', facts: { writable, readOnlyUnless } },
    { part: '18', facts: POSTGRES_18 },
    {
      since: '9.6',
      part: 'alpine',
      facts: { account: { ...POSTGRES_ALPINE.account, from: ['debeziumAlpine:1', 'alpine:12-13'] } },
    },
  ],
});
