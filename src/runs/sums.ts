// Checks of a file against a SHA-256 sum, as RUNs write them: `echo "<sum>  <file>" | sha256sum -c -`.
import { baseName } from '../model/index.js';
import type { ShellCommand, ShellWord } from '../shell/index.js';
import { commandName } from '../shell/index.js';
import { buildStates, expandArgs, absoluteIn, type DockerfileDoc, type Instruction } from '../dockerfile/index.js';
import { setsErrexit } from './append.js';
import { directoryAt } from './directory.js';
import { isAssignedBefore } from './scripts.js';

/** A check of one file. */
export interface SumCheck {
  readonly instruction: Instruction;
  /** 64 hexadecimal digits, or the variable that holds them, as an instruction takes it: `${TINI_SHA256}`. */
  readonly sum: string;
  /** The name of that variable. */
  readonly variable?: string;
  /** The path of the file in the image, absolute. */
  readonly path: string;
  /** The link of the RUN that it is. */
  readonly link: number;
}

const SUM = /^(?:[0-9a-f]{64}|\$\{?([A-Za-z_]\w{0,100})\}?)$/i;
const LINE = /^(\S+)[ \t]{1,10}\*?(\S+)$/;
/** What changes nothing about what is checked: how much it says, and that it reads its input. */
const HARMLESS = /^(?:-|-c|--check|--strict|--status|--quiet|-s|-w|-cs|-cw|-csw|-sc|-)$/;

/** The checks of a RUN whose failure fails it, in order. */
export function sumChecks(doc: DockerfileDoc, instruction: Instruction): SumCheck[] {
  const { links, pipelines } = instruction.shell;
  return pipelines.flatMap(({ members, place, link }): SumCheck[] => {
    const [says, checks, ...others] = members;
    if (place !== 'chain' || !says || !checks || others.length > 0 || !isChecker(checks)) return [];
    const next = links[link + 1];
    // A failure that a `;` passes over is no check.
    if (next && next.operator !== '&&' && !setsErrexit(doc, instruction)) return [];
    const [, sum, file] = LINE.exec(textOf(says) ?? '') ?? [];
    const [, variable] = SUM.exec(sum ?? '') ?? [];
    const path = file === undefined ? undefined : pathOf(doc, instruction, says, file);
    if (sum === undefined || !SUM.test(sum) || path === undefined) return [];
    if (variable === undefined) return [{ instruction, sum: sum.toLowerCase(), path, link }];
    return isOwnVariable(doc, instruction, says, variable)
      ? [{ instruction, sum: `\${${variable}}`, variable, path, link }]
      : [];
  });
}

/** `sha256sum -c -`, `shasum -a 256 -c`. */
function isChecker(command: ShellCommand): boolean {
  const words = command.words.slice(1).map(({ raw }) => raw);
  const name = commandName(command);
  const own =
    name === 'shasum'
      ? words
          .join(' ')
          .replace(/-a ?256/, '')
          .split(' ')
          .filter(Boolean)
      : words;
  if (name !== 'sha256sum' && (name !== 'shasum' || own.length === words.length)) return false;
  const reads = own.some((word) => word === '--check' || /^-\w{0,3}c/.test(word));
  return reads && !command.redirected && own.every((word) => HARMLESS.test(word));
}

/** What `echo` prints, variables as they are written. */
function textOf(command: ShellCommand): string | undefined {
  if (commandName(command) !== 'echo' || command.redirected) return undefined;
  const words = command.words.slice(1).map(plainWord);
  return words.includes(undefined) ? undefined : words.join(' ').trim();
}

function plainWord({ raw, value }: ShellWord): string | undefined {
  if (value !== undefined) return value.includes('$') ? undefined : value;
  const text = raw.replace(/"/g, '');
  return /[`'\\]|\$\(/.test(text) ? undefined : text;
}

function pathOf(doc: DockerfileDoc, instruction: Instruction, command: ShellCommand, file: string): string | undefined {
  const plain = expandArgs(file, buildStates(doc)[instruction.index]!.variables);
  return plain === undefined ? undefined : absoluteIn(plain, directoryAt(doc, instruction, command));
}

/** The variable of the Dockerfile, and not one that the RUN sets. */
function isOwnVariable(doc: DockerfileDoc, instruction: Instruction, command: ShellCommand, name: string): boolean {
  return buildStates(doc)[instruction.index]!.variables.has(name) && !isAssignedBefore(instruction, command, name);
}

/** The path of a file that ADD or a download puts somewhere: a folder is named by a slash at its end. */
export function downloadTarget(address: string, destination: string, folder: string): string | undefined {
  const isFolder = /(?:^|\/)\.?$/.test(destination);
  const name = baseName(address.replace(/[?#].*/s, ''));
  if (isFolder && name === '') return undefined;
  return absoluteIn(isFolder ? `${destination}/${name}` : destination, folder);
}
