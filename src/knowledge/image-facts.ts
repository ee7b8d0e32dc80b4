import { debian, osOfTag, type Os, type Tag } from './image-os.js';

export type Language = 'python' | 'node' | 'go' | 'ruby' | 'php' | 'java' | 'rust' | 'dotnet';

/** A user the image already has, besides the distribution's own. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** What an image adds to its operating system. */
export interface Facts {
  readonly language?: Language;
  readonly defaultUser?: string;
  readonly workdir?: string;
  readonly setsEntrypoint?: boolean;
  /** Variables the image sets; `null` where the value goes with the version. */
  readonly env?: Readonly<Record<string, string | null>>;
  readonly accounts?: readonly Account[];
  /** Distribution packages known to be there, for judging what an install line still needs. Not complete. */
  readonly packages?: readonly string[];
}

export interface ImageEntry {
  /** Docker official names, or `host/path` for other registries and vendors. */
  readonly names: readonly string[];
  /** The official Dockerfile or the documentation that says so. */
  readonly source: string;
  readonly os?: (tag: Tag) => Os | undefined;
  readonly facts?: (tag: Tag, os: Os | undefined) => Facts;
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
