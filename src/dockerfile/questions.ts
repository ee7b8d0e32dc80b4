// Package managers that ask, in a build where nobody answers.
import { setsErrexit } from './append.js';
import type { DockerfileDoc } from './document.js';
import type { Instruction } from './instruction.js';
import type { PackageCommand } from './packages.js';

/** `yes | yum install`, `yum install < answers`. */
export function isAnswered(instruction: Instruction, { command }: PackageCommand): boolean {
  if (instruction.shellText.slice(command.start, command.end).includes('<')) return true;
  const { kind, start } = instruction.shell.links[command.link]!;
  const before = instruction.shellText.slice(start, command.start);
  return kind !== 'command' && /\b(?:yes|echo|printf)\b[^\n;&|]{0,200}\|/.test(before);
}

/** True when the build stops where the command gives up, so that a build that works today never did. */
export function failureStops(doc: DockerfileDoc, instruction: Instruction, { command }: PackageCommand): boolean {
  if (command.place === 'alternative' || command.place === 'pipe') return false;
  if (setsErrexit(doc, instruction)) return true;
  const later = instruction.shell.links.slice(command.link + 1);
  return command.place === 'chain' && later.every((link) => link.operator === '&&');
}
