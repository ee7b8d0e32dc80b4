import { defineProfile } from './profile.js';

const repository = 'minio/minio';
const commit = '7aac2a2c5b7c882e68c1ce017d8256be2feea27f';

export const minio = defineProfile({
  names: ['docker.io/minio/minio', 'quay.io/minio/minio'],
  sources: {
    dockerfile: { repository, commit, file: 'Dockerfile.release' },
    entrypoint: { repository, commit, file: 'dockerscripts/docker-entrypoint.sh' },
    example: { repository, commit, file: 'docs/orchestration/docker-compose/docker-compose.yaml' },
    names: { repository, commit, file: 'internal/config/constants.go' },
  },
  facts: {
    role: { is: 'storage', from: ['dockerfile:46', 'dockerfile:73'] },
    startsAs: { is: { name: 'root', uid: 0, gid: 0 }, from: 'dockerfile:72', because: 'no USER stands in the file' },
    firstBoot: {
      is: [],
      from: ['dockerfile:70', 'entrypoint:21'],
      because: 'root writes in folders of root; the variables that change the user are given up by the makers',
    },
    laterBoots: { is: [], from: ['dockerfile:70', 'entrypoint:21'] },
    writable: [{ is: { path: '/data', kind: 'volume', declared: true }, from: 'dockerfile:70' }],
    probeUnless: {
      is: {
        test: ['CMD-SHELL', 'mc ready local || curl -sf -o /dev/null http://127.0.0.1:9000/minio/health/live'],
        program: 'mc',
        unless: [
          { argument: '--address' },
          { argument: '--certs-dir' },
          { argument: '-S' },
          { variable: 'MINIO_ADDRESS' },
          { mount: '/root/.minio' },
        ],
      },
      from: ['example:13-17', 'dockerfile:62-63', 'dockerfile:69'],
      because: "the makers' own; releases without mc hold curl",
    },
    timing: {
      is: { interval: 10, timeout: 5, retries: 5, startPeriod: 30 },
      from: ['example:13-17', 'entrypoint:21'],
      because: 'nothing is set up before the server starts',
    },
    ports: [{ is: { port: 9000, purpose: 'client' }, from: 'dockerfile:69' }],
    secretFiles: {
      is: ['MINIO_ROOT_PASSWORD', 'MINIO_ROOT_USER'],
      from: ['dockerfile:51-52', 'names:37-38'],
    },
    secrets: {
      is: ['MINIO_ACCESS_KEY', 'MINIO_KMS_SECRET_KEY', 'MINIO_ROOT_PASSWORD', 'MINIO_SECRET_KEY'],
      from: 'dockerfile:49-53',
    },
  },
});
