import { defineProfile } from './profile.js';

const repository = 'oliver006/redis_exporter';
const commit = 'cd5941f16199f1f1fa9c12b3bf24b509875c955a';

export const redisExporter = defineProfile({
  names: ['docker.io/oliver006/redis_exporter', 'quay.io/oliver006/redis_exporter', 'ghcr.io/oliver006/redis_exporter'],
  sources: { dockerfile: { repository, commit, file: 'Dockerfile' } },
  facts: {
    role: { is: 'monitoring', from: 'dockerfile:38' },
    ports: [{ is: { port: 9121, purpose: 'metrics' }, from: ['dockerfile:37', 'dockerfile:52'] }],
    wantsInit: { is: false, from: 'dockerfile:38', because: 'one program that starts no others' },
  },
  variants: [
    {
      since: '1',
      facts: {
        startsAs: {
          is: { name: '59000', uid: 59_000, gid: 59_000 },
          from: ['dockerfile:35', 'dockerfile:50'],
          because: 'a number that no file of names knows',
        },
        firstBoot: { is: [], from: ['dockerfile:35-38', 'dockerfile:50-53'], because: 'it never is root' },
        laterBoots: { is: [], from: ['dockerfile:35-38', 'dockerfile:50-53'] },
      },
    },
  ],
});
