import { POSTGRES_18, POSTGRES_ALPINE, POSTGRES_FACTS, POSTGRES_SOURCES } from './postgres.js';
import { defineProfile } from './profile.js';

const repository = 'postgis/docker-postgis';
const commit = '51b35550144e6bf1c97a8dc7530b8eaa212180bf';

const { role, ports, secrets, startsAs, writable, readOnlyUnless, ...read } = POSTGRES_FACTS;

/** The official postgres image with one more init script; the tag leads with the version of postgres. */
export const postgis = defineProfile({
  names: ['docker.io/postgis/postgis'],
  sources: {
    ...POSTGRES_SOURCES,
    postgis: { repository, commit, file: '17-3.5/Dockerfile' },
    script: { repository, commit, file: '17-3.5/initdb-postgis.sh' },
  },
  facts: { role, ports, secrets, startsAs },
  variants: [
    {
      since: '9.6',
      facts: {
        ...read,
        timing: {
          is: { interval: 10, timeout: 5, retries: 5, startPeriod: 90 },
          from: ['entrypoint:349-360', 'postgis:26', 'script:8-41'],
          because: 'the first boot also loads the extensions into two databases',
        },
      },
    },
    // Which version `latest` is does not show, so the place of the data is known only where the tag has a version.
    { since: '9.6', before: '18', facts: { writable, readOnlyUnless } },
    { part: '18', facts: POSTGRES_18 },
    { since: '9.6', part: 'alpine', facts: POSTGRES_ALPINE },
  ],
});
