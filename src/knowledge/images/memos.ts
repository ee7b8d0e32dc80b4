import { defineProfile } from './profile.js';

const repository = 'usememos/memos';
const commit = '76a762924306e782871204f131f4033be5e8e41a';

export const memos = defineProfile({
  names: ['docker.io/neosmemo/memos', 'ghcr.io/usememos/memos'],
  sources: {
    dockerfile: { repository, commit, file: 'scripts/Dockerfile' },
    entrypoint: { repository, commit, file: 'scripts/entrypoint.sh' },
  },
  facts: {
    role: { is: 'web', from: 'dockerfile:54' },
    ports: [{ is: { port: 5230, purpose: 'web' }, from: 'dockerfile:54' }],
    secrets: { is: ['MEMOS_DSN'], from: 'entrypoint:50' },
    secretFiles: { is: ['MEMOS_DSN'], from: 'entrypoint:24-50' },
  },
  variants: [
    {
      since: '0.27',
      facts: {
        startsAs: { is: { name: 'root', uid: 0, gid: 0 }, from: 'dockerfile:42-43' },
        account: { is: { name: 'nonroot', uid: 10_001, gid: 10_001 }, from: ['dockerfile:33-34', 'entrypoint:5-6'] },
        dropsRootWith: { is: 'su-exec', from: 'entrypoint:20' },
        runsAsAccount: { is: true, from: 'entrypoint:13-21' },
        firstBoot: {
          is: ['CHOWN', 'DAC_READ_SEARCH', 'SETGID', 'SETUID'],
          from: 'entrypoint:13-20',
          because: 'chown of all its data, and su-exec',
        },
        laterBoots: {
          is: ['SETGID', 'SETUID'],
          from: 'entrypoint:13-20',
          because: 'the data belongs to nonroot by then, and the chown may fail',
        },
        wantsInit: { is: false, from: 'entrypoint:52', because: 'one program that starts no others' },
      },
    },
  ],
});
