import { rewriteDockerfile, runs } from '../../src/rewrites/index.js';
import { judge } from './judge.js';

export const transform = rewriteDockerfile({
  meta: {
    id: 'curl-fail',
    title: 'Stop the build when a download fails',
    why: 'Without -f curl takes the page of a 404 or 500 for the file, and the build fails later or not at all.',
    summary: 'Adds `-f` to curl where it saves a file, or feeds a pipe that stops at failures.',
    target: 'dockerfile',
    phase: 'packages',
    after: ['set-pipefail'],
    ceiling: 'review',
    rules: [],
    hints: ['curl'],
    since: '0.1.0',
    references: ['https://curl.se/docs/manpage.html#-f'],
  },
  on: runs,
  judge,
});
