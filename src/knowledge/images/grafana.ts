import { defineProfile } from './profile.js';

const chart = { repository: 'grafana/helm-charts', commit: 'a290af94511b79d00e099d01199e4d48eeb4e4bf' };

export const grafana = defineProfile({
  names: ['docker.io/grafana/grafana', 'docker.io/grafana/grafana-enterprise', 'docker.io/grafana/grafana-oss'],
  sources: {
    dockerfile: {
      repository: 'grafana/grafana',
      commit: '78515af65f036f536c4ab2e6fdb5484552f99f1f',
      file: 'Dockerfile',
    },
    start: {
      repository: 'grafana/grafana',
      commit: '07754534fbafa7e7e18e7272e552c166f1afae28',
      file: 'packaging/docker/run.sh',
    },
    values: { ...chart, file: 'charts/grafana/values.yaml' },
    pod: { ...chart, file: 'charts/grafana/templates/_pod.tpl' },
  },
  facts: {
    role: { is: 'monitoring', from: 'values:102' },
    ports: [{ is: { port: 3000, purpose: 'web' }, from: 'values:244' }],
    secrets: {
      is: ['GF_SECURITY_ADMIN_PASSWORD', 'GF_SMTP_PASSWORD'],
      from: ['pod:289', 'pod:1434'],
    },
    secretFilesNamed: {
      is: {
        GF_SECURITY_ADMIN_PASSWORD: 'GF_SECURITY_ADMIN_PASSWORD__FILE',
        GF_SMTP_PASSWORD: 'GF_SMTP_PASSWORD__FILE',
      },
      from: 'start:55-69',
    },
  },
  variants: [
    {
      since: '8',
      facts: {
        startsAs: { is: { name: 'grafana', uid: 472, gid: 0 }, from: ['dockerfile:139-140', 'values:151'] },
        firstBoot: { is: [], from: 'values:150-160', because: 'it never is root, and its makers drop all' },
        laterBoots: { is: [], from: 'values:150-160' },
      },
    },
    {
      since: '8',
      notPart: 'ubuntu',
      facts: {
        probeUnless: {
          is: {
            test: ['CMD', 'wget', '-q', '-O', '/dev/null', 'http://127.0.0.1:3000/api/health'],
            program: 'wget',
            unless: [
              { mount: '/etc/grafana/grafana.ini' },
              { variable: 'GF_SERVER_HTTP_ADDR' },
              { variable: 'GF_SERVER_HTTP_PORT' },
              { variable: 'GF_SERVER_PROTOCOL' },
              { variable: 'GF_SERVER_SERVE_FROM_SUB_PATH' },
            ],
          },
          from: ['dockerfile:6', 'values:80-87'],
          because: 'the BusyBox of Alpine has wget',
        },
      },
    },
    {
      since: '12',
      part: 'ubuntu',
      facts: {
        probeUnless: {
          is: {
            test: ['CMD', 'curl', '-fsS', '-o', '/dev/null', 'http://127.0.0.1:3000/api/health'],
            program: 'curl',
            unless: [
              { mount: '/etc/grafana/grafana.ini' },
              { variable: 'GF_SERVER_HTTP_ADDR' },
              { variable: 'GF_SERVER_HTTP_PORT' },
              { variable: 'GF_SERVER_PROTOCOL' },
              { variable: 'GF_SERVER_SERVE_FROM_SUB_PATH' },
            ],
          },
          from: ['dockerfile:153-159', 'values:80-87'],
        },
      },
    },
  ],
});
