import { debian, osOfTag, type Os, type Tag } from './image-os.js';

/** A user the image already has, besides the distribution's own. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** What an image adds to its operating system. */
export interface Facts {
  /** By the name that its folder of `ecosystems` has. */
  readonly language?: string;
  readonly defaultUser?: string;
  readonly workdir?: string;
  readonly setsEntrypoint?: boolean;
  /** What it starts where nobody says otherwise, behind the scripts that get it ready; only where that leaves root as it is. */
  readonly starts?: readonly string[];
  /** Folders of the image that this writes and that only root may, whatever is laid into it. */
  readonly writes?: readonly string[];
  /** Variables the image sets; `null` where the value goes with the version. */
  readonly env?: Readonly<Record<string, string | null>>;
  readonly accounts?: readonly Account[];
  /** Distribution packages known to be there, for judging what an install line still needs. Not complete. */
  readonly packages?: readonly string[];
}

/** An image whose programs run on their distribution alone; lists are words with blanks between. */
export interface Compiling {
  readonly source: string;
  readonly lacks: readonly string[];
  readonly lacksOnAlpine?: readonly string[];
  /** The first versions that may stand on a later release than the newest known. */
  readonly later?: {
    readonly debian: readonly [number, number];
    readonly alpine?: readonly [number, number];
    readonly source: string;
  };
}

export interface ImageEntry {
  /** Docker official names, or `host/path` for other registries and vendors. */
  readonly names: readonly string[];
  /** The official Dockerfile, or the file it is made from, at a commit: see `fileAt`. */
  readonly source: string;
  /** That of a variant by what its tag, after a colon, contains: `slim`, `:12`. The first that fits is taken. */
  readonly variants?: Readonly<Record<string, string>>;
  readonly os?: (tag: Tag) => Os | undefined;
  readonly facts?: (tag: Tag, os: Os | undefined) => Facts;
}

/** The address of a file of a repository on GitHub as it stood at a commit: the form of every source of an image. */
export function fileAt(repository: string, commit: string, path: string): string {
  return `https://github.com/${repository}/blob/${commit}/${path}`;
}

/** The source for a tag after a colon (`:3.12-slim`), or after the path of a family (`sdk:8.0`). */
export function sourceFor({ source, variants }: Pick<ImageEntry, 'source' | 'variants'>, text: string): string {
  return Object.entries(variants ?? {}).find(([word]) => text.includes(word))?.[1] ?? source;
}

/** The system the tag names, Debian where it names none. */
export function orDebian(tag: Tag): Os {
  return osOfTag(tag) ?? debian();
}

/** Alpine without bash, for the variants whose Dockerfile shows that none is added. */
export function plainAlpine(os: Os): Os {
  return os.family === 'alpine' ? { ...os, hasBash: false } : os;
}

export const ROOT = { defaultUser: 'root' } as const;
