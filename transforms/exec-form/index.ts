import { type Assumption, type Edit, isStop, type Stop, stop } from '../../src/model/index.js';
import {
  buildStates,
  replaceLogical,
  replaceWord,
  type DockerfileDoc,
  type Instruction,
} from '../../src/dockerfile/index.js';
import type { ShellWord } from '../../src/shell/index.js';
import { meantArray } from './array.js';
import { chainEdit, chainToOne, execEdit, execWords } from './chain.js';
import { judge, lastIn, PID_1 } from './surroundings.js';
import { readCommand, type Command } from './words.js';
import { instructionEvidence, type ScriptReader } from '../../src/runs/index.js';
import { instructions, rewriteDockerfile, type DockerfileVerdict } from '../../src/rewrites/index.js';

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
    if (instruction.heredocs.length > 0 || isDead(doc, instruction)) return undefined;
    if (instruction.execForm) return replacesShell(doc, instruction, execEdit(doc, instruction));
    const command = readCommand(instruction);
    if (command.is === 'broken-json') return repaired(doc, instruction) ?? whyNot(instruction.keyword, command);
    if (command.is === 'shell')
      return lastReplacesShell(doc, instruction, readScript) ?? whyNot(instruction.keyword, command);
    if (command.is !== 'plain') return whyNot(instruction.keyword, command);
    const judged = judge(doc, instruction, command, readScript);
    if (isStop(judged)) return judged;
    const edits = editsOf(doc, instruction, command.words);
    if (!edits)
      return stop(
        'not-contiguous',
        'a word of the command runs over a line break; put it on one line, then exec form can stand here',
      );
    const values = valuesOf(command.words);
    if (execWords(values) === values || judged.assumptions.includes(PID_1)) return { edits, ...judged };
    return { edits, ...judged, assumptions: [...judged.assumptions, PID_1] };
  },
});

const MEANT: Assumption = {
  id: 'array-is-meant',
  believes:
    'The array is meant as exec form: as it stands, a shell looks for a program by the name of its first word, with the bracket',
  breaksIf: 'the image is always started with a command of its own, and this line has never run',
  checkBy: 'start the image without a command',
};

/** An array with the wrong quotes, or with a comma at its end. */
function repaired(doc: DockerfileDoc, instruction: Instruction): DockerfileVerdict {
  const { argsStart, args } = instruction;
  const words = meantArray(args);
  const text =
    words &&
    `[${execWords(words)
      .map((word) => JSON.stringify(word))
      .join(', ')}]`;
  const edit =
    text === undefined ? undefined : replaceLogical(doc, instruction, argsStart, argsStart + args.length, text);
  return (
    edit && {
      title: 'Write the exec form as JSON',
      why: 'What is no JSON array is handed to a shell as it stands, brackets and quotes included, which finds no such program: the container ends at once.',
      edits: [edit],
      seen: 'the array is no JSON, for its quotes or a comma at its end',
      assumptions: [MEANT, ...(words && execWords(words) !== words ? [PID_1] : [])],
    }
  );
}

/** `cd /srv && app`: a shell has to do it, and the program takes its place. */
function lastReplacesShell(doc: DockerfileDoc, instruction: Instruction, read: ScriptReader): DockerfileVerdict {
  const chain = instruction.keyword === 'CMD' ? chainToOne(instruction) : undefined;
  if (!chain || buildStates(doc)[instruction.index]!.shell) return undefined;
  const judged = judge(doc, instruction, { is: 'plain', words: chain.words, exec: false }, read);
  return isStop(judged) ? undefined : replacesShell(doc, instruction, chainEdit(doc, instruction, chain));
}

function replacesShell(doc: DockerfileDoc, instruction: Instruction, edit: Edit | undefined): DockerfileVerdict {
  if (!edit) return undefined;
  return {
    title: 'Let the program take the place of the shell that starts it',
    why: 'The shell stays process 1 above the program and does not pass on the signal of docker stop, so the program is killed after ten seconds. With exec it gets the signal itself.',
    edits: [edit],
    evidence: [instructionEvidence(doc, instruction, 'the last command is a program, and nothing follows it')],
    // An entry point gets the words that it got before, and a script without #! is run by the shell still.
    assumptions: [PID_1],
  };
}

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
  const values = execWords(valuesOf(words));
  for (const [at, word] of words.entries()) {
    const start = at === 0 ? instruction.argsStart : word.start;
    const text = `${at === 0 ? '[' : ''}${JSON.stringify(values[at])}${at === words.length - 1 ? ']' : ','}`;
    const edit = replaceWord(doc, instruction, { start, end: word.end }, text);
    if (!edit) return undefined;
    edits.push(edit);
  }
  return edits;
}

function valuesOf(words: readonly ShellWord[]): readonly string[] {
  return words.map(({ value = '' }) => value);
}
