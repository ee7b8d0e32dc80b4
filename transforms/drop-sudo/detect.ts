import type { RefusalCode } from '../../src/model/index.js';
import type { DockerfileDoc, Instruction, ShellCommand, Stage } from '../../src/dockerfile/index.js';
import { imageProfile } from '../../src/knowledge/index.js';

export interface Sudo {
  /** From `sudo` to the command it runs, logical. */
  readonly span: { readonly start: number; readonly end: number };
  /** `undefined` where a variable names it. */
  readonly program: string | undefined;
  /** `-E`: most of the environment is kept. */
  readonly keepsEnvironment: boolean;
}

/** Words the shell itself acts on: behind sudo they fail or do nothing, without it they would do something. */
const BUILTINS = new Set([
  'cd',
  'export',
  'source',
  '.',
  'set',
  'unset',
  'alias',
  'eval',
  'exec',
  'exit',
  'return',
  'umask',
  'ulimit',
  'trap',
  'shift',
  'wait',
  'su',
  'runuser',
  'visudo',
]);

/** Programs of the base system that take their orders from the command line, whatever ENV holds. */
const SYSTEM_TOOLS = new Set([
  'add-apt-repository',
  'addgroup',
  'adduser',
  'apt',
  'apt-cache',
  'apt-get',
  'apt-key',
  'apt-mark',
  'cat',
  'chgrp',
  'chmod',
  'chown',
  'chpasswd',
  'cp',
  'debconf-set-selections',
  'dpkg',
  'dpkg-reconfigure',
  'echo',
  'find',
  'groupadd',
  'groupmod',
  'install',
  'ldconfig',
  'ln',
  'locale-gen',
  'ls',
  'mkdir',
  'mv',
  'rm',
  'rmdir',
  'sed',
  'tar',
  'tee',
  'touch',
  'update-alternatives',
  'update-ca-certificates',
  'update-rc.d',
  'useradd',
  'usermod',
  'yum',
  'dnf',
  'apk',
  'rpm',
]);

/** Variables that steer messages, questions and nothing else of the tools above. */
const HARMLESS =
  /^(?:DEBIAN_FRONTEND|DEBCONF_\w+|LANG|LANGUAGE|LC_\w+|TERM|TZ|(?:https?|ftp|no)_proxy|(?:HTTPS?|FTP|NO)_PROXY)$/;

/** A sudo call taken apart, or why it is left. */
export function readSudo(command: ShellCommand): Sudo | { code: RefusalCode; message: string } {
  const { words } = command;
  let keepsEnvironment = false;
  let at = 1;
  for (; at < words.length; at++) {
    const { raw } = words[at]!;
    if (raw === '--') {
      at++;
      break;
    }
    if (!raw.startsWith('-')) break;
    if ((raw === '-u' || raw === '--user') && /^(?:root|0|#0)$/.test(words[at + 1]?.value ?? '')) at++;
    else if (
      raw === '--user=root' ||
      raw === '--non-interactive' ||
      raw === '--set-home' ||
      /^-[HnEk]+$/.test(raw) ||
      raw === '--preserve-env'
    ) {
      keepsEnvironment ||= raw === '--preserve-env' || /^-\w*E/.test(raw);
    } else
      return {
        code: 'unsupported-syntax',
        message: `sudo ${raw.slice(0, 40)} does more than become root; write what it is for without sudo by hand`,
      };
  }
  const target = words[at];
  if (!target || /^[A-Za-z_]\w*\+?=/.test(target.raw)) {
    return {
      code: 'unsupported-syntax',
      message: 'sudo sets variables for its command, or has none; write the command without sudo by hand',
    };
  }
  const program = target.value?.slice(target.value.lastIndexOf('/') + 1);
  if (
    program !== undefined &&
    (BUILTINS.has(program) || /^(?:if|for|while|case|until|time|!|\{|\[\[)$/.test(program))
  ) {
    return {
      code: 'unsupported-syntax',
      message: `sudo ${program} does something else without sudo; write what is meant by hand`,
    };
  }
  return { span: { start: words[0]!.start, end: target.start }, program, keepsEnvironment };
}

/** From which instruction on a stage has variables that sudo would drop or replace; -1 for from the start. */
export interface Environment {
  /** PATH or HOME, or a base image that may set them. */
  readonly paths: number;
  readonly others: number;
}

const NEVER = Number.POSITIVE_INFINITY;

/** The environment of every stage. */
export function readEnvironments(doc: DockerfileDoc): ReadonlyMap<Stage, Environment> {
  const all = new Map<Stage, Environment>();
  for (const stage of doc.stages) {
    let { paths, others } = (stage.base && all.get(stage.base)) ?? baseEnvironment(stage);
    for (const instruction of stage.instructions) {
      if (instruction.keyword !== 'ENV' && instruction.keyword !== 'ARG') continue;
      for (const { key } of instruction.pairs().pairs) {
        if (key === 'PATH' || key === 'HOME') paths = Math.min(paths, instruction.index);
        else if (!HARMLESS.test(key)) others = Math.min(others, instruction.index);
      }
    }
    all.set(stage, { paths, others });
  }
  return all;
}

function baseEnvironment(stage: Stage): Environment {
  const profile = stage.rootImage === undefined ? undefined : imageProfile(stage.rootImage);
  // images of languages put their own programs first in PATH
  if (!profile || profile.language !== undefined) return { paths: -1, others: -1 };
  const names = Object.keys(profile.env ?? {});
  return {
    paths: names.includes('PATH') ? -1 : NEVER,
    others: names.every((name) => HARMLESS.test(name)) ? NEVER : -1,
  };
}

/** True when the command cannot tell that sudo is gone: a tool of the system, or an environment with nothing for sudo to drop. */
export function sameUnderSudo(
  environment: Environment,
  instruction: Instruction,
  command: ShellCommand,
  sudo: Sudo,
): boolean {
  if (sudo.program !== undefined && SYSTEM_TOOLS.has(sudo.program)) return true;
  if (environment.paths < instruction.index || setsVariables(instruction, command)) return false;
  return sudo.keepsEnvironment || environment.others > instruction.index;
}

/** True when the RUN itself sets variables that reach the command: `A=b sudo make`, `export A=b`, `. ./env`. */
function setsVariables(instruction: Instruction, command: ShellCommand): boolean {
  if (command.assignments.some(({ name }) => !HARMLESS.test(name))) return true;
  return instruction.shell.commands.some(
    (other) => other.start < command.start && /^(?:export|source|\.|set)$/.test(other.words[0]?.value ?? ''),
  );
}
