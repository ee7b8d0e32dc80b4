// How much an application asks of a registry: what a run of limited time goes by, since that says how long a build takes.
import type { Application } from './list.js';
import { git } from './source.js';

/** Of one that does not say. */
const UNKNOWN = 25;
/** Packages that bring hundreds of others, or hundreds of megabytes, or compile everything else. */
const HEAVY =
  /^(?:torch|tensorflow|transformers|keras|scipy|pandas|scikit-learn|opencv-[\w-]+|matplotlib|streamlit|next|react-scripts|vite|webpack|jest|@angular\/cli|@nestjs\/cli|puppeteer|electron)\b/;
const OF_HEAVY = 30;

/** Packages of the system bring others, and unpack slowly; compilers among them have work to do. */
const SYSTEM = /\b(?:apt|apt-get|apk)\b[^\n&|;]{0,200}\b(?:install|add|upgrade)\b/;
const OF_SYSTEM = 15;

/** The packages that the manifests beside what is built name, and what its Dockerfile installs. */
export function weightOf(application: Application, directory: string): number {
  const { commit, dockerfile, ecosystem } = application;
  const text = git(directory, 'show', `${commit}:${dockerfile}`);
  const system = SYSTEM.test(text) ? OF_SYSTEM : 0;
  return system + (ecosystem === 'static' ? 0 : ofManifests(application, directory));
}

function ofManifests({ commit, context }: Application, directory: string): number {
  const folder = context === '.' ? '' : `${context}/`;
  const names = git(directory, 'ls-tree', '--name-only', commit, folder || '.')
    .split('\n')
    .filter((path) => MANIFEST.test(path));
  const counts = names.map((path) => countOf(path, git(directory, 'show', `${commit}:${path}`)));
  return counts.length === 0 ? UNKNOWN : Math.max(...counts);
}

const MANIFEST = /(?:^|\/)(?:package\.json|[\w.-]*requirements[\w.-]*\.txt)$/;

function countOf(path: string, text: string): number {
  if (path.endsWith('.txt')) return sum(text.split('\n').filter((line) => /^\s*[\w-]/.test(line)));
  try {
    const { dependencies = {}, devDependencies = {} } = JSON.parse(text) as Partial<
      Record<'dependencies' | 'devDependencies', object>
    >;
    return sum([...Object.keys(dependencies), ...Object.keys(devDependencies)]);
  } catch {
    return UNKNOWN;
  }
}

function sum(names: readonly string[]): number {
  return names.reduce((all, name) => all + (HEAVY.test(name.trim()) ? OF_HEAVY : 1), 0);
}
