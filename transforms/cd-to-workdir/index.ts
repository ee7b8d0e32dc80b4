import type { Context, Edit, Outcome, Proposal, Refusal, Transform } from '../../src/model/index.js';
import {
  buildStates,
  insertLinesAbove,
  normalisePath,
  runPlace,
  stagePlace,
  type DockerfileDoc,
  type Instruction,
} from '../../src/dockerfile/index.js';
import { removeLink, seenIn, shellRuns, stepAt } from '../../src/runs/index.js';

const ID = 'cd-to-workdir';

export const transform: Transform<DockerfileDoc> = {
  meta: {
    id: ID,
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
  propose(doc: DockerfileDoc, _context: Context): Outcome {
    const proposals: Proposal[] = [];
    const refusals: Refusal[] = [];
    for (const instruction of shellRuns(doc)) {
      const folder = leadingCd(instruction);
      if (folder === undefined) continue;
      const step = stepAt(doc, instruction, ID);
      const base = { ...step, title: 'Say where a command runs by WORKDIR', safety: 'safe', assumptions: [] } as const;
      const edit = removeLink(doc, instruction, 0);
      const isThere = folder === buildStates(doc)[instruction.index]!.workdir;
      if (isThere && !edit) continue;
      if (edit && isThere) {
        proposals.push({
          ...base,
          why: 'RUN starts in the working directory already; a cd into it only adds a word to read.',
          touches: [runPlace(doc, instruction)],
          evidence: [seenIn(doc, instruction, `WORKDIR is ${folder} here`)],
          changes: [edit],
        });
      } else if (edit && instruction.shell.links[1]!.operator === '&&' && nextIsWorkdir(doc, instruction)) {
        const line = `${instruction.keywordText === 'run' ? 'workdir' : 'WORKDIR'} ${folder}`;
        proposals.push({
          ...base,
          why: 'WORKDIR says at a glance where the commands run. Another WORKDIR follows, so nothing else starts in that directory.',
          touches: [stagePlace(doc, doc.stages[instruction.stage]!)],
          evidence: [
            seenIn(
              doc,
              instruction,
              'the next instruction is a WORKDIR with an absolute path, and the build stops where the directory is missing',
            ),
          ],
          changes: [insertLinesAbove(doc, instruction, [line]), edit] satisfies [Edit, ...Edit[]],
        });
      } else if (!refusals.some(({ anchor }) => anchor === step.anchor)) {
        refusals.push({
          anchor: step.anchor,
          at: step.at,
          code: 'needs-decision',
          message:
            'WORKDIR in place of this cd would also move what follows, the directory the image starts in included; where that is wanted, write it by hand',
        });
      }
    }
    return { proposals, refusals };
  },
};

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
