// Package managers that ask, in a build where nobody answers.
import { withAssumptions, type Assumption, type Edit, type Outcome, type Proposal, nonEmpty } from '../model/index.js';
import { runPlace, type DockerfileDoc, type Instruction } from '../dockerfile/index.js';
import { setsErrexit } from './append.js';
import { packageCommands, type PackageCommand } from './packages.js';
import { seenIn, shellRuns, stepAt } from './scripts.js';

export interface Questions {
  readonly id: string;
  readonly title: string;
  readonly why: string;
  /** What was seen in the RUN. */
  readonly says: string;
  /** As people call the package manager. */
  readonly tool: string;
  /** The edit that answers; `undefined` for a call that does not ask. */
  answer(instruction: Instruction, call: PackageCommand): Edit | undefined;
}

/** Answers where a package manager asks: safe where a call that gave up would have stopped the build. */
export function answerQuestions(doc: DockerfileDoc, questions: Questions): Outcome {
  const proposals: Proposal[] = [];
  for (const instruction of shellRuns(doc)) {
    const certain: Edit[] = [];
    const ignored: Edit[] = [];
    for (const call of packageCommands(instruction)) {
      const edit = isAnswered(instruction, call) ? undefined : questions.answer(instruction, call);
      if (edit) (failureStops(doc, instruction, call) ? certain : ignored).push(edit);
    }
    const base = {
      ...stepAt(doc, instruction, questions.id),
      title: questions.title,
      why: questions.why,
      touches: [runPlace(doc, instruction)],
      evidence: [seenIn(doc, instruction, questions.says)] as const,
    };
    const sure = nonEmpty(certain);
    if (sure) proposals.push(withAssumptions({ ...base, changes: sure }, []));
    const meant = nonEmpty(ignored);
    if (meant) proposals.push(withAssumptions({ ...base, changes: meant }, [meantToRun(questions.tool)]));
  }
  return { proposals, refusals: [] };
}

function meantToRun(tool: string): Assumption {
  return {
    id: 'command-meant-to-run',
    believes: `The command is meant to do its work, although today ${tool} may give up at its question and the build goes on`,
    breaksIf: 'the image depends on that command doing nothing',
    checkBy: 'build the image before and after and compare the installed packages',
  };
}

/** `yes | yum install`, `yum install < answers`. */
function isAnswered(instruction: Instruction, { command }: PackageCommand): boolean {
  if (instruction.shellText.slice(command.start, command.end).includes('<')) return true;
  const { kind, start } = instruction.shell.links[command.link]!;
  const before = instruction.shellText.slice(start, command.start);
  return kind !== 'command' && /\b(?:yes|echo|printf)\b[^\n;&|]{0,200}\|/.test(before);
}

/** True when the build stops where the command gives up, so that a build that works today never did. */
function failureStops(doc: DockerfileDoc, instruction: Instruction, { command }: PackageCommand): boolean {
  if (command.place === 'alternative' || command.place === 'pipe') return false;
  if (setsErrexit(doc, instruction)) return true;
  const later = instruction.shell.links.slice(command.link + 1);
  return command.place === 'chain' && later.every((link) => link.operator === '&&');
}
