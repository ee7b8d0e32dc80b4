// Names for places, shared by transforms (touches) and the guards (places): one spelling, one home.
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
  const earlier = doc.stages.filter((other) => other.index < stage.index && other.key === stage.key).length;
  return `stage:${stage.key}${earlier ? `#${earlier}` : ''}`;
}

/** The place of a RUN: `stage:build.run:2`. */
export function runPlace(doc: DockerfileDoc, instruction: Instruction): string {
  return counted(doc, instruction, 'run', ['RUN']);
}

/** The place of a COPY or ADD: `stage:build.copy:0`. */
export function copyPlace(doc: DockerfileDoc, instruction: Instruction): string {
  return counted(doc, instruction, 'copy', ['COPY', 'ADD']);
}

function counted(doc: DockerfileDoc, instruction: Instruction, word: string, keywords: readonly string[]): string {
  const stage = stageOf(doc, instruction)!;
  let count = 0;
  for (const other of stage.instructions) {
    if (other === instruction) break;
    if (keywords.includes(other.keyword)) count++;
  }
  return `${stagePlace(doc, stage)}.${word}:${count}`;
}

const WINDOWS_IMAGE = /(?:^|\/)(?:windows(?:servercore|nanoserver)?(?:[/:]|$)|nanoserver|servercore|winamd64\/)|windowsservercore|nanoserver|-ltsc20\d\d|windows-/i;

/** True where the instruction runs in a Windows image, or may: backtick escapes, a PowerShell or cmd SHELL, a Windows base. */
export function isWindows(doc: DockerfileDoc, instruction: Instruction): boolean {
  if (doc.escape === '`') return true;
  const shell = buildStates(doc)[instruction.index]?.shell?.[0]?.toLowerCase();
  if (shell && /(?:^|[\\/])(?:cmd|powershell|pwsh)(?:\.exe)?$/.test(shell) && !shell.startsWith('/')) return true;
  const stage = stageOf(doc, instruction);
  return stage ? WINDOWS_IMAGE.test(stage.rootImage ?? stage.from.image) || /^["']?windows\//i.test(stage.from.platform ?? '') : false;
}

/** True when RUN goes through a POSIX-like shell: no SHELL, or one whose program is sh, bash, ash, dash, zsh or ksh. */
export function hasPosixShell(doc: DockerfileDoc, instruction: Instruction): boolean {
  if (isWindows(doc, instruction)) return false;
  const shell = buildStates(doc)[instruction.index]?.shell?.[0];
  return shell === undefined || /(?:^|\/)(?:ba|a|da|z|k)?sh$/.test(shell);
}
