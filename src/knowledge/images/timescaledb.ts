import { POSTGRES_18, POSTGRES_ALPINE, POSTGRES_FACTS, POSTGRES_SOURCES } from './postgres.js';
import { defineProfile } from './profile.js';

const repository = 'timescale/timescaledb-docker';
const commit = '029292c030646f1ce91e0aef88025b65dc6200b0';

const { writable, readOnlyUnless, ...everyVersion } = POSTGRES_FACTS;

/** The official postgres image on Alpine; the version of postgres stands in the tag as `pg17`. */
export const timescaledb = defineProfile({
  names: ['docker.io/timescale/timescaledb'],
  sources: {
    ...POSTGRES_SOURCES,
    timescale: { repository, commit, file: 'Dockerfile' },
    tune: { repository, commit, file: 'docker-entrypoint-initdb.d/001_timescaledb_tune.sh' },
  },
  facts: {
    ...everyVersion,
    startsAs: {
      is: { name: 'root', uid: 0, gid: 0 },
      from: ['timescale:32', 'alpine:200'],
      because: 'no USER stands in either file',
    },
    account: { ...POSTGRES_ALPINE.account, from: ['timescale:32', 'alpine:12-13'] },
  },
  // The script that tunes writes into the data folder only.
  variants: [
    ...['pg12', 'pg13', 'pg14', 'pg15', 'pg16', 'pg17'].map((part) => ({
      part,
      facts: { writable, readOnlyUnless: { ...readOnlyUnless, from: [...readOnlyUnless.from, 'tune:123'] as const } },
    })),
    { part: 'pg18', facts: POSTGRES_18 },
  ],
});
