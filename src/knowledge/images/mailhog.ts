import { defineProfile } from './profile.js';

const repository = 'mailhog/MailHog';
const commit = 'e6fa06877ef61ea82bbef234d94bdc75cca478d1';

export const mailhog = defineProfile({
  names: ['docker.io/mailhog/mailhog'],
  sources: { dockerfile: { repository, commit, file: 'Dockerfile' } },
  facts: {
    role: { is: 'tool', from: 'dockerfile:26' },
    startsAs: { is: { name: 'mailhog', uid: 1000, gid: 1000 }, from: ['dockerfile:18', 'dockerfile:22'] },
    firstBoot: { is: [], from: 'dockerfile:20-29', because: 'it never is root' },
    laterBoots: { is: [], from: 'dockerfile:20-29' },
    probeUnless: {
      is: {
        test: ['CMD', 'wget', '-q', '-O', '/dev/null', 'http://127.0.0.1:8025/'],
        program: 'wget',
        unless: [
          { variable: 'MH_UI_BIND_ADDR' },
          { variable: 'MH_API_BIND_ADDR' },
          { variable: 'MH_UI_WEB_PATH' },
          { variable: 'MH_AUTH_FILE' },
          { argument: '-' },
        ],
      },
      from: ['dockerfile:14', 'dockerfile:29'],
      because: 'the BusyBox of Alpine has wget',
    },
    ports: [
      { is: { port: 1025, purpose: 'client' }, from: 'dockerfile:28-29' },
      { is: { port: 8025, purpose: 'web' }, from: 'dockerfile:28-29' },
    ],
    wantsInit: { is: false, from: 'dockerfile:26', because: 'one program that starts no others' },
  },
});
