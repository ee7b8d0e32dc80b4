import { POSTGRES_18, POSTGRES_FACTS, POSTGRES_SOURCES } from './postgres.js';
import { defineProfile } from './profile.js';

const { writable, readOnlyUnless, ...everyVersion } = POSTGRES_FACTS;
const { alpine: _, ...debian } = POSTGRES_SOURCES;

/** The official postgres image with one more extension; the version of postgres stands in the tag as `pg17`. */
export const pgvector = defineProfile({
  names: ['docker.io/pgvector/pgvector'],
  sources: {
    ...debian,
    pgvector: {
      repository: 'pgvector/pgvector',
      commit: 'e48241b4dcc045b18902914f668d03d1d399dfbe',
      file: 'Dockerfile',
    },
  },
  facts: {
    ...everyVersion,
    startsAs: {
      is: { name: 'root', uid: 0, gid: 0 },
      from: ['pgvector:5', 'dockerfile:191'],
      because: 'no USER stands in either file',
    },
  },
  variants: [
    ...['pg12', 'pg13', 'pg14', 'pg15', 'pg16', 'pg17'].map((part) => ({ part, facts: { writable, readOnlyUnless } })),
    { part: 'pg18', facts: POSTGRES_18 },
  ],
});
