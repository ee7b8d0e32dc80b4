import { type Assumption, stop } from '../../src/model/index.js';
import { copyArguments, insertAt } from '../../src/dockerfile/index.js';
import { isKnownDirectory, lacksSlash, mayBeEmpty } from './detect.js';
import { copies, rewriteDockerfile } from '../../src/rewrites/index.js';

const MEANT_AS_DIRECTORY: Assumption = {
  id: 'destination-is-a-directory',
  believes: 'the sources are meant to lie side by side in a directory of that name',
  breaksIf: 'the last source alone was meant to end up as a file of that name',
  checkBy: 'look at what uses the destination',
};

const MAY_BE_ROOT = stop(
  'contains-variable',
  'the destination is a variable that may be empty, and a slash behind it would then be the root; write the directory, or add the slash',
);

export const transform = rewriteDockerfile({
  meta: {
    id: 'copy-to-directory',
    title: 'End the destination of several sources with a slash',
    why: 'Without the slash older builders refuse several sources, and BuildKit writes each over the one before unless the directory exists.',
    summary: 'Adds the slash that makes the destination of a COPY or ADD with several sources a directory.',
    target: 'dockerfile',
    phase: 'style',
    ceiling: 'review',
    rules: ['DL3021', 'DS-0011', 'KICS Copy With More Than Two Arguments Not Ending With Slash'],
    hints: ['copy', 'add'],
    since: '0.1.0',
    references: [
      'https://docs.docker.com/reference/dockerfile/#copy',
      'https://github.com/hadolint/hadolint/wiki/DL3021',
    ],
  },
  on: copies,
  judge(instruction, { doc }) {
    const copy = copyArguments(instruction);
    if (!copy || !lacksSlash(doc, instruction, copy)) return undefined;
    const { destination, destinationEnd } = copy;
    // `COPY a b <<EOF` names no destination at all.
    if (destination.startsWith('<<')) return undefined;
    if (mayBeEmpty(doc, instruction, destination)) return MAY_BE_ROOT;
    const isQuoted = !instruction.execForm && /["']/.test(instruction.body.text[destinationEnd - 1]!);
    const end = instruction.body.toSource(destinationEnd - (isQuoted ? 2 : 1)) + 1;
    const known = isKnownDirectory(doc, instruction, destination);
    return {
      edits: [insertAt(doc, end, '/')],
      seen: known ? 'the destination is a directory already' : 'several sources go to one destination',
      assumptions: known ? [] : [MEANT_AS_DIRECTORY],
    };
  },
});
