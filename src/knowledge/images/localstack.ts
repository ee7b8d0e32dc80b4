import { defineProfile } from './profile.js';

const repository = 'localstack/localstack';
const commit = '8b9a79f05846835cf4dff63ab7eefdde9df83783';

export const localstack = defineProfile({
  names: ['docker.io/localstack/localstack'],
  sources: { dockerfile: { repository, commit, file: 'Dockerfile' } },
  facts: {
    role: { is: 'tool', from: 'dockerfile:173' },
    startsAs: { is: { name: 'root', uid: 0, gid: 0 }, from: 'dockerfile:193', because: 'no USER stands in the file' },
    ports: [{ is: { port: 4566, purpose: 'client' }, from: 'dockerfile:171' }],
  },
  variants: [{ since: '2', facts: { hasHealthcheck: { is: true, from: 'dockerfile:173' } } }],
});
