// Development dependencies that the source names: in an import, or in any string, as view engines and plug-ins are.
import {
  type NodeProject,
  type Repository,
  child,
  type Folder,
  type Stop,
  stop,
  anyOf,
} from '../../src/model/index.js';

const SOURCE = /\.(?:[cm]?[jt]sx?|vue|svelte|json)$/;
const NOT_RUN = anyOf(
  /(?:^|\.)(?:test|spec|stories|config|conf)\.[cm]?[jt]sx?$/,
  /^(?:Gruntfile|gulpfile|webpack|karma|jest|babel|rollup)[\w.-]*\./,
  /^(?:package|package-lock|npm-shrinkwrap|tsconfig[\w.-]*|tslint)\.json$/,
  /^\./,
);
const NOT_ENTERED = /^(?:node_modules|tests?|__tests__|__mocks__|spec|e2e|cypress|docs?|coverage|public)$|^\./;
const MOST_ENTRIES = 4000;

/** The first one found; an obstacle too where the source cannot be read whole. */
export function usedInSource(project: NodeProject, repository: Repository): Stop | undefined {
  const names = [...project.devDependencies.keys()].filter(
    (name) => !project.dependencies.has(name) && !name.startsWith('@types/'),
  );
  const waiting: Folder[] = [project.directory];
  let seen = 0;
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    for (const name of repository.list(folder)) {
      if (++seen > MOST_ENTRIES) return stop('needs-evidence', 'the source has more files than are read here');
      const path = child(folder, name);
      const kind = repository.kind(path);
      if (kind === 'directory' && !NOT_ENTERED.test(name)) waiting.push(path);
      if (kind !== 'file' || !SOURCE.test(name) || NOT_RUN.test(name)) continue;
      const text = repository.read(path);
      if (text === undefined && name.endsWith('.json')) continue;
      if (text === undefined)
        return stop('needs-evidence', `${path} cannot be read, and may need a development dependency`);
      const used = names.find((each) => mentions(text, each));
      if (used !== undefined)
        return stop('used-later', `${path} names ${used}, a development dependency; move it to dependencies`);
    }
  }
  return undefined;
}

/** `'name'`, `"name/part"`, `` `name` ``. */
function mentions(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + name.length)) {
    if (/["'`]/.test(text[at - 1] ?? '') && /["'`/]/.test(text[at + name.length] ?? '')) return true;
  }
  return false;
}
