import { defineProfile } from './profile.js';

const repository = 'dani-garcia/vaultwarden';
const commit = '46d71107f5094460dd5ecbe1dbac6e6c71e5189a';

export const vaultwarden = defineProfile({
  names: ['docker.io/vaultwarden/server', 'ghcr.io/dani-garcia/vaultwarden', 'quay.io/vaultwarden/server'],
  sources: {
    dockerfile: { repository, commit, file: 'docker/Dockerfile.debian' },
    alpine: { repository, commit, file: 'docker/Dockerfile.alpine' },
    start: { repository, commit, file: 'docker/start.sh' },
    environment: { repository, commit, file: '.env.template' },
    util: { repository, commit, file: 'src/util.rs' },
  },
  facts: {
    role: { is: 'web', from: 'start:29' },
    startsAs: {
      is: { name: 'root', uid: 0, gid: 0 },
      from: ['dockerfile:187', 'alpine:159'],
      because: 'no USER stands in the files',
    },
    firstBoot: {
      is: ['NET_BIND_SERVICE'],
      from: ['start:3-29', 'dockerfile:158'],
      because: 'the start script only starts the program, which stays root and binds port 80',
    },
    laterBoots: { is: ['NET_BIND_SERVICE'], from: ['start:3-29', 'dockerfile:158'] },
    hasHealthcheck: { is: true, from: ['dockerfile:185', 'alpine:157'] },
    ports: [{ is: { port: 80, purpose: 'web' }, from: ['dockerfile:174', 'alpine:146'] }],
    wantsInit: { is: false, from: 'start:29', because: 'one program that starts no others' },
    secrets: { is: ['ADMIN_TOKEN', 'SMTP_PASSWORD'], from: ['environment:443', 'environment:636'] },
    secretFiles: { is: ['ADMIN_TOKEN', 'SMTP_PASSWORD'], from: 'util:434-448', because: 'every setting is read so' },
  },
});
