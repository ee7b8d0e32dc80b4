import { type Assumption, stop } from '../../src/model/index.js';
import { insertAfterWord } from '../../src/dockerfile/index.js';
import { cachingRuns } from './detect.js';
import { rewriteDockerfile, runs } from '../../src/rewrites/index.js';

const PIP_6: Assumption = {
  id: 'pip-6-or-newer',
  believes: 'pip in this image is 6.0 (December 2014) or newer',
  breaksIf: 'the base image carries an older pip, which stops at an option it does not know',
  checkBy: 'run pip --version in the base image',
};

const TOO_OLD = stop(
  'conflicts',
  'pip is older than 6.0 here and stops at --no-cache-dir, which it does not know; a newer base image, or a newer pip installed first, makes room for it',
);

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
  judge({ instruction, calls }, { doc, isShipped }) {
    if (!isShipped(instruction)) return undefined;
    const able = calls.filter(({ takesFlag }) => takesFlag !== false);
    return [
      {
        edits: able.map(({ call }) => insertAfterWord(doc, instruction, call.verbWord!, ' --no-cache-dir')),
        seen: 'pip installs without --no-cache-dir, a cache mount or PIP_NO_CACHE_DIR',
        assumptions: able.every(({ takesFlag }) => takesFlag) ? [] : [PIP_6],
      },
      able.length < calls.length ? TOO_OLD : undefined,
    ];
  },
});
