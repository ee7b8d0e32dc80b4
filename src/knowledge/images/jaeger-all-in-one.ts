import { defineProfile } from './profile.js';

const repository = 'jaegertracing/jaeger';

export const jaegerAllInOne = defineProfile({
  names: ['docker.io/jaegertracing/all-in-one', 'quay.io/jaegertracing/all-in-one'],
  sources: {
    dockerfile: {
      repository,
      commit: 'f1201e77e160681ed35773f1d0edf0c8da8d1a75',
      file: 'cmd/all-in-one/Dockerfile',
    },
  },
  facts: {
    role: { is: 'monitoring', from: 'dockerfile:36' },
    ports: [
      { is: { port: 4317, purpose: 'client' }, from: 'dockerfile:11-12' },
      { is: { port: 4318, purpose: 'client' }, from: 'dockerfile:14-15' },
      { is: { port: 14268, purpose: 'client' }, from: 'dockerfile:17-18' },
      { is: { port: 14250, purpose: 'client' }, from: 'dockerfile:20-21' },
      { is: { port: 9411, purpose: 'client' }, from: 'dockerfile:23-24' },
      { is: { port: 16686, purpose: 'web' }, from: 'dockerfile:26-27' },
    ],
    wantsInit: { is: false, from: 'dockerfile:36', because: 'one program that starts no others' },
  },
  variants: [
    {
      since: '1.50',
      facts: {
        startsAs: {
          is: { name: '10001', uid: 10001, gid: 0 },
          from: ['dockerfile:9', 'dockerfile:37'],
          because: 'a number without a group, which no file of names knows',
        },
        firstBoot: { is: [], from: 'dockerfile:36-37', because: 'it never is root' },
        laterBoots: { is: [], from: 'dockerfile:36-37' },
      },
    },
  ],
});
