import { isStop, stop, type Assumption } from '../../src/model/index.js';
import {
  anchorOf,
  copyPlace,
  deleteInstruction,
  addFlag,
  instructionPlace,
  isWindows,
  replaceWord,
  type DockerfileDoc,
  type Instruction,
} from '../../src/dockerfile/index.js';
import { instructionEvidence, removeLink } from '../../src/runs/index.js';
import { rewriteDockerfile, runs, type DockerfileContext, type DockerfileVerdict } from '../../src/rewrites/index.js';
import { givenAway, type GivenAway, standsBeforeAnother } from './detect.js';

export const transform = rewriteDockerfile({
  meta: {
    id: 'copy-with-account',
    title: 'Copy files to the account they are given to afterwards',
    why: 'RUN chown stores every file that it touches a second time, in a layer of its own. COPY --chown gives them to the account while it copies.',
    summary: 'Turns `COPY` with a `RUN chown` right behind it into `COPY --chown`.',
    target: 'dockerfile',
    phase: 'packages',
    after: ['drop-sudo', 'copy-with-mode'],
    ceiling: 'review',
    rules: [],
    hints: ['chown'],
    since: '0.2.0',
    references: ['https://docs.docker.com/reference/dockerfile/#copy---chown---chmod'],
  },
  on: runs,
  judge,
});

function judge(run: Instruction, context: DockerfileContext): DockerfileVerdict {
  const { doc } = context;
  if (isWindows(doc, run)) return undefined;
  const given = givenAway(doc, run, context);
  if (!given || isStop(given)) return given;
  const { command, owner, copies, paths, kept } = given;
  const missing = copies.filter((copy) => !copy.flag('chown'));
  const isAll = run.shell.links.length === 1;
  if (isAll && !kept && standsBeforeAnother(doc, run, paths)) return undefined;
  // With nothing to add, a folder that was there before is all that the chown is for.
  const shorter = kept
    ? withoutOption(doc, run, kept)
    : isAll
      ? deleteInstruction(doc, run)
      : removeLink(doc, run, command.link);
  if (!shorter)
    return stop(
      'needs-decision',
      'a comment stands by the chown, or it cannot be taken out of its line; write COPY --chown by hand',
    );
  const anchor = anchorOf(doc, run);
  const isGone = !kept && isAll;
  return {
    edits: [shorter, ...missing.map((copy) => addFlag(doc, copy, `--chown=${owner}`))],
    touches: [
      ...missing.map((copy) => copyPlace(doc, copy)),
      ...(isGone ? [`${anchor}.run`, `${anchor}.order`] : [instructionPlace(doc, run)]),
    ],
    evidence: [
      instructionEvidence(doc, run, `chown gives away what COPY has just brought to ${paths.join(' and ')}`),
      ...copies.slice(0, 1).map((copy) => instructionEvidence(doc, copy, 'nothing that makes accounts stands between')),
    ],
    assumptions: [holdsNothingElse(given)],
  };
}

/** `chown -R app /app` as `chown app /app`: with the blank behind the option. */
function withoutOption(doc: DockerfileDoc, run: Instruction, { start, end }: NonNullable<GivenAway['kept']>) {
  const text = run.shellText;
  const last = /^[ \t]/.test(text.slice(end, end + 1)) ? { start, end: end + 1 } : { start: start - 1, end };
  return replaceWord(doc, run, last, '');
}

function holdsNothingElse({ paths }: GivenAway): Assumption {
  const listed = paths.join(', ');
  return {
    id: 'only-copied-files-are-given',
    believes: `Nothing lies in ${listed} but what is copied there: the image below has no file there, and no line above makes one`,
    breaksIf: 'it does: those files stay with the owner they had, and the program may not write them',
    checkBy: `build before and after, and compare what \`find ${listed.replaceAll(',', '')} ! -user root\` counts in a container`,
  };
}
