import { defineProfile } from './profile.js';

const repository = 'open-telemetry/opentelemetry-collector-releases';
const commit = 'ceccc19da2df99e24c1d826bd1600e0edbdbea3d';

export const opentelemetryCollector = defineProfile({
  names: [
    'docker.io/otel/opentelemetry-collector',
    'docker.io/otel/opentelemetry-collector-contrib',
    'ghcr.io/open-telemetry/opentelemetry-collector-releases/opentelemetry-collector',
    'ghcr.io/open-telemetry/opentelemetry-collector-releases/opentelemetry-collector-contrib',
  ],
  sources: {
    dockerfile: { repository, commit, file: 'distributions/otelcol/Dockerfile' },
    contrib: { repository, commit, file: 'distributions/otelcol-contrib/Dockerfile' },
  },
  facts: {
    role: { is: 'monitoring', from: 'dockerfile:13' },
    firstBoot: {
      is: [],
      from: ['dockerfile:6-13', 'contrib:6-13'],
      because: 'it never is root',
    },
    laterBoots: { is: [], from: ['dockerfile:6-13', 'contrib:6-13'] },
    ports: [
      { is: { port: 4317, purpose: 'client' }, from: ['dockerfile:15', 'contrib:15'] },
      { is: { port: 4318, purpose: 'client' }, from: ['dockerfile:15', 'contrib:15'] },
      { is: { port: 55679, purpose: 'admin' }, from: ['dockerfile:15', 'contrib:15'], because: 'pages for debugging' },
    ],
    wantsInit: { is: false, from: 'dockerfile:13', because: 'one program that starts no others' },
  },
  variants: [
    {
      since: '0.121',
      facts: {
        startsAs: {
          is: { name: '10001', uid: 10001, gid: 10001 },
          from: ['dockerfile:6-8', 'contrib:6-8'],
          because: 'the image has no file of names',
        },
      },
    },
  ],
});
