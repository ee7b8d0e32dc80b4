// What a RUN does with apt's package lists (/var/lib/apt/lists), in the order it does it.
import { factOf, type FilePath, child, type Folder, anyOf, partPattern, baseName } from '../model/index.js';
import { programIs } from '../programs/index.js';
import type { ShellCommand } from '../shell/index.js';
import {
  type DockerfileDoc,
  type Stage,
  type Instruction,
  buildStates,
  mountsOver,
  isCopy,
} from '../dockerfile/index.js';
import { commandName, managerFamily, hasOption, packageCommand, type PackageCommand } from './packages.js';

/**
 * update: fetches the lists. need: reads them (install, upgrade, build-dep ...). remove: deletes them. sources: changes
 * where packages come from. unknown: runs something that may do any of this (a script, a piped installer).
 */
export interface ListEvent {
  readonly kind: 'update' | 'need' | 'remove' | 'sources' | 'unknown';
  /** Absent where the shell does not parse, so that nothing can be edited. */
  readonly command?: ShellCommand;
  readonly call?: PackageCommand;
}

/** Gives the text of a script of the build context, as far as it can be found. */
export type ScriptReader = (path: string) => string | undefined;

/** The folder of the lists, or all that it lies in; not a slip such as `/var/lib/apt/list/*`, nor what lies beside it. */
const LISTS_IN_TEXT =
  /\/var\/lib\/apt(?:\/?(?![\w/.-])|\/[^\s/]{0,80}[*?[{$])|apt\/lists|\/var\/(?:lib\/)?\{[^}]{0,200}apt/;
const NEEDS_IN_TEXT =
  /\b(?:apt|apt-get|aptitude|apt-fast)\s[^\n;&|]{0,300}?\b(?:install|upgrade|dist-upgrade|full-upgrade|build-dep|source|download)\b/;
const UPDATE_IN_TEXT = /\b(?:apt|apt-get|aptitude|apt-fast)\s[^\n;&|]{0,100}?\bupdate\b/;
const SOURCES_IN_TEXT = /\/etc\/apt\/(?!apt\.conf)|--add-architecture/;

/** Environment files and build tools that are called by path and never install system packages. */
const KNOWN_SCRIPT = anyOf(
  /^\/etc\/|activate$|rc$|profile$/i,
  partPattern('nvm.sh setup.bash env configure config buildconf gradlew mvnw b2 bjam nvm', {
    before: /(?:^|\/)/,
    after: /$/,
    flags: 'i',
  }),
  /conda|miniforge|mambaforge|rustup|sdkman/i,
);
const SYSTEM_FOLDER = /^\/(?:usr\/)?s?bin\/[^/.]+$/;

/** The list events of a RUN, in order. Empty for other instructions. */
export function listEvents(
  doc: DockerfileDoc,
  instruction: Instruction,
  readScript: ScriptReader = () => undefined,
): ListEvent[] {
  if (instruction.keyword !== 'RUN') return [];
  if (!instruction.shell.ok) return listEventsOf(doc.text.slice(instruction.span.start, instruction.span.end));
  const events: ListEvent[] = [];
  const variables = buildStates(doc)[instruction.index]!.variables;
  const assigned = new Map<string, string>();
  for (const command of instruction.shell.commands) {
    for (const { name, raw } of command.words.length === 0 ? command.assignments : [])
      assigned.set(name, raw.slice(name.length + 1));
    events.push(...eventsOf(instruction, command, (name) => assigned.get(name) ?? variables.get(name), readScript));
  }
  return events;
}

/** The list events of words alone: of exec form, text that does not parse, scripts and commands run later. */
export function listEventsOf(text: string): ListEvent[] {
  const flat = text.replace(/["',[\]\\]+/g, ' ').replace(/[ \t]+/g, ' ');
  const update = UPDATE_IN_TEXT.exec(flat);
  const need = NEEDS_IN_TEXT.exec(flat);
  if (update && (!need || update.index < need.index)) return [{ kind: 'update' }];
  if (need) return [{ kind: 'need' }];
  return [{ kind: 'unknown' }];
}

function eventsOf(
  instruction: Instruction,
  command: ShellCommand,
  value: (name: string) => string | undefined,
  readScript: ScriptReader,
): ListEvent[] {
  const call = packageCommand(command);
  if (call && managerFamily(call.manager) === 'apt-get') return ofAptCall(call);
  if (call) return [];
  const text = command.words.map((word) => word.value ?? word.raw).join(' ');
  const name = commandName(command);
  if (name === undefined) return command.words.length === 0 ? [] : ofVariable(command, text, value);
  if (name === 'rm' || name === 'find' || name === 'unlink')
    return LISTS_IN_TEXT.test(text) ? [{ kind: 'remove', command }] : [];
  if (programIs(name, 'runsNothing'))
    return SOURCES_IN_TEXT.test(instruction.shellText.slice(command.start, command.end))
      ? [{ kind: 'sources', command }]
      : [];
  if (programIs(name, 'readsAptLists')) return [{ kind: 'need', command }];
  if (programIs(name, 'setsAptSources'))
    return name !== 'dpkg' || /(?:^|\s)(?:-i|--install|--add-architecture)(?:\s|$)/.test(text)
      ? [{ kind: 'sources', command }]
      : [];
  if (/apt|clean/.test(name) && /clean/.test(name)) return [{ kind: 'remove', command }];
  if (UPDATE_IN_TEXT.test(text) || NEEDS_IN_TEXT.test(text))
    return listEventsOf(text).map((event) => ({ ...event, command }));
  return ofProgram(command, name, readScript);
}

function ofAptCall(call: PackageCommand): ListEvent[] {
  const { command } = call;
  if (call.action === 'update') return [{ kind: 'update', command, call }];
  if (call.action === 'remove' || call.action === 'clean' || !call.verbWord) return [];
  if (call.verbWord.value === undefined) return [{ kind: 'unknown', command, call }];
  if (installsNothing(call)) return [];
  return [{ kind: 'need', command, call }];
}

/** `apt-get install -y` with no package behind it. `-f` mends what dpkg left behind. */
export function installsNothing(call: PackageCommand): boolean {
  if (managerFamily(call.manager) !== 'apt-get' || call.verb !== 'install' || call.packages.length > 0) return false;
  return !hasOption(call, '-f', '--fix-broken') && call.options.every(({ value }) => value !== undefined);
}

/** `$APT_INSTALL curl`: what the variable holds, as far as the file says. */
function ofVariable(command: ShellCommand, text: string, value: (name: string) => string | undefined): ListEvent[] {
  const name = /^\$\{?([A-Za-z_]\w*)\}?/.exec(text)?.[1];
  const held = name === undefined ? undefined : value(name);
  if (held === undefined) return [{ kind: 'unknown', command }];
  const events = listEventsOf(`${held} ${text}`);
  return events[0]?.kind === 'unknown' ? [] : events.map((event) => ({ ...event, command }));
}

function ofProgram(command: ShellCommand, name: string, readScript: ScriptReader): ListEvent[] {
  const first = command.words[0]!.value!;
  if (programIs(name, 'runsElsewhere')) return [{ kind: 'unknown', command }];
  const runner = programIs(name, 'shell') || programIs(name, 'runsOthers');
  if (runner && command.words.some((word) => word.value === '-c'))
    return command.words.some((word) => /\.sh\b/.test(word.raw)) ? [{ kind: 'unknown', command }] : [];
  const argument = command.words.slice(1).find((word) => !word.raw.startsWith('-'));
  const script = runner ? argument?.value : first;
  if (!runner && !looksLikeScript(first)) return [];
  if (script !== undefined && KNOWN_SCRIPT.test(script)) return [];
  const content = script === undefined ? undefined : readScript(script);
  if (content === undefined) return [{ kind: 'unknown', command }];
  if (!/\bapt|\bdpkg|\.sh\b|\bsource\s|\|\s*(?:ba)?sh\b/.test(content)) return [];
  return listEventsOf(content).map((event) => ({ ...event, command }));
}

function looksLikeScript(path: string): boolean {
  if (/\.(?:ba|z)?sh$/.test(path)) return true;
  if (!path.includes('/') || SYSTEM_FOLDER.test(path)) return false;
  return !/\/s?bin\/[^/]+$/.test(path) || /install|setup|deps|provision|bootstrap/.test(baseName(path));
}

/** True when a cache or tmpfs mount lies over the lists, so that they never reach the layer. */
export function listsMounted(instruction: Instruction): boolean {
  return mountsOver(instruction, /^(?:\/var(?:\/lib(?:\/apt(?:\/lists)?)?)?)?$/);
}

/** Finds a script a RUN names in one of the build contexts: by its whole path, then by ever shorter ends of it. */
export function scriptReader(contexts: readonly Folder[], read: (path: FilePath) => string | undefined): ScriptReader {
  return (path) => {
    const parts = path.split('/').filter((part) => part !== '' && part !== '.');
    if (parts.length === 0 || parts.length > 20 || parts.includes('..') || path.includes('$')) return undefined;
    for (let from = 0; from < parts.length; from++) {
      const end = parts.slice(from).join('/');
      for (const context of contexts) {
        const text = read(child(context, end));
        if (text !== undefined) return text;
      }
    }
    return undefined;
  };
}

/** The index of the instruction from which on apt's configuration holds the key, or may; infinity for never. */
function configuredFrom(doc: DockerfileDoc, stage: Stage, key: RegExp): number {
  const known = factOf(doc, configuredByKey);
  const name = `${stage.index} ${key.source}`;
  const cached = known.get(name);
  if (cached !== undefined) return cached;
  let from = stage.base ? configuredFrom(doc, stage.base, key) : Number.POSITIVE_INFINITY;
  for (const instruction of stage.instructions) {
    const { index, span } = instruction;
    if (index >= from) break;
    const said = doc.text.slice(span.start, span.end);
    const copied = isCopy(instruction) && /\/etc\/apt\/apt\.conf/.test(said);
    if (copied || key.test(said)) from = index;
  }
  known.set(name, from);
  return from;
}

/** By stage and key. */
function configuredByKey(): Map<string, number> {
  return new Map();
}

/** True when apt's configuration, or a variable, may decide an option of the call: a file under apt.conf.d, `-o`, `$APT_OPTS`. */
export function aptConfigured(
  doc: DockerfileDoc,
  instruction: Instruction,
  call: PackageCommand,
  key: RegExp,
  option: RegExp,
): boolean {
  if (configuredFrom(doc, doc.stages[instruction.stage]!, key) <= instruction.index) return true;
  const variables = buildStates(doc)[instruction.index]!.variables;
  for (const [, braced, plain] of call.command.words
    .map((word) => word.raw)
    .join(' ')
    .matchAll(/\$(?:\{([A-Za-z_]\w*)|([A-Za-z_]\w*))/g)) {
    const name = (braced ?? plain)!;
    const value = variables.get(name) ?? assignedInRun(instruction, name);
    if (value === undefined ? /opt|flag|args?$|yes/i.test(name) : option.test(` ${value} `)) return true;
  }
  return false;
}

function assignedInRun(instruction: Instruction, name: string): string | undefined {
  for (const command of instruction.shell.commands) {
    for (const assignment of command.assignments)
      if (assignment.name === name) return assignment.raw.slice(name.length + 1).replace(/^["']|["']$/g, '');
  }
  return undefined;
}
