import { defineProfile } from './profile.js';

const repository = 'docker-library/tomcat';
const commit = '40f27d562f94c0dbfb861587ee8837047b1cd555';

export const tomcat = defineProfile({
  names: ['tomcat'],
  sources: { dockerfile: { repository, commit, file: '10.1/jdk17/temurin-noble/Dockerfile' } },
  facts: {
    role: { is: 'web', from: 'dockerfile:158' },
    startsAs: { is: { name: 'root', uid: 0, gid: 0 }, from: 'dockerfile:158', because: 'no USER stands in the file' },
    firstBoot: {
      is: [],
      from: 'dockerfile:153-158',
      because: 'without an entry point: Java stays root, owns its directories and listens on port 8080',
    },
    laterBoots: { is: [], from: 'dockerfile:153-158' },
    ports: [{ is: { port: 8080, purpose: 'web' }, from: 'dockerfile:153' }],
    wantsInit: { is: false, from: 'dockerfile:158', because: 'Java is PID 1 and starts no others' },
  },
});
