import { stop, type Assumption } from '../../src/model/index.js';
import {
  anchorOf,
  copyPlace,
  deleteInstruction,
  addFlag,
  instructionPlace,
  olderSyntax,
  type Instruction,
} from '../../src/dockerfile/index.js';
import { removeLink } from '../../src/runs/index.js';
import { rewriteDockerfile, runs, type DockerfileContext, type DockerfileVerdict } from '../../src/rewrites/index.js';
import { programIs } from '../../src/programs/index.js';
import { commandName, type ShellCommand } from '../../src/shell/index.js';
import { modesOf } from './detect.js';

const BUILDKIT: Assumption = {
  id: 'built-with-buildkit',
  believes:
    'The image is built with BuildKit, as Docker has done by itself since version 23, or with Buildah or Kaniko',
  breaksIf: 'an older builder stops at COPY --chmod',
  checkBy: 'build the image where it is usually built',
};

export const transform = rewriteDockerfile({
  meta: {
    id: 'copy-with-mode',
    title: 'Copy files with the mode they get afterwards',
    why: 'RUN chmod stores every file that it touches a second time, in a layer of its own. COPY --chmod gives the mode while it copies.',
    summary: 'Turns `COPY` with a later `RUN chmod` of the file into `COPY --chmod`.',
    target: 'dockerfile',
    phase: 'packages',
    after: ['drop-sudo'],
    ceiling: 'review',
    rules: [],
    hints: ['chmod'],
    since: '0.2.0',
    references: ['https://docs.docker.com/reference/dockerfile/#copy---chown---chmod'],
  },
  on: runs,
  judge,
});

function judge(run: Instruction, context: DockerfileContext): DockerfileVerdict {
  const { doc } = context;
  const modes = modesOf(doc, run, context);
  const [first] = modes;
  if (!first) return undefined;
  const settings = run.shell.commands.filter(onlySets);
  const all =
    new Set([...modes.map((each) => each.command), ...settings].map(({ link }) => link)).size ===
    run.shell.links.length;
  const copies = modes.flatMap((each) => each.copies);
  // One link a step: those side by side would be cut at the same place.
  if ((!all && modes.length > 1) || new Set(copies).size !== copies.length) return undefined;
  const old = olderSyntax(doc, '1.2');
  if (old !== undefined)
    return stop('conflicts', `# syntax=${old} is older than COPY --chmod; name docker/dockerfile:1`);
  const gone = all ? deleteInstruction(doc, run) : removeLink(doc, run, first.command.link);
  if (!gone)
    return stop(
      'needs-decision',
      'a comment stands by the chmod, or it cannot be taken out of its line; write COPY --chmod by hand',
    );
  const anchor = anchorOf(doc, run);
  return {
    edits: [
      gone,
      ...modes.flatMap(({ mode, copies: ones }) => ones.map((copy) => addFlag(doc, copy, `--chmod=${mode}`))),
    ],
    touches: [
      ...copies.map((copy) => copyPlace(doc, copy)),
      ...(all ? [`${anchor}.run`, `${anchor}.order`] : [instructionPlace(doc, run)]),
    ],
    seen: 'chmod changes files that COPY has just brought',
    assumptions: [BUILDKIT],
  };
}

/** `set -ex` in front of nothing does nothing. */
function onlySets(command: ShellCommand): boolean {
  const name = commandName(command);
  return (
    programIs(name, 'setsShell') &&
    programIs(name, 'neutral') &&
    command.words.every(({ value }) => value !== undefined)
  );
}
