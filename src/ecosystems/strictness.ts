// How an install is held to its lock file: it stops where the two differ, and does not write a new one.
import type { Assumption, Evidence, Folder, Project, Repository, Stop } from '../model/index.js';

/** What a tool knows of its installs that may depart from a lock file. */
export interface Strictness {
  /** What an install is about: `package.json`. */
  readonly manifest: string;
  /** Whether a call installs what the manifest names, and says nothing of the lock file yet. */
  readonly isLoose: (call: InstallWords) => boolean;
  /** `undefined` where something else has decided it already. */
  readonly judge: (install: LooseInstall) => StrictInstall | Stop | undefined;
}

/** A call of a package manager, as far as it says what is installed. */
export interface InstallWords {
  /** Empty where none is written. */
  readonly verb: string;
  /** Words behind the verb that are no options. */
  readonly others: readonly string[];
  readonly options: readonly string[];
  /** True where one of the options is given, long or short. */
  readonly has: (options: readonly string[]) => boolean;
}

/** An install that takes newer versions where the lock file does not fit. */
export interface LooseInstall {
  /** Of its manifest; `undefined` where none is seen to be there. */
  readonly folder: Folder | undefined;
  readonly projects: readonly Project[];
  readonly repository: Repository;
  /** The image below the stage. */
  readonly image: string | undefined;
  /** As `--platform` of the stage says, where it says it without a variable. */
  readonly platform: string | undefined;
  /** The RUNs up to the one that it stands in, and that one, which is the last. */
  readonly runs: readonly { readonly text: string; readonly isOfStage: boolean }[];
  readonly during: { has(name: string): boolean };
  /** True when a file of the folder stands beside the manifest when the command runs. */
  readonly isThere: (name: string) => boolean;
}

/** What makes it strict, one of three, and what that rests on. */
export interface StrictInstall {
  /** In place of the verb. */
  readonly verb?: string;
  /** Behind the verb, or behind the tool where no verb is written. */
  readonly option?: string;
  /** In front of the command, for it alone. */
  readonly variable?: { readonly name: string; readonly value: string };
  readonly assumptions: readonly Assumption[];
  readonly evidence: readonly Evidence[];
}

/** What an earlier line of the stage changes of the files that an install reads, so that they are not as in the repository. */
export function changedBefore(
  { runs }: LooseInstall,
  files: readonly string[],
  changes: { readonly commands: RegExp; readonly what: string },
): string | undefined {
  for (const [at, { text, isOfStage }] of runs.entries()) {
    if (!isOfStage) continue;
    const found = files.find((file) => text.includes(file));
    if (found !== undefined && !/^\s*(?:cat|ls|test)\b/.test(text)) return found;
    if (at < runs.length - 1 && changes.commands.test(text)) return changes.what;
  }
  return undefined;
}
