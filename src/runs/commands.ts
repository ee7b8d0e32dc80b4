// What the commands of a RUN do to the image, as far as their names say.
import { factOf } from '../model/index.js';
import { programIs } from '../programs/index.js';
import { commandName, type ShellCommand } from '../shell/index.js';
import { packageCommand, type PackageCommand } from './packages.js';
import type { Instruction } from '../dockerfile/index.js';

/**
 * packages: apt and apk, their lists, and what is installed with it. neutral: leaves nothing behind. tidy: deletes caches and
 * temporary files. setup: makes folders, accounts, links, permissions: the image needs it as it stands. other: the rest.
 */
type CommandRole = 'packages' | 'neutral' | 'tidy' | 'setup' | 'other';

export interface RunCommand {
  readonly command: ShellCommand;
  readonly name: string | undefined;
  readonly role: CommandRole;
  /** The package-manager call it is, where it is one. */
  readonly call: PackageCommand | undefined;
}

/** Folders that hold nothing a program looks for. */
const SCRATCH =
  /^(?:\/tmp|\/var\/tmp|\/var\/cache|\/var\/lib\/apt\/lists|\/root\/\.(?:cache|npm|cargo|m2|gradle)|~\/\.(?:cache|npm))(?:\/|$|\*)/;

/** The commands of a RUN, in order, with their roles; none where its shell does not parse. */
export function runCommands(instruction: Instruction): readonly RunCommand[] {
  return factOf(instruction, readCommands);
}

function readCommands(instruction: Instruction): readonly RunCommand[] {
  return instruction.shell.commands.map((command) => readCommand(instruction, command));
}

function readCommand(instruction: Instruction, command: ShellCommand): RunCommand {
  const call = packageCommand(command);
  const name = commandName(command);
  if (command.words.length === 0) return { command, name, call, role: command.redirected ? 'setup' : 'neutral' };
  if (call && isSystem(call)) return { command, name, call, role: 'packages' };
  return { command, name, call, role: roleOf(instruction, command, name, call) };
}

function roleOf(
  instruction: Instruction,
  command: ShellCommand,
  name: string | undefined,
  call: PackageCommand | undefined,
): CommandRole {
  if (name === undefined) return 'other';
  const writes = /(?:^|[^<&\d])>{1,2}\s*(?!\/dev\/null|&)/.test(
    instruction.shellText.slice(command.start, command.end),
  );
  if (name === 'echo' || name === 'printf' || name === 'cat')
    return writes || command.place === 'pipe' ? 'setup' : 'neutral';
  if (programIs(name, 'neutral')) return 'neutral';
  if (programIs(name, 'setup')) return 'setup';
  if (name === 'rm') return paths(command).every((path) => SCRATCH.test(path)) ? 'tidy' : 'setup';
  if (name === 'find' && command.words.some(({ raw }) => raw === '-delete')) return 'tidy';
  if (call && (call.action === 'clean' || call.verb === 'cache')) return 'tidy';
  return 'other';
}

function paths(command: ShellCommand): string[] {
  return command.words.slice(1).flatMap(({ raw }) => (raw.startsWith('-') ? [] : [raw]));
}

/** True for apt-get, apt and aptitude. */
export function isApt(call: PackageCommand): boolean {
  return call.manager === 'apt-get' || call.manager === 'apt' || call.manager === 'aptitude';
}

export function isApk(call: PackageCommand): boolean {
  return call.manager === 'apk';
}

/** True for the package managers of Debian and Alpine. */
export function isSystem(call: PackageCommand): boolean {
  return isApt(call) || isApk(call);
}
