import { rewriteDockerfile, runs } from '../../src/rewrites/index.js';
import { cachingRuns } from './detect.js';
import { judge } from './judge.js';

export const transform = rewriteDockerfile({
  meta: {
    id: 'pip-no-cache',
    title: 'Keep pip from writing its cache into the image',
    why: 'pip keeps a copy of every package it downloads and of every wheel it builds. In a layer nobody reads them again, and they are pulled with the image.',
    summary: 'Adds `--no-cache-dir` to `pip install` in stages that are shipped.',
    target: 'dockerfile',
    phase: 'packages',
    ceiling: 'review',
    rules: ['DL3042', 'KICS Pip install Keeping Cached Packages'],
    hints: ['pip'],
    since: '0.1.0',
    references: ['https://github.com/hadolint/hadolint/wiki/DL3042', 'https://pip.pypa.io/en/stable/topics/caching/'],
  },
  on: (doc) => cachingRuns(doc, runs(doc)),
  judge,
});
