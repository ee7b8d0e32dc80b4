// One option more for calls of a package manager: a transform says which calls lack it.
import { isStop, type Assumption, type Stop, type Transform, type TransformMeta } from '../model/index.js';
import { insertAfterWord, type DockerfileDoc, type Instruction } from '../dockerfile/index.js';
import { takesOption, type YoungOption } from '../knowledge/index.js';
import { setsErrexit, type PackageCommand } from '../runs/index.js';
import type { ShellWord } from '../shell/index.js';
import { callsOf, type CallOfRun } from './calls.js';
import { rewriteDockerfile, type DockerfileVerdict } from './rewrite.js';
import { runs } from './targets.js';

export interface AddedOption {
  readonly meta: TransformMeta;
  readonly option: string;
  /** What is seen in a RUN with such a call. */
  readonly seen: string;
  /** True for a call that would take the option and has neither it nor what says the same. */
  lacks(of: CallOfRun): boolean;
  /** The word that the option goes behind. Absent: the sub-command. */
  behind?(call: PackageCommand): ShellWord;
  /** Absent: every release that is met knows the option. */
  readonly young?: Young;
  /** The program as people call it, where the option answers what it would ask. */
  readonly answersTo?: string;
}

/** An option that older releases of the tool stop at. */
interface Young {
  readonly option: YoungOption;
  /** Where the release of the image is known to be too old. */
  readonly tooOld: Stop;
  /** Where it is not known. */
  readonly believed: Assumption;
}

/** A transform that adds an option to calls of a package manager, so that they do the same without what it turns off. */
export function addOption(added: AddedOption): Transform<DockerfileDoc> {
  return rewriteDockerfile({
    meta: added.meta,
    on: runs,
    judge: (run, context) =>
      callsOf(run, context)
        .filter(added.lacks)
        .map((each) => judge(added, each)),
  });
}

function judge(
  { option, seen, young, answersTo, behind }: AddedOption,
  { call, run, doc }: CallOfRun,
): DockerfileVerdict {
  const believed = young && believedOf(young, doc, run);
  if (believed && isStop(believed)) return believed;
  if (answersTo !== undefined && isAnswered(run, call)) return undefined;
  const assumptions = believed ? [believed] : [];
  if (answersTo !== undefined && !stopsTheBuild(doc, run, call)) assumptions.push(meantToRun(answersTo));
  const word = behind ? behind(call) : (call.verbWord ?? call.tool);
  return { edits: [insertAfterWord(doc, run, word, ` ${option}`)], seen, assumptions };
}

function believedOf(young: Young, doc: DockerfileDoc, { stage }: Instruction): Assumption | Stop | undefined {
  const takes = takesOption(doc.stages[stage]!.rootImage, young.option);
  if (takes === false) return young.tooOld;
  return takes ? undefined : young.believed;
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
function isAnswered(run: Instruction, { command }: PackageCommand): boolean {
  if (run.shellText.slice(command.start, command.end).includes('<')) return true;
  const { kind, start } = run.shell.links[command.link]!;
  const before = run.shellText.slice(start, command.start);
  return kind !== 'command' && /\b(?:yes|echo|printf)\b[^\n;&|]{0,200}\|/.test(before);
}

/** True when the build stops where the command gives up, so that a build that works today never did. */
function stopsTheBuild(doc: DockerfileDoc, run: Instruction, { command }: PackageCommand): boolean {
  if (command.place === 'alternative' || command.place === 'pipe') return false;
  if (setsErrexit(doc, run)) return true;
  const later = run.shell.links.slice(command.link + 1);
  return command.place === 'chain' && later.every((link) => link.operator === '&&');
}
