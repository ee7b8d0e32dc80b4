// Whose a repository is, as its CODEOWNERS says.
import { CODEOWNERS_PLACES, ownersOfEach } from '../bot/index.js';
import { readSource, type Tree } from '../io/index.js';
import { filePath, type FilePath } from '../model/index.js';

/** Where forges look, whichever this one is: docs.github.com, docs.gitlab.com, forgejo.org. */
const FILES = [
  ...new Set([
    ...CODEOWNERS_PLACES.github.slice(0, 1),
    ...['.gitlab/CODEOWNERS', '.forgejo/CODEOWNERS', '.gitea/CODEOWNERS'],
    ...CODEOWNERS_PLACES.github,
  ]),
];
/** More would be no name. */
const LONGEST = 200;
/** Whoever owns this owns what has no owner of its own. */
const ANY = filePath('Dockerfile');

/** Whoever owns most of these files; where there are none, of any. `undefined` where nobody is named. */
export function ownerIn(tree: Tree, paths: readonly FilePath[]): string | undefined {
  const file = FILES.map(filePath).find((path) => tree.kind(path) === 'file');
  const text = file && readSource(tree, file).source?.text;
  if (!text) return undefined;
  const syntax = file === '.gitlab/CODEOWNERS' ? 'gitlab' : 'github';
  const counts = new Map<string, number>();
  for (const owners of ownersOfEach(forAll(text), syntax, paths.length > 0 ? paths : [ANY])) {
    const owner = owners.find((name) => name.length < LONGEST);
    if (owner !== undefined) counts.set(owner, (counts.get(owner) ?? 0) + 1);
  }
  // Of two that own as many, the one whose file comes first.
  const [most] = [...counts].sort(([, a], [, b]) => b - a);
  return most?.[0];
}

/** Forgejo has expressions in the place of patterns, which are not run: the one for everything is as good as a pattern. */
function forAll(text: string): string {
  return text.replace(/^\.\*(?=\s)/gm, '*');
}
