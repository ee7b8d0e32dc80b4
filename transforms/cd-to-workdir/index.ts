import { stop } from '../../src/model/index.js';
import {
  buildStates,
  insertLinesAbove,
  normalisePath,
  type DockerfileDoc,
  type Instruction,
  anchorOf,
} from '../../src/dockerfile/index.js';
import { removeLink } from '../../src/runs/index.js';
import { rewriteDockerfile, runs } from '../../src/rewrites/index.js';

const STARTS_THERE = 'RUN starts in the working directory already; a cd into it only adds a word to read.';
const SAYS_IT =
  'WORKDIR says at a glance where the commands run. Another WORKDIR follows, so nothing else starts in that directory.';
const MOVES_OTHERS = stop(
  'needs-decision',
  'WORKDIR in place of this cd would also move what follows, the directory the image starts in included; where that is wanted, write it by hand',
);

export const transform = rewriteDockerfile({
  meta: {
    id: 'cd-to-workdir',
    title: 'Say where a command runs by WORKDIR',
    summary: 'Drops `cd` into the working directory, and turns `RUN cd /x &&` before another WORKDIR into WORKDIR.',
    target: 'dockerfile',
    phase: 'structure',
    after: ['absolute-workdir'],
    ceiling: 'safe',
    rules: ['DL3003', 'DS-0013', "KICS RUN Instruction Using 'cd' Instead of WORKDIR"],
    hints: ['cd '],
    since: '0.1.0',
    references: [
      'https://github.com/hadolint/hadolint/wiki/DL3003',
      'https://docs.docker.com/build/building/best-practices/#workdir',
    ],
  },
  on: runs,
  judge(run, { doc }) {
    const folder = leadingCd(run);
    if (folder === undefined) return undefined;
    const edit = removeLink(doc, run, 0);
    if (folder === buildStates(doc)[run.index]!.workdir)
      return edit && { edits: [edit], why: STARTS_THERE, seen: `WORKDIR is ${folder} here` };
    if (!edit || run.shell.links[1]!.operator !== '&&' || !nextIsWorkdir(doc, run)) return MOVES_OTHERS;
    const line = `${run.keywordText === 'run' ? 'workdir' : 'WORKDIR'} ${folder}`;
    return {
      edits: [insertLinesAbove(doc, run, [line]), edit],
      why: SAYS_IT,
      touches: [anchorOf(doc, run)],
      seen: 'the next instruction is a WORKDIR with an absolute path, and the build stops where the directory is missing',
    };
  },
});

/** The absolute directory a RUN goes to first, when more commands follow and none goes back to the one before. */
function leadingCd(instruction: Instruction): string | undefined {
  const { commands, links } = instruction.shell;
  const [first] = commands;
  if (!first || links.length < 2 || links[0]!.kind !== 'command' || first.place !== 'chain' || first.redirected)
    return undefined;
  const [name, path] = first.words;
  if (name?.value !== 'cd' || first.words.length !== 2 || !path?.value?.startsWith('/') || /[\s"'$\\]/.test(path.value))
    return undefined;
  if (/\bcd -|OLDPWD/.test(instruction.args) || commands[1]?.words[0]?.value === 'cd') return undefined;
  return normalisePath(path.value);
}

/** True between an instruction that is no such RUN itself and a WORKDIR with an absolute path. */
function nextIsWorkdir(doc: DockerfileDoc, instruction: Instruction): boolean {
  const next = doc.instructions[instruction.index + 1];
  const before = doc.instructions[instruction.index - 1];
  // One of several in a row: the first would ask for the next, and so on up the file.
  const folder = before?.keyword === 'RUN' ? leadingCd(before) : undefined;
  if (folder !== undefined && folder !== buildStates(doc)[before!.index]!.workdir) return false;
  return (
    next?.keyword === 'WORKDIR' &&
    next.stage === instruction.stage &&
    next.args.startsWith('/') &&
    !next.args.includes('$')
  );
}
