// Written by HARDEN_RECORD=1 npm run e2e -- profiles. Do not edit.
import type { Verified } from './profile.js';

/** What the run of each image showed, by the image it stands for. */
export const VERIFIED: Readonly<Record<string, Verified>> = {
  'postgres:17': {
    boots: 2,
    readOnlyRoot: true,
    runsAsAccount: true,
    capabilities: {
      CHOWN: 'first boot',
      DAC_READ_SEARCH: 'first boot',
      FOWNER: 'first boot',
      SETGID: 'first boot',
      SETUID: 'first boot',
    },
  },
  'redis:8': {
    boots: 2,
    readOnlyRoot: false,
    runsAsAccount: true,
    capabilities: {
      CHOWN: 'not here',
      DAC_READ_SEARCH: 'not here',
      FOWNER: 'not here',
      SETGID: 'first boot',
      SETPCAP: 'not here',
      SETUID: 'first boot',
    },
  },
  'nginxinc/nginx-unprivileged:1.26': {
    boots: 2,
    readOnlyRoot: true,
    runsAsAccount: false,
    capabilities: {},
  },
  'memcached:1.6': {
    boots: 2,
    readOnlyRoot: true,
    runsAsAccount: true,
    capabilities: {},
  },
};
