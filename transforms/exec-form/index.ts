import { type Edit, isStop, type Stop, stop } from '../../src/model/index.js';
import { replaceWord, type DockerfileDoc, type Instruction } from '../../src/dockerfile/index.js';
import type { ShellWord } from '../../src/shell/index.js';
import { judge, lastIn } from './surroundings.js';
import { readCommand, type Command } from './words.js';
import { instructions, rewriteDockerfile } from '../../src/rewrites/index.js';

export const transform = rewriteDockerfile({
  meta: {
    id: 'exec-form',
    title: 'Start the program without a shell around it',
    why: 'In shell form the program runs below /bin/sh, which may keep the signals of docker stop to itself until the container is killed. In exec form the program gets them.',
    summary: 'Turns shell-form CMD and ENTRYPOINT into exec form, where the shell would only split words.',
    target: 'dockerfile',
    phase: 'runtime',
    ceiling: 'review',
    rules: ['DL3025', 'BK JSONArgsRecommended', 'KICS Not Using JSON In CMD And ENTRYPOINT Arguments', 'HF1001'],
    hints: ['cmd', 'entrypoint'],
    since: '0.1.0',
    references: [
      'https://docs.docker.com/reference/build-checks/json-args-recommended/',
      'https://github.com/hadolint/hadolint/wiki/DL3025',
      'https://docs.docker.com/reference/dockerfile/#shell-and-exec-form',
    ],
  },
  on: instructions('CMD', 'ENTRYPOINT'),
  judge(instruction, { doc, readScript }) {
    if (instruction.execForm || instruction.heredocs.length > 0 || isDead(doc, instruction)) return undefined;
    const command = readCommand(instruction);
    if (command.is !== 'plain') return whyNot(instruction.keyword, command);
    const judged = judge(doc, instruction, command, readScript);
    if (isStop(judged)) return judged;
    const edits = editsOf(doc, instruction, command.words);
    if (!edits)
      return stop(
        'not-contiguous',
        'a word of the command runs over a line break; put it on one line, then exec form can stand here',
      );
    return { edits, ...judged };
  },
});

/** Docker runs only the last one of a stage, and no CMD below a shell-form ENTRYPOINT. */
function isDead(doc: DockerfileDoc, instruction: Instruction): boolean {
  const stage = doc.stages[instruction.stage]!;
  if (lastIn(stage, instruction.keyword) !== instruction) return true;
  if (instruction.keyword === 'ENTRYPOINT') return false;
  const entrypoint = lastIn(stage, 'ENTRYPOINT');
  return entrypoint !== undefined && !entrypoint.execForm;
}

function whyNot(keyword: string, command: Exclude<Command, { is: 'plain' }>): Stop {
  switch (command.is) {
    case 'broken-json':
      return stop(
        'ambiguous',
        `this looks like exec form but is no JSON array, so Docker hands it to a shell as it stands; write the array that is meant, every word in double quotes, or a plain command line`,
      );
    case 'quoted':
      return stop(
        'ambiguous',
        'the shell takes the quoted words for the name of one program; write the words without quotes around them all',
      );
    case 'shell':
      return stop(
        'needs-shell',
        `only a shell can run this: ${command.because}; ${keyword} ["sh", "-c", "..."] with exec before the last command says so and lets the program take the shell's place`,
      );
  }
}

/** Every word in place, so that continuations and comments between them stay. */
function editsOf(doc: DockerfileDoc, instruction: Instruction, words: readonly ShellWord[]): Edit[] | undefined {
  const edits: Edit[] = [];
  for (const [at, word] of words.entries()) {
    const start = at === 0 ? instruction.argsStart : word.start;
    const text = `${at === 0 ? '[' : ''}${JSON.stringify(word.value)}${at === words.length - 1 ? ']' : ','}`;
    const edit = replaceWord(doc, instruction, { start, end: word.end }, text);
    if (!edit) return undefined;
    edits.push(edit);
  }
  return edits;
}
