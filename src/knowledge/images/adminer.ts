import { defineProfile } from './profile.js';

const repository = 'TimWolla/docker-adminer';
const commit = '7088bf0e2003398930eed5ea00032b61aa3b55cb';

export const adminer = defineProfile({
  names: ['adminer'],
  sources: {
    dockerfile: { repository, commit, file: '5/Dockerfile' },
    fastcgi: { repository, commit, file: '5/fastcgi/Dockerfile' },
    version4: { repository, commit, file: '4/Dockerfile' },
  },
  facts: {
    role: { is: 'admin', from: 'dockerfile:47-48' },
    firstBoot: { is: [], from: ['dockerfile:58', 'fastcgi:54', 'version4:58'], because: 'it never is root' },
    laterBoots: { is: [], from: ['dockerfile:58', 'fastcgi:54', 'version4:58'] },
  },
  variants: [
    {
      notPart: 'fastcgi',
      facts: {
        ports: [{ is: { port: 8080, purpose: 'admin' }, from: 'dockerfile:61' }],
        probe: {
          is: {
            test: ['CMD', 'curl', '-fsS', '-o', '/dev/null', 'http://127.0.0.1:8080/'],
            program: 'curl',
          },
          from: ['dockerfile:48', 'dockerfile:59'],
          because: 'the image it stands on has curl: the file calls it without installing it',
        },
        wantsInit: { is: false, from: 'dockerfile:59', because: 'one program that starts no others' },
      },
    },
    {
      part: 'fastcgi',
      facts: { wantsInit: { is: false, from: 'fastcgi:55', because: 'the master reaps its own workers' } },
    },
  ],
});
