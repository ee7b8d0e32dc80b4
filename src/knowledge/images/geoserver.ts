import { defineProfile } from './profile.js';

const repository = 'kartoza/docker-geoserver';
const commit = '35dfd2ddfab7fd37729bdbb7e1fc220bfbdcd2ca';

export const geoserver = defineProfile({
  names: ['docker.io/kartoza/geoserver'],
  sources: {
    dockerfile: { repository, commit, file: 'Dockerfile' },
    entrypoint: { repository, commit, file: 'scripts/entrypoint.sh' },
  },
  facts: { role: { is: 'web', from: 'dockerfile:51-52' } },
  variants: [
    {
      since: '2.26',
      facts: {
        startsAs: {
          is: { name: 'root', uid: 0, gid: 0 },
          from: 'dockerfile:119',
          because: 'no USER stands in the file',
        },
        dropsRootWith: { is: 'gosu', from: 'entrypoint:143-148' },
        firstBoot: {
          is: ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'SETGID', 'SETUID'],
          from: ['entrypoint:13-32', 'entrypoint:53', 'entrypoint:104-148'],
          because:
            'root makes the account, writes settings into its directories, chowns, chmods what it gave away, and gosu',
        },
        laterBoots: {
          is: ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'SETGID', 'SETUID'],
          from: ['entrypoint:13-32', 'entrypoint:53', 'entrypoint:104-148'],
        },
        readOnlyRoot: {
          is: false,
          from: ['entrypoint:13-45', 'entrypoint:137'],
          because: 'it makes an account, and edits the settings of Tomcat',
        },
      },
    },
  ],
});
