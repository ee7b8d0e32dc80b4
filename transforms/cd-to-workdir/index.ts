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
  'several RUNs go to this directory first, and a WORKDIR would spare them that; it would also move what follows, the directory the image starts in included, so where that is wanted, write it by hand',
);
export const transform = rewriteDockerfile({
  meta: {
    id: 'cd-to-workdir',
    title: 'Say where a command runs by WORKDIR',
    summary: 'Drops `cd` into the working directory, and turns `RUN cd /x &&` before another WORKDIR into WORKDIR.',
    target: 'dockerfile',
    phase: 'structure',
    after: ['absolute-workdir', 'relocate-app'],
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
    const folder = leadingCd(doc, run);
    // A cd for its own RUN alone is fine where it is.
    if (folder === undefined) return undefined;
    const workdir = buildStates(doc)[run.index]!.workdir;
    if (folder === workdir) {
      const edit = removeLink(doc, run, 0);
      return edit && { edits: [edit], why: STARTS_THERE, seen: `WORKDIR is ${folder} here` };
    }
    const row = rowBeforeWorkdir(doc, run);
    // The first of a row speaks for all of it.
    if (row.length > 0 && row[0] !== run) return undefined;
    const edits = row.map((each) => removeLink(doc, each, 0));
    if (edits.length === 0 || !edits.every((edit) => edit !== undefined))
      return isRepeated(doc, run, folder) ? MOVES_OTHERS : undefined;
    const lines = row.flatMap((each, at) => {
      const own = leadingCd(doc, each)!;
      const before = at === 0 ? workdir : leadingCd(doc, row[at - 1]!);
      const line = `${each.keywordText === 'run' ? 'workdir' : 'WORKDIR'} ${own}`;
      return own === before ? [] : [insertLinesAbove(doc, each, [line])];
    });
    return {
      edits: [...lines, ...edits],
      why: SAYS_IT,
      touches: row.map((each) => anchorOf(doc, each)),
      seen: 'the next instruction is a WORKDIR with an absolute path, and the build stops where the directory is missing',
    };
  },
});

/** The directory a RUN goes to first, when more commands follow and none goes back to the one before. */
function leadingCd(doc: DockerfileDoc, instruction: Instruction): string | undefined {
  const { commands, links } = instruction.shell;
  const [first] = commands;
  if (!first || links.length < 2 || links[0]!.kind !== 'command' || first.place !== 'chain' || first.redirected)
    return undefined;
  const [name, path] = first.words;
  if (name?.value !== 'cd' || first.words.length !== 2 || path?.value === undefined || !isPlain(path.value))
    return undefined;
  if (/\bcd -|OLDPWD/.test(instruction.args) || commands[1]?.words[0]?.value === 'cd') return undefined;
  if (path.value.startsWith('/')) return normalisePath(path.value);
  const { workdir, variables } = buildStates(doc)[instruction.index]!;
  if (workdir === undefined || variables.has('CDPATH')) return undefined;
  return normalisePath(`${workdir}/${path.value}`);
}

function isPlain(path: string): boolean {
  return !/^[-~]|[\s"'$`\\*?[{]/.test(path);
}

/** Another RUN of the stage goes there first as well, so that a WORKDIR would spare both. */
function isRepeated(doc: DockerfileDoc, run: Instruction, folder: string): boolean {
  return doc.stages[run.stage]!.instructions.some(
    (each) => each !== run && each.keyword === 'RUN' && leadingCd(doc, each) === folder,
  );
}

/** The RUNs in a row with this one that each go elsewhere first, where an absolute WORKDIR follows the last; else none. */
function rowBeforeWorkdir(doc: DockerfileDoc, run: Instruction): readonly Instruction[] {
  const goes = (each: Instruction | undefined): each is Instruction => {
    if (each?.keyword !== 'RUN' || each.stage !== run.stage || !each.shell.andChain) return false;
    const folder = leadingCd(doc, each);
    return folder !== undefined && folder !== buildStates(doc)[each.index]!.workdir;
  };
  if (!goes(run)) return [];
  let [first, next] = [run.index, run.index + 1];
  while (goes(doc.instructions[first - 1])) first--;
  while (goes(doc.instructions[next])) next++;
  const after = doc.instructions[next];
  const isSet =
    after?.keyword === 'WORKDIR' &&
    after.stage === run.stage &&
    after.args.startsWith('/') &&
    !after.args.includes('$');
  return isSet ? doc.instructions.slice(first, next) : [];
}
