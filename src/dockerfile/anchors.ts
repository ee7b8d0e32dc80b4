// Names for places, shared by transforms (touches) and the guards (places): one spelling, one home.
import { factOf, baseName } from '../model/index.js';
import { programIs } from '../programs/index.js';
import { isCopy } from './copies.js';
import { stageOf, type DockerfileDoc, type Stage } from './document.js';
import type { Instruction } from './instruction.js';
import { buildStates } from './state.js';

/** `stage:build`, `stage:0`; `file` before the first FROM. */
export function anchorOf(doc: DockerfileDoc, instruction: Instruction): string {
  const stage = stageOf(doc, instruction);
  return stage ? stagePlace(doc, stage) : 'file';
}

/** The place of a stage: its name in lower case, or its index; `#1` and so on for a name used again. */
export function stagePlace(doc: DockerfileDoc, stage: Stage): string {
  return namesOf(doc).stages[stage.index]!;
}

interface Names {
  readonly stages: readonly string[];
  /** How many RUNs, and how many COPYs and ADDs, stand before each instruction in its stage. */
  readonly runs: readonly number[];
  readonly copies: readonly number[];
}

function namesOf(doc: DockerfileDoc): Names {
  return factOf(doc, readNames);
}

function readNames(doc: DockerfileDoc): Names {
  const taken = new Map<string, number>();
  const runs: number[] = [];
  const copies: number[] = [];
  const stages = doc.stages.map((stage) => {
    const earlier = taken.get(stage.key) ?? 0;
    taken.set(stage.key, earlier + 1);
    let run = 0;
    let copy = 0;
    for (const { index, keyword } of stage.instructions) {
      runs[index] = keyword === 'RUN' ? run++ : run;
      copies[index] = isCopy({ keyword }) ? copy++ : copy;
    }
    return `stage:${stage.key}${earlier ? `#${earlier}` : ''}`;
  });
  return { stages, runs, copies };
}

/** The place of a RUN: `stage:build.run:2`. */
export function runPlace(doc: DockerfileDoc, instruction: Instruction): string {
  return `${anchorOf(doc, instruction)}.run:${namesOf(doc).runs[instruction.index]}`;
}

/** The place of a COPY or ADD: `stage:build.copy:0`. */
export function copyPlace(doc: DockerfileDoc, instruction: Instruction): string {
  return `${anchorOf(doc, instruction)}.copy:${namesOf(doc).copies[instruction.index]}`;
}

/** The place of what an instruction sets: `stage:build.run:2`, `stage:build.copy:0`, `stage:build.cmd`. */
export function instructionPlace(doc: DockerfileDoc, instruction: Instruction): string {
  const { keyword } = instruction;
  if (keyword === 'RUN') return runPlace(doc, instruction);
  if (isCopy(instruction)) return copyPlace(doc, instruction);
  return `${anchorOf(doc, instruction)}.${keyword.toLowerCase()}`;
}

const WINDOWS_IMAGE =
  /(?:^|\/)(?:windows(?:servercore|nanoserver)?(?:[/:]|$)|nanoserver|servercore|winamd64\/)|windowsservercore|nanoserver|-ltsc20\d\d|windows-/i;

/** True where the instruction runs in a Windows image, or may: backtick escapes, a PowerShell or cmd SHELL, a Windows base. */
export function isWindows(doc: DockerfileDoc, instruction: Instruction): boolean {
  if (doc.escape === '`') return true;
  const shell = buildStates(doc)[instruction.index]?.shell?.[0]?.toLowerCase();
  if (shell && /(?:^|[\\/])(?:cmd|powershell|pwsh)(?:\.exe)?$/.test(shell) && !shell.startsWith('/')) return true;
  const stage = stageOf(doc, instruction);
  return stage
    ? WINDOWS_IMAGE.test(stage.rootImage ?? stage.from.image) || /^["']?windows\//i.test(stage.from.platform ?? '')
    : false;
}

/** True when RUN goes through a POSIX-like shell: no SHELL, or one whose program is such a shell. */
export function hasPosixShell(doc: DockerfileDoc, instruction: Instruction): boolean {
  if (isWindows(doc, instruction)) return false;
  const shell = buildStates(doc)[instruction.index]?.shell?.[0];
  return shell === undefined || programIs(baseName(shell), 'shell');
}
