// How much an application asks of a registry: what a run of limited time goes by, since that says how long a build takes.
import type { Application } from './list.js';
import { git } from './source.js';

/** Of one that does not say. */
const UNKNOWN = 25;

/** The packages that the manifests beside what is built name. */
export function weightOf({ commit, context }: Application, directory: string): number {
  const folder = context === '.' ? '' : `${context}/`;
  const names = git(directory, 'ls-tree', '--name-only', commit, folder || '.')
    .split('\n')
    .filter((path) => MANIFEST.test(path));
  const counts = names.map((path) => countOf(path, git(directory, 'show', `${commit}:${path}`)));
  return counts.length === 0 ? UNKNOWN : Math.max(...counts);
}

const MANIFEST = /(?:^|\/)(?:package\.json|[\w.-]*requirements[\w.-]*\.txt)$/;

function countOf(path: string, text: string): number {
  if (path.endsWith('.txt')) return text.split('\n').filter((line) => /^\s*[\w-]/.test(line)).length;
  try {
    const { dependencies = {}, devDependencies = {} } = JSON.parse(text) as Partial<
      Record<'dependencies' | 'devDependencies', object>
    >;
    return Object.keys(dependencies).length + Object.keys(devDependencies).length;
  } catch {
    return UNKNOWN;
  }
}
