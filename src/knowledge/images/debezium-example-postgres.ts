import { POSTGRES_FACTS, POSTGRES_SOURCES } from './postgres.js';
import { defineProfile } from './profile.js';

const repository = 'debezium/container-images';
const commit = '07fabf0541b948a0da58e4d8d0092d4e44696399';
const { alpine: _, version18: __, ...sources } = POSTGRES_SOURCES;
// The tag is a version of Debezium, so that the version of postgres and the place of its data do not show.
const { writable: ___, readOnlyUnless: ____, ...everyVersion } = POSTGRES_FACTS;

export const debeziumExamplePostgres = defineProfile({
  names: ['quay.io/debezium/example-postgres', 'docker.io/debezium/example-postgres'],
  sources: {
    ...sources,
    example: { repository, commit, file: 'examples/postgres/3.7/Dockerfile' },
    example19: { repository, commit, file: 'examples/postgres/1.9/Dockerfile' },
    debezium: { repository, commit, file: 'postgres/17/Dockerfile' },
  },
  facts: {
    ...everyVersion,
    startsAs: {
      is: { name: 'root', uid: 0, gid: 0 },
      from: ['example:3', 'example19:1', 'debezium:33', 'dockerfile:191'],
      because: 'no USER stands in the files',
    },
  },
});
