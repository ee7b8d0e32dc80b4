import { defineProfile } from './profile.js';

export const keycloak = defineProfile({
  names: ['quay.io/keycloak/keycloak'],
  sources: {
    dockerfile: {
      repository: 'keycloak/keycloak',
      commit: '0463815bc93acbe22cf0b347af7cbd11e5a56d65',
      file: 'quarkus/container/Dockerfile',
    },
  },
  facts: { role: { is: 'identity', from: 'dockerfile:36' } },
  variants: [
    {
      since: '22',
      facts: {
        startsAs: { is: { name: 'keycloak', uid: 1000, gid: 0 }, from: 'dockerfile:28-31' },
        firstBoot: { is: [], from: 'dockerfile:31-36', because: 'it never is root' },
        laterBoots: { is: [], from: 'dockerfile:31-36' },
        ports: [
          { is: { port: 8080, purpose: 'web' }, from: 'dockerfile:33' },
          { is: { port: 8443, purpose: 'web' }, from: 'dockerfile:34' },
        ],
      },
    },
  ],
});
