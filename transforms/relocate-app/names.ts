// Paths below the root of an image, as texts name them: `/app.py`, `--config=/conf/a.yml`, `a:/node_modules/.bin`.
import { words } from '../../src/model/index.js';

/** Folders that every distribution has below the root: what is named in one of them is the system's. (FHS 3.0) */
const SYSTEM = words(`
  bin boot dev etc home lib lib32 lib64 libx32 media mnt opt proc root run sbin srv sys tmp usr var`);

export function isOfSystem(name: string): boolean {
  return SYSTEM.has(name);
}

/** Folders whose content goes into those of the system where a tree is laid over the root. */
export const LAID_OVER = words('boot dev etc lib64 opt proc root sbin sys usr var');

/** A path with its first name, where no character in front makes it a part of another path, of an address or a pattern. */
const PATH = /(?<![\w./@$}~*?%+\\^-])\/([\w.@+-]{1,100})(?![\w.@+*?[{$-])/g;
/** The root alone. */
const ROOT = /(?<![^\s"'=:,])\/(?=$|[\s"':;,&|)])/g;
/** A path stuck to a short option: `-r/list.txt`. */
const STUCK = /(?<=(?:^|[\s"'])-[A-Za-z])\/([\w.@+-]{1,100})(?![\w.@+-])/g;

export interface Mention {
  /** Offset of the slash. */
  readonly at: number;
  readonly name: string;
}

/** The paths in a text by their first name. */
export function pathsIn(text: string): Mention[] {
  return [...text.matchAll(PATH), ...text.matchAll(STUCK)].map((match) => ({ at: match.index, name: match[1]! }));
}

/** Where a text names the root itself. */
export function rootsIn(text: string): number[] {
  return [...text.matchAll(ROOT)].map(({ index }) => index);
}

/** The first name of a path: `src` of `/src/a`, `./src/a` and `src`; `''` for the root and the folder itself. */
export function firstName(path: string): string {
  return /^(?:\.?\/+)*([^/]*)/.exec(path)![1]!.replace(/^\.$/, '');
}

/** Variables that hold a folder. */
const FOLDER = /(?:^|_|[A-Z])(?:PATH|DIR|DIRECTORY|FOLDER|HOME|ROOT|WORKDIR|FILE|CONFIG|LIB|SRC|APP)$/i;
/** Variables that hold part of an address, which looks like a path. */
const ADDRESS =
  /URL|URI|PREFIX|ROUTE|ENDPOINT|CONTEXT|PUBLIC|COOKIE|SCRIPT_NAME|BASE_?PATH|ROOT_?PATH|HREF|HEALTH|PROXY/i;

/** What a variable with a path holds: one of the image, part of an address, or either. */
export function holdsPath(variable: string): boolean | undefined {
  if (ADDRESS.test(variable)) return false;
  return FOLDER.test(variable) || undefined;
}

/** Where a script goes to the root, and works on from there. */
export function goesToRoot(text: string): number | undefined {
  return rootsIn(text).find((at) => /(?:^|[\s;&|(])(?:cd|pushd)[ \t]{1,5}$/.test(text.slice(Math.max(0, at - 12), at)));
}
