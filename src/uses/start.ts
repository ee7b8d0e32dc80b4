// What a container is made of an image for: the program it starts, and what it is given beside it.
import type { Context, Program, Source, Folder } from '../model/index.js';
import { fileInImage } from '../runs/index.js';
import {
  baseChain,
  buildStates,
  resolveWorkdir,
  type DockerfileDoc,
  type Stage,
  absoluteIn,
} from '../dockerfile/index.js';
import { imageProfile } from '../knowledge/index.js';
import type { BuiltImage, Written } from '../services/index.js';

export interface UseMount {
  readonly target: string | undefined;
  /**
   * `claim`: storage of a cluster. `given`: files that nobody writes to. `taken`: a volume of a container of another image,
   * by `volumes_from`; without a target where it is not known which.
   */
  readonly kind: 'bind' | 'volume' | 'anonymous' | 'scratch' | 'claim' | 'given' | 'taken' | 'unknown';
  readonly source?: string;
  readonly readOnly: boolean;
  /** Kubernetes gives the volume to a group. */
  readonly grouped?: boolean;
  /** Whose volume it is that is taken, in words. */
  readonly whose?: string;
  /** A service of another image that may write there as well. */
  readonly sharedWith?: string;
}

export interface ImageUse {
  readonly by: 'dockerfile' | 'compose' | 'kubernetes';
  /** `web of docker-compose.yml`, `the image`. */
  readonly name: string;
  readonly from: Source;
  readonly program: Program;
  /** The words that start it; empty where the base image decides. */
  readonly starts: readonly string[];
  /** The words of commands that are run in the container beside it: health checks, probes, what Kubernetes runs at start and end. */
  readonly beside: readonly (readonly string[])[];
  /** The working directory; `undefined` where the base image decides. */
  readonly directory: string | undefined;
  /** As written, where this use names a user. */
  readonly user?: string;
  /** Ports of the container that are named. */
  readonly ports: readonly number[];
  readonly mounts: readonly UseMount[];
  /** A service of another image that may write in every volume of this one: it takes them by `volumes_from`. */
  readonly lendsTo?: string;
  readonly environment: ReadonlyMap<string, string>;
  readonly hostNetwork: boolean;
  /** `net.ipv4.ip_unprivileged_port_start` where this use sets it: every user may listen from there. */
  readonly openPort?: number;
  /** It sets a health check of its own, or turns that of the image off. */
  readonly ownHealthcheck?: boolean;
  /** It starts another entry point than the image's. */
  readonly ownEntrypoint?: true;
  /** Something else is process 1: the engine's init, or the pause container of a pod that shares its processes. */
  readonly belowInit?: true;
  /** What it is given beyond a plain container, in words. */
  readonly given: readonly string[];
}

export interface UseReader {
  readonly doc: DockerfileDoc;
  readonly stage: Stage;
  readonly folder: Folder;
  readonly image: BuiltImage;
  readonly context: Context;
}

/** ENTRYPOINT and CMD together, as what replaces them replaces them. Empty where the base image decides and is not described. */
export function startWords(
  { entrypoint, command, base }: BuiltImage,
  newEntrypoint: readonly string[] | undefined,
  newCommand: readonly string[] | undefined,
): readonly string[] {
  if (!entrypoint && !command && !newEntrypoint && !newCommand)
    return (base === undefined ? undefined : imageProfile(base)?.starts) ?? [];
  const head = newEntrypoint ?? inShell(entrypoint);
  // A shell-form ENTRYPOINT takes no arguments, and a new one clears CMD.
  if (!newEntrypoint && entrypoint && !entrypoint.exec) return head;
  return [...head, ...(newCommand ?? (newEntrypoint ? [] : inShell(command)))];
}

function inShell(written: Written | undefined): readonly string[] {
  if (!written) return [];
  return written.exec ?? asShell(written.instruction.args);
}

export function programOf(
  { doc, stage, folder, image, context }: UseReader,
  words: readonly string[],
  from: Source,
  directory: string | undefined,
): Program {
  const { repository } = context.evidence;
  const program = context.evidence.program({
    words,
    from,
    directory,
    read(path) {
      const absolute = absoluteIn(path, directory ?? '/');
      return absolute === undefined ? undefined : fileInImage(doc, stage, absolute, folder, repository);
    },
  });
  const starts = image.entrypoint !== undefined || image.command !== undefined || words.length > 0;
  return starts
    ? program
    : { ...program, unread: [...program.unread, { says: 'the base image decides what is started' }] };
}

/** Where the image starts its program; what the base image decides is taken from what is known of it. */
export function workdirOf({ doc, stage }: UseReader): string | undefined {
  const last = stage.instructions.at(-1)!;
  const state = buildStates(doc)[last.index]!;
  const written = last.keyword === 'WORKDIR' ? resolveWorkdir(state, last) : state.workdir;
  if (written !== undefined) return written;
  const isSet = baseChain(stage).some(({ instructions }) => instructions.some(({ keyword }) => keyword === 'WORKDIR'));
  return isSet || stage.rootImage === undefined ? undefined : imageProfile(stage.rootImage)?.workdir;
}

/** A command line that a shell takes apart. */
export function asShell(line: string): readonly string[] {
  return ['/bin/sh', '-c', line];
}

export const OPEN_PORT = 'net.ipv4.ip_unprivileged_port_start';

/** The port in the value of that sysctl, as a field of a use. */
export function openPortIn(value: string | undefined): { openPort?: number } {
  return value !== undefined && /^\d{1,5}$/.test(value) ? { openPort: Number(value) } : {};
}

export function portNumber(text: string): number[] {
  const match = /^(\d{1,5})(?:\/tcp)?$/i.exec(text);
  return match ? [Number(match[1])] : [];
}
