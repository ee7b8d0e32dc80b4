import { exactPattern, isStop, type Stop, stop, baseName } from '../../src/model/index.js';
import { programIs } from '../../src/programs/index.js';
import type { DockerfileDoc, Instruction, Stage } from '../../src/dockerfile/index.js';
import type { ShellCommand } from '../../src/shell/index.js';
import { imageProfile } from '../../src/knowledge/index.js';

export interface Sudo {
  /** From `sudo` to the command it runs, or the variables for it, logical. */
  readonly span: { readonly start: number; readonly end: number };
  /** `undefined` where a variable names it. */
  readonly program: string | undefined;
  /** `-E`: most of the environment is kept. */
  readonly keepsEnvironment: boolean;
}

/** Heeded by any program (the loader), or by one of those that heed no other. */
const TOOL_VARIABLES =
  /^(?:LD_\w+|GCONV_PATH|LOCPATH|NLSPATH|POSIXLY_CORRECT|TAR_OPTIONS|TMPDIR|GZIP|BZIP2?|XZ_\w+|ZSTD_\w+)$/;

/**
 * Variables that sudo passes on, or that only steer questions, which a build cannot be asked.
 * Source: https://www.sudo.ws/docs/man/sudoers.man/#SUDOERS_OPTIONS (env_check, env_keep)
 */
const HARMLESS = exactPattern(
  `
  COLORTERM LANG LANGUAGE LINGUAS TERM TZ COLORS DISPLAY HOSTNAME KRB5CCNAME LS_COLORS PS1 PS2 XAUTHORITY
  DEBIAN_FRONTEND`,
  { also: [/LC_\w+/, /DEBCONF_\w+/] },
);

/** What the shell takes for an assignment, too. */
const ASSIGNMENT = /^[A-Za-z_]\w*=/;

/** A sudo call taken apart, or why it is left. */
export function readSudo(command: ShellCommand): Sudo | Stop {
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
      return stop(
        'unsupported-syntax',
        `sudo ${raw.slice(0, 40)} does more than become root; write what it is for without sudo by hand`,
      );
  }
  // `sudo A=b command` gives the command what `A=b command` does.
  const first = words[at];
  while (words[at]?.value !== undefined && ASSIGNMENT.test(words[at]!.raw)) at++;
  const target = words[at];
  if (!first || !target || target.raw.includes('=')) {
    return stop(
      'unsupported-syntax',
      '`sudo` sets variables from values not known here, or has no command; write it without `sudo` by hand',
    );
  }
  const program = target.value === undefined ? undefined : baseName(target.value);
  if (program === 'sudo' && first === target) {
    const inner = readSudo({ ...command, words: words.slice(at) });
    if (isStop(inner)) return inner;
    const span = { start: words[0]!.start, end: inner.span.end };
    return { ...inner, span, keepsEnvironment: keepsEnvironment && inner.keepsEnvironment };
  }
  if (programIs(program, 'notBehindSudo')) {
    return stop('unsupported-syntax', `sudo ${program} does something else without sudo; write what is meant by hand`);
  }
  return { span: { start: words[0]!.start, end: first.start }, program, keepsEnvironment };
}

/** From which instruction on a stage has variables that sudo would drop or replace; -1 for from the start. */
export interface Environment {
  /** PATH or HOME, or a base image that may set them. */
  readonly paths: number;
  /** What programs heed that otherwise only do as they are told. */
  readonly tools: number;
  readonly others: number;
}

const NEVER = Number.POSITIVE_INFINITY;

/** The environment of every stage. */
export function readEnvironments(doc: DockerfileDoc): ReadonlyMap<Stage, Environment> {
  const all = new Map<Stage, Environment>();
  for (const stage of doc.stages) {
    let { paths, tools, others } = (stage.base && all.get(stage.base)) ?? baseEnvironment(stage);
    for (const instruction of stage.instructions) {
      if (instruction.keyword !== 'ENV' && instruction.keyword !== 'ARG') continue;
      for (const { key } of instruction.pairs().pairs) {
        if (key === 'PATH' || key === 'HOME') paths = Math.min(paths, instruction.index);
        else if (!HARMLESS.test(key)) others = Math.min(others, instruction.index);
        if (TOOL_VARIABLES.test(key)) tools = Math.min(tools, instruction.index);
      }
    }
    all.set(stage, { paths, tools, others });
  }
  return all;
}

function baseEnvironment(stage: Stage): Environment {
  const profile = stage.rootImage === undefined ? undefined : imageProfile(stage.rootImage);
  // images of languages put their own programs first in PATH
  if (!profile || profile.language !== undefined) return { paths: -1, tools: NEVER, others: -1 };
  const names = Object.keys(profile.env ?? {});
  return {
    paths: names.includes('PATH') ? -1 : NEVER,
    tools: NEVER,
    others: names.every((name) => HARMLESS.test(name)) ? NEVER : -1,
  };
}

/** True when the command cannot tell that sudo is gone: it heeds no variable, or the file sets none that sudo drops. */
export function sameUnderSudo(
  environment: Environment,
  instruction: Instruction,
  command: ShellCommand,
  sudo: Sudo,
): boolean {
  const own = ownVariables(instruction, command);
  if (environment.tools < instruction.index || own.some((name) => TOOL_VARIABLES.test(name))) return false;
  if (programIs(sudo.program, 'heedsNoVariable')) return true;
  if (environment.paths < instruction.index || own.some((name) => !HARMLESS.test(name))) return false;
  return sudo.keepsEnvironment || environment.others > instruction.index;
}

/** The variables that the RUN itself sets for the command: `A=b sudo make`, `export A=b`; `?` for `. ./env`. */
function ownVariables(instruction: Instruction, command: ShellCommand): string[] {
  const names = command.assignments.map(({ name }) => name);
  for (const { start, words } of instruction.shell.commands) {
    const name = words[0]?.value ?? '';
    if (start >= command.start || !programIs(name, 'setsShell')) continue;
    if (name === 'source' || name === '.') names.push('?');
    for (const { raw } of words.slice(1)) {
      if (name === 'export') names.push(/^[A-Za-z_]\w*/.exec(raw)?.[0] ?? '?');
      else if (name === 'set' && /^-[a-z]*a|^allexport$/.test(raw)) names.push('?');
    }
  }
  return names;
}
