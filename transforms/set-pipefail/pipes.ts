// What pipefail would do to the pipes of a RUN: nothing, show a failure, or stop a build that is well.
import { baseName } from '../../src/model/index.js';
import { programIs } from '../../src/programs/index.js';
import { commandName, type ShellCommand, type ShellPipeline } from '../../src/shell/index.js';
import type { Instruction } from '../../src/dockerfile/index.js';

/** `harmless`: pipefail changes nothing there. A text: why it may stop a build that is well. */
export type PipeJudgement = 'harmless' | 'shows-failures' | { readonly hazard: string };

/** What one pipe of a RUN becomes under pipefail. */
export function judge({ members }: ShellPipeline): PipeJudgement {
  const named = members.map(nameOf);
  const first = named[0];
  if (first === undefined || !first.name) return hazard('what stands in front of a pipe is more than one command');
  const constant = programIs(first.name, 'constant');
  let fails = false;
  for (const [at, member] of named.entries()) {
    const last = at === named.length - 1;
    if (member === undefined) {
      // A loop reads its lines to the end, unless it leaves.
      if (constant && last) continue;
      return hazard('a group or a loop is part of a pipe');
    }
    const { name } = member;
    if (at > 0 && !constant) {
      if (stopsEarly(member))
        return hazard(`${name} may stop reading early, and what writes to it is then ended by the system`);
      if (
        !programIs(name, 'endsWell') &&
        !programIs(name, 'readsAll') &&
        !(last && (programIs(name, 'shell') || programIs(name, 'interpreter')))
      )
        return hazard(`whether ${name || 'a command'} reads to the end is not known`);
    }
    if (last) break;
    if (programIs(name, 'constant') && at === 0) continue;
    if (endsBadlyWhenWell(member))
      return hazard(`${name} also fails where nothing is wrong, when it finds nothing for instance`);
    if (!programIs(name, 'endsWell'))
      return hazard(`whether ${name || 'a command'} fails only when something is wrong is not known`);
    if (!programIs(name, 'neverFails') && !(constant && programIs(name, 'safeOnWords'))) fails = true;
  }
  return fails ? 'shows-failures' : 'harmless';
}

/** True where a shell reads what is downloaded, a script whose end the shell may never see. */
export function feedsShell({ members }: ShellPipeline): boolean {
  return programIs(nameOf(members.at(-1))?.name, 'shell') && !programIs(nameOf(members[0])?.name, 'constant');
}

export function downloads({ members }: ShellPipeline): boolean {
  return members.some((member) => programIs(nameOf(member)?.name, 'downloads'));
}

/**
 * True where the status of the pipe decides about the RUN: a link that `&&` follows, the last one, any under `set -e`, or
 * what such a link assigns.
 */
export function decidesTheBuild(instruction: Instruction, pipeline: ShellPipeline, errexit: boolean): boolean {
  const { links, commands } = instruction.shell;
  const next = links[pipeline.link + 1];
  if (next !== undefined && next.operator !== '&&' && !errexit) return false;
  if (pipeline.place === 'chain') return true;
  return commands.some(
    (command) =>
      command.place === 'chain' &&
      command.link === pipeline.link &&
      command.words.length === 0 &&
      command.assignments.some(({ start, end }) => start < pipeline.start && pipeline.end < end),
  );
}

interface Named {
  readonly name: string;
  readonly args: readonly string[];
}

/** Without `sudo` and its options in front. */
function nameOf(command: ShellCommand | undefined): Named | undefined {
  if (!command) return undefined;
  let words = command.words.map(({ raw, value }) => value ?? raw);
  let name = commandName(command) ?? '';
  if (name === 'sudo') {
    const at = words.findIndex((word, index) => index > 0 && !/^-[EHn]+$/.test(word));
    words = at === -1 ? [] : words.slice(at);
    name = baseName(words[0] ?? '');
  }
  return { name, args: words.slice(1) };
}

function stopsEarly({ name, args }: Named): boolean {
  if (programIs(name, 'stopsEarly')) return true;
  // The script is the argument, and what it does with the pipe is its own affair.
  if (programIs(name, 'shell'))
    return args.some((arg) => /^-[a-z]*c$/.test(arg) || /^[^-]/.test(arg)) && !args.includes('-s');
  if (/^[ef]?grep$/.test(name))
    return args.some((arg) => /^-[a-zA-Z]*[qmlL]|^--(?:quiet|silent|max-count|files-with)/.test(arg));
  // The commands q and Q, after an address or none.
  if (name === 'sed') return args.some((arg) => /(?:^|[\d;{}/$!\s])[qQ]\d{0,3}(?:[;}\s]|$)/.test(arg));
  if (/awk$/.test(name)) return args.some((arg) => /\bexit\b/.test(arg));
  if (name === 'tar') return args.some((arg) => /^--(?:occurrence|fast-read)/.test(arg));
  if (name === 'dd') return args.some((arg) => arg.startsWith('count='));
  if (name === 'jq') return args.some((arg) => /\b(?:halt|first|limit|input)\b/.test(arg) || /^-[a-z]*n/.test(arg));
  // A program of its own may read as much as it likes; one that is fed its source reads all of it.
  return programIs(name, 'interpreter') && args.some((arg) => /^-[a-zA-Z]*[cerpm]$/.test(arg));
}

function endsBadlyWhenWell({ name, args }: Named): boolean {
  if (programIs(name, 'failsWhenWell')) return true;
  if (/awk$/.test(name)) return args.some((arg) => /\bexit\b/.test(arg));
  if (name === 'sed') return args.some((arg) => /\b[qQ]\s?\d/.test(arg));
  return name === 'jq' && args.some((arg) => /^-[a-z]*e|^--exit-status$/.test(arg));
}

function hazard(text: string): PipeJudgement {
  return { hazard: text };
}
