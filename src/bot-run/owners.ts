// Whom the base branch names for the files of a part.
import { CODEOWNERS_PLACES, codeOwners, type OwnersSyntax } from '../bot/index.js';
import type { ForgeKind } from '../forge/index.js';
import type { Commit } from '../git/index.js';
import { readSource } from '../io/index.js';
import { filePath, type Step } from '../model/index.js';

/** CODEOWNERS of a commit. */
export interface OwnersFile {
  readonly syntax: OwnersSyntax;
  readonly text: string;
}

/** Forgejo asks its code owners itself, by expressions that are not run here; pagure has none. */
const SYNTAXES: Partial<Record<ForgeKind, OwnersSyntax>> = { github: 'github', gitlab: 'gitlab' };

/** The first that is there, as the forge looks for it. */
export async function findOwners({ tree, fetchWanted }: Commit, kind: ForgeKind): Promise<OwnersFile | undefined> {
  const syntax = SYNTAXES[kind];
  if (syntax === undefined) return undefined;
  for (const place of CODEOWNERS_PLACES[syntax]) {
    const path = filePath(place);
    if (tree.kind(path) === undefined) continue;
    const first = readSource(tree, path);
    // A large one comes when it is asked for.
    const { source } = (await fetchWanted()) ? readSource(tree, path) : first;
    return { syntax, text: source?.text ?? '' };
  }
  return undefined;
}

/** Who owns the files that steps change. */
export function ownersOf(file: OwnersFile | undefined, steps: readonly Step[]): readonly string[] {
  if (file === undefined) return [];
  const paths = new Set(steps.flatMap(({ files }) => files.map(({ path }) => path)));
  return codeOwners(file.text, file.syntax, [...paths].sort());
}
