import { defineProfile } from './profile.js';

const repository = 'paperless-ngx/paperless-ngx';
const commit = 'b0e0e8a35373a5d9d588a507cb63c79e50a23403';

export const paperless = defineProfile({
  names: ['ghcr.io/paperless-ngx/paperless-ngx', 'docker.io/paperlessngx/paperless-ngx'],
  sources: {
    dockerfile: { repository, commit, file: 'Dockerfile' },
    files: { repository, commit, file: 'docker/rootfs/etc/s6-overlay/s6-rc.d/init-env-file/run' },
    manual: { repository, commit, file: 'docs/configuration.md' },
  },
  facts: {
    role: { is: 'web', from: 'dockerfile:257' },
    startsAs: { is: { name: 'root', uid: 0, gid: 0 }, from: 'dockerfile:255', because: 'no USER stands in the file' },
    ports: [{ is: { port: 8000, purpose: 'web' }, from: 'dockerfile:257' }],
    secrets: {
      is: ['PAPERLESS_ADMIN_PASSWORD', 'PAPERLESS_DBPASS', 'PAPERLESS_SECRET_KEY'],
      from: ['manual:100', 'manual:451', 'manual:614'],
    },
    secretFiles: {
      is: ['PAPERLESS_ADMIN_PASSWORD', 'PAPERLESS_DBPASS', 'PAPERLESS_SECRET_KEY'],
      from: 'files:8-30',
      because: 'every setting is read so',
    },
  },
  variants: [
    {
      since: '2',
      facts: {
        hasHealthcheck: { is: true, from: 'dockerfile:259' },
        wantsInit: { is: false, from: 'dockerfile:255', because: 's6 is PID 1' },
      },
    },
  ],
});
