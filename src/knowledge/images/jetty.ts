import { defineProfile } from './profile.js';

const repository = 'jetty/jetty.docker';
const commit = 'c6c5ebec9f117ecdc4caf2d3571b8cf0ef89b679';

export const jetty = defineProfile({
  names: ['jetty'],
  sources: { dockerfile: { repository, commit, file: 'eclipse-temurin/12.0/jdk17/Dockerfile' } },
  facts: { role: { is: 'web', from: 'dockerfile:100' } },
  variants: [
    {
      since: '12',
      facts: {
        firstBoot: { is: [], from: 'dockerfile:97-100', because: 'it never is root' },
        laterBoots: { is: [], from: 'dockerfile:97-100' },
        ports: [{ is: { port: 8080, purpose: 'web' }, from: 'dockerfile:98' }],
        wantsInit: { is: false, from: 'dockerfile:100', because: 'Java is PID 1 and starts no others' },
      },
    },
  ],
});
