// What a run showed that a program needs. A trial of `fix --verify` that failed says it in its log, and `harden observe` saw
// it: transforms are told of both in the same form. A need says nothing of what is done about it.
import type { Evidence } from './evidence.js';
import type { FilePath } from './path.js';

export type Need =
  /** It was denied a path. `folder`: a folder that it makes. */
  | { readonly kind: 'access'; readonly path: string; readonly folder: boolean }
  /** It writes a path, and the root file system is read-only. */
  | { readonly kind: 'writable'; readonly path: string; readonly folder: boolean }
  /** It looks for a file that is not there. */
  | { readonly kind: 'file'; readonly path: string }
  /** It loads a shared library, by the name that the linker looks for: `libpq.so.5`. */
  | { readonly kind: 'library'; readonly name: string }
  /** It calls a program, by its name. */
  | { readonly kind: 'program'; readonly name: string }
  /** It imports a module, by its name. */
  | { readonly kind: 'module'; readonly name: string }
  /** A call that takes a right of root, as Docker names it: `CHOWN`. */
  | { readonly kind: 'capability'; readonly name: string }
  /** Another one of several than this, with which it did not hold: `python:3.11-slim`. */
  | { readonly kind: 'candidate'; readonly name: string };

export type NeedKind = Need['kind'];
export type NeedOf<Kind extends NeedKind> = Extract<Need, { readonly kind: Kind }>;

/** A need, and where it was seen. */
export interface SeenNeed {
  readonly need: Need;
  /** The line that says so, ASCII without control characters. */
  readonly line: string;
  /** `fix --verify, round 1`, `harden observe, 2026-01-31`. */
  readonly run: string;
  /** The container that needs it, by its name, where a pod has more than one. */
  readonly container?: string;
  /** Seen by `harden observe` of a service of this repository, and still in force. */
  readonly here?: true;
}

export type SeenNeedOf<Kind extends NeedKind> = SeenNeed & { readonly need: NeedOf<Kind> };

/** What is to be looked after by one step of a transform: it widens what that step writes, and nothing else. */
export interface StepNeeds {
  readonly transform: string;
  readonly file: FilePath;
  readonly anchor: string;
  readonly needs: readonly SeenNeed[];
}

/** What was seen to be needed at a place that a transform looks at, of one kind. */
export function needsAt<Kind extends NeedKind>(
  { needs = [] }: { readonly needs?: readonly StepNeeds[] },
  anchor: string,
  kind: Kind,
): readonly SeenNeedOf<Kind>[] {
  const here = needs.filter((each) => each.anchor === anchor).flatMap((each) => each.needs);
  return here.filter((each): each is SeenNeedOf<Kind> => each.need.kind === kind);
}

/** A need as evidence of a step. */
export function seenInRun({ line, run, here }: SeenNeed): Evidence {
  return { says: `seen in a run: ${line}`, from: { kind: 'observation', run, ...(here ? { here } : {}) } };
}

/** A need in words: `access to /app/data`. */
export function needInWords(need: Need): string {
  switch (need.kind) {
    case 'access':
      return `access to ${need.path}`;
    case 'writable':
      return `to write ${need.path}`;
    case 'file':
      return `the file ${need.path}`;
    case 'library':
      return `the library ${need.name}`;
    case 'program':
      return `the program ${need.name}`;
    case 'module':
      return `the module ${need.name}`;
    case 'capability':
      return `the capability ${need.name}`;
    case 'candidate':
      return `another one than ${need.name}`;
  }
}
