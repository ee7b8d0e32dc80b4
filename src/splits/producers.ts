// The commands of a stage by what they do for its build.
import type { Instruction } from '../dockerfile/index.js';
import { officialName, parseImageReference } from '../model/index.js';
import { installCalls, type RunCommand, type Site } from '../runs/index.js';
import { textsOf } from '../shell/index.js';

/** A command that a build rests on. */
export interface Producer<Does extends string = string> {
  readonly command: RunCommand;
  readonly instruction: Instruction;
  /** The program first. */
  readonly words: readonly string[];
  readonly does: Does;
}

/** What a recipe says that a command does; `undefined` for one that it does not know. */
export type DoesOf<Does extends string> = (
  command: RunCommand,
  words: readonly string[],
  instruction: Instruction,
) => Does | undefined;

/** The commands that a recipe knows, in order. */
export function producersOf<Does extends string>({ runs }: Site, doesOf: DoesOf<Does>): Producer<Does>[] {
  return runs.flatMap(({ instruction, commands }) =>
    commands.flatMap((command): Producer<Does>[] => {
      const words = textsOf(command.command.words);
      const does = doesOf(command, words, instruction);
      return does === undefined ? [] : [{ command, instruction, words, does }];
    }),
  );
}

/** The commands themselves. */
export function commandsOfAll(producers: readonly Producer[]): ReadonlySet<RunCommand> {
  return new Set(producers.map(({ command }) => command));
}

/** True where apt or apk installs what only a build needs, and leaves it there. */
export function installsBuildTools({ runs }: Site): boolean {
  return runs.some(({ instruction }) => installsTools(instruction));
}

/** The same of one RUN. */
export function installsTools(instruction: Instruction): boolean {
  return installCalls(instruction).some(({ packages }) => packages.some(({ role }) => role === 'build'));
}

/** True for an image of one of these names: an official one, or `host/path`. */
export function isImage(image: string, ...names: readonly string[]): boolean {
  const reference = parseImageReference(image);
  return reference !== undefined && names.includes(officialName(reference) ?? `${reference.host}/${reference.path}`);
}

/** The part of a command line that a refusal quotes. */
export function quotedStart(words: readonly string[]): string {
  return words.slice(0, 4).join(' ');
}
