import { type Assumption, stop } from '../../src/model/index.js';
import { insertAfterWord } from '../../src/dockerfile/index.js';
import type { DockerfileContext, DockerfileVerdict } from '../../src/rewrites/index.js';
import type { CachingRun } from './detect.js';

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

/** The calls whose pip knows the option get it; for the others a newer pip has to come first. */
export function judge(
  { instruction, calls }: CachingRun,
  { doc, isShipped }: DockerfileContext,
): readonly DockerfileVerdict[] {
  if (!isShipped(instruction)) return [];
  const able = calls.filter(({ takesFlag }) => takesFlag !== false);
  return [
    {
      edits: able.map(({ call }) => insertAfterWord(doc, instruction, call.verbWord!, ' --no-cache-dir')),
      seen: 'pip installs without --no-cache-dir, a cache mount or PIP_NO_CACHE_DIR',
      assumptions: able.every(({ takesFlag }) => takesFlag) ? [] : [PIP_6],
    },
    able.length < calls.length ? TOO_OLD : undefined,
  ];
}
