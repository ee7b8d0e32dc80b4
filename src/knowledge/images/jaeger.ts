import { defineProfile } from './profile.js';

const repository = 'jaegertracing/jaeger';

export const jaeger = defineProfile({
  names: ['docker.io/jaegertracing/jaeger', 'quay.io/jaegertracing/jaeger', 'cr.jaegertracing.io/jaegertracing/jaeger'],
  sources: {
    dockerfile: {
      repository,
      commit: '8498073ff809b1a3923521920a9b1b017ea97ecf',
      file: 'cmd/jaeger/Dockerfile',
    },
  },
  facts: {
    role: { is: 'monitoring', from: 'dockerfile:49' },
    startsAs: {
      is: { name: '10001', uid: 10001, gid: 0 },
      from: ['dockerfile:11', 'dockerfile:50'],
      because: 'a number without a group, which no file of names knows',
    },
    firstBoot: { is: [], from: 'dockerfile:49-50', because: 'it never is root' },
    laterBoots: { is: [], from: 'dockerfile:49-50' },
    ports: [
      { is: { port: 4317, purpose: 'client' }, from: 'dockerfile:21-22' },
      { is: { port: 4318, purpose: 'client' }, from: 'dockerfile:24-25' },
      { is: { port: 14268, purpose: 'client' }, from: 'dockerfile:27-28' },
      { is: { port: 14250, purpose: 'client' }, from: 'dockerfile:30-31' },
      { is: { port: 9411, purpose: 'client' }, from: 'dockerfile:33-34' },
      { is: { port: 16686, purpose: 'web' }, from: 'dockerfile:36-37' },
    ],
    wantsInit: { is: false, from: 'dockerfile:49', because: 'one program that starts no others' },
  },
});
