import { type Assumption, type Evidence, baseName, type Stop, stop, type NonEmpty } from '../../src/model/index.js';
import { behindWrappers, programIs } from '../../src/programs/index.js';
import {
  buildStates,
  copyArguments,
  type DockerfileDoc,
  type Instruction,
  type Stage,
  isCopy,
} from '../../src/dockerfile/index.js';
import { instructionEvidence, type ScriptReader } from '../../src/runs/index.js';
import type { Command } from './words.js';
import { imageProfile } from '../../src/knowledge/index.js';

type PlainCommand = Extract<Command, { is: 'plain' }>;

/** What a conversion takes on trust, and what shows that it may be done. */
export interface Judgement {
  readonly assumptions: readonly Assumption[];
  readonly evidence: NonEmpty<Evidence>;
}

export const PID_1: Assumption = {
  id: 'runs-as-pid-1',
  believes: 'The program may be process 1 of the container, and gets the signals itself',
  breaksIf:
    'it counts on a shell above it: one that ends on Ctrl-C without a handler of its own, or leaves dead children for process 1 to collect',
  checkBy:
    'start the container, press Ctrl-C or run docker stop; docker run --init helps a program that cannot be process 1',
};
const NO_ARGUMENTS: Assumption = {
  id: 'started-without-arguments',
  believes: 'Nobody starts the image with arguments, since a shell-form ENTRYPOINT ignores them',
  breaksIf: 'docker run, a Compose command or Kubernetes args name some: they are now passed on',
  checkBy: 'search for command: and args: where the image is used',
};
const ENTRYPOINT_SCRIPT: Assumption = {
  id: 'entrypoint-runs-its-arguments',
  believes: 'The entry point runs its arguments as they are, whether they begin by /bin/sh -c or by the program',
  breaksIf: 'it looks at its first argument and does more for a program it knows',
  checkBy: 'read the entry point script',
};
const BASE_ENTRYPOINT: Assumption = {
  ...ENTRYPOINT_SCRIPT,
  id: 'base-entrypoint-runs-its-arguments',
  believes: 'The base image has no entry point, or one that runs its arguments as they are',
  checkBy: 'run docker image inspect on the base image',
};
const SHEBANG: Assumption = {
  id: 'script-has-shebang',
  believes: 'The script begins by #!',
  breaksIf: 'it does not: only a shell runs such a file',
  checkBy: 'read its first line',
};

/** Judges what stands around a CMD or ENTRYPOINT whose command is plain words. */
export function judge(
  doc: DockerfileDoc,
  instruction: Instruction,
  { words, exec }: PlainCommand,
  read: ScriptReader,
): Judgement | Stop {
  const program = words[0]!.value!;
  const stage = doc.stages[instruction.stage]!;
  const assumptions: Assumption[] = [];
  const evidence: [Evidence, ...Evidence[]] = [
    instructionEvidence(doc, instruction, 'the command is plain words: the shell only splits them'),
  ];
  const shell = buildStates(doc)[instruction.index]!.shell;
  if (shell && !isPlainShell(shell)) {
    return stop(
      'needs-shell',
      `SHELL ${JSON.stringify(shell)} does more than run the command; name that shell in the exec form, or set SHELL back first`,
    );
  }
  const script = scriptOf(doc, program, read);
  if (script === 'no-shebang')
    return stop(
      'needs-shell',
      `${program} has no #! line, so only a shell runs it; add one, then exec form can stand here`,
    );
  if (script === 'unknown') assumptions.push(SHEBANG);
  if (instruction.keyword === 'ENTRYPOINT') {
    if (lastIn(stage, 'CMD'))
      return stop(
        'conflicts',
        'a shell-form ENTRYPOINT ignores CMD, and exec form would append it; drop the CMD or make it the arguments that are meant',
      );
    assumptions.push(NO_ARGUMENTS);
  } else {
    const entry = judgeEntrypoint(doc, stage, read);
    if (entry === 'shell')
      return stop(
        'conflicts',
        'the entry point runs a shell, so it depends on it what these words become; write out what is meant',
      );
    if (entry !== 'passes-on') assumptions.push(entry);
  }
  const profile = stage.rootImage === undefined ? undefined : imageProfile(stage.rootImage);
  const runner = shell ? (/bash$/.test(shell[0]!) ? 'bash' : undefined) : profile?.shell;
  if (runner === 'bash' || runner === 'busybox-ash') {
    evidence.push({
      says: `${runner} replaces itself by a single command, so it is process 1 already`,
      from: {
        kind: 'knowledge',
        entry: 'sh -c with one command',
        source: 'https://www.gnu.org/software/bash/manual/bash.html#Invoking-Bash',
      },
    });
  } else if (!exec && !isPrompt(words)) assumptions.push(PID_1);
  return { assumptions, evidence };
}

/** An interactive shell handles signals and children itself. */
function isPrompt(words: PlainCommand['words']): boolean {
  return words.length === 1 && programIs(baseName(words[0]!.value ?? ''), 'shell');
}

/** A shell that does nothing but run the command: no login, no profile, no wrapper. */
function isPlainShell(shell: readonly string[]): boolean {
  const name = baseName(shell[0] ?? '');
  // zsh reads a file of settings whatever it is told.
  if (!programIs(name, 'shell') || name === 'zsh') return false;
  return shell
    .slice(1)
    .every((word) => /^-[euxoc]+$/.test(word) || word === 'pipefail' || word === 'errexit' || word === 'nounset');
}

/** The last instruction of that keyword in the stage or one it stands on. */
export function lastIn(stage: Stage, keyword: string): Instruction | undefined {
  for (let at: Stage | undefined = stage; at; at = at.base) {
    const found = at.instructions.findLast((instruction) => instruction.keyword === keyword);
    if (found) return found;
  }
  return undefined;
}

function judgeEntrypoint(doc: DockerfileDoc, stage: Stage, read: ScriptReader): 'passes-on' | 'shell' | Assumption {
  const entrypoint = lastIn(stage, 'ENTRYPOINT');
  if (entrypoint) return judgeWords(doc, entrypoint.execForm ?? [], read);
  const profile = stage.rootImage === undefined ? undefined : imageProfile(stage.rootImage);
  if (profile?.setsEntrypoint === false) return 'passes-on';
  // Entry points of the language images run the program they are given; a server's does more for its own.
  return profile?.language !== undefined && profile.setsEntrypoint === true ? 'passes-on' : BASE_ENTRYPOINT;
}

function judgeWords(
  doc: DockerfileDoc,
  words: readonly string[],
  read: ScriptReader,
): 'passes-on' | 'shell' | Assumption {
  const [first, ...rest] = words;
  if (first === undefined) return 'passes-on';
  const name = baseName(first);
  if (programIs(name, 'shell')) return rest.length === 0 || rest.includes('-c') ? 'shell' : ENTRYPOINT_SCRIPT;
  // CMD stands in the place of the empty word.
  const behind = behindWrappers([...words, ''], 'init', 'asUser');
  if (behind > 0) return judgeWords(doc, words.slice(behind), read);
  const text = read(first);
  // Nothing but `exec "$@"` looks at the arguments.
  const rests = text?.replace(/^[ \t]*exec "\$@"[ \t]*$/m, '');
  return rests !== undefined && rests !== text && !/\$[@*#1-9]|\$\{[@*#1-9]|\bshift\b/.test(rests)
    ? 'passes-on'
    : ENTRYPOINT_SCRIPT;
}

function scriptOf(doc: DockerfileDoc, program: string, read: ScriptReader): 'fine' | 'no-shebang' | 'unknown' {
  const isScript = /\.(?:sh|bash|py|rb|pl|js)$/.test(program);
  if (!isScript && !program.includes('/') && !isCopied(doc, program)) return 'fine';
  const text = read(program);
  if (text === undefined) return isScript ? 'unknown' : 'fine';
  return text.startsWith('#!') || text.startsWith('\u007fELF') ? 'fine' : 'no-shebang';
}

/** True when a COPY or ADD names a file of that name. */
function isCopied(doc: DockerfileDoc, name: string): boolean {
  return doc.instructions.some((instruction) => {
    if (!isCopy(instruction)) return false;
    const copied = copyArguments(instruction);
    return copied !== undefined && [...copied.sources, copied.destination].some((path) => baseName(path) === name);
  });
}
