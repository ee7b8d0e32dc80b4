import { defineProfile } from './profile.js';

const repository = 'jenkinsci/docker';
const commit = 'ab3f5e0a80d666b1d554c2b7cad38b5c5ee35f1c';

export const jenkins = defineProfile({
  names: ['docker.io/jenkins/jenkins'],
  sources: {
    dockerfile: { repository, commit, file: 'debian/Dockerfile' },
    alpine: { repository, commit, file: 'alpine/hotspot/Dockerfile' },
    start: { repository, commit, file: 'jenkins.sh' },
  },
  facts: {
    role: { is: 'tool', from: 'start:55' },
    startsAs: {
      is: { name: 'jenkins', uid: 1000, gid: 1000 },
      from: ['dockerfile:93-96', 'dockerfile:148', 'alpine:79-82', 'alpine:134'],
    },
    firstBoot: { is: [], from: ['dockerfile:148-157', 'start:13-55'], because: 'it never is root' },
    laterBoots: { is: [], from: ['dockerfile:148-157', 'start:13-55'] },
    probeUnless: {
      is: {
        test: ['CMD', 'curl', '-fsS', '-o', '/dev/null', 'http://127.0.0.1:8080/login'],
        program: 'curl',
        unless: [{ variable: 'JENKINS_OPTS' }, { argument: '--prefix' }, { argument: '--http' }],
      },
      from: ['dockerfile:66', 'alpine:62', 'dockerfile:136'],
      because: 'the page to log in needs no account, and answers 503 while Jenkins starts',
    },
    timing: {
      is: { interval: 30, timeout: 10, retries: 5, startPeriod: 120 },
      from: 'start:16-19',
      because: 'the first boot copies plugins into the volume and unpacks the program',
    },
    ports: [
      { is: { port: 8080, purpose: 'web' }, from: ['dockerfile:97', 'dockerfile:136'] },
      { is: { port: 50_000, purpose: 'cluster' }, from: ['dockerfile:98', 'dockerfile:139'] },
    ],
    wantsInit: { is: false, from: ['dockerfile:157', 'alpine:143'], because: 'tini is PID 1' },
  },
});
