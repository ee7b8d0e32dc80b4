// Development dependencies that the source names: in an import, or in any string, as view engines and plug-ins are.
import { type Repository, type Stop, stop, anyOf, words, walkFiles } from '../../model/index.js';
import type { NodeProject } from './project.js';

const SOURCE = /\.(?:[cm]?[jt]sx?|vue|svelte|json)$/;
const NOT_RUN = anyOf(
  /(?:^|\.)(?:test|spec|stories|config|conf)\.[cm]?[jt]sx?$/,
  /^(?:Gruntfile|gulpfile|webpack|karma|jest|babel|rollup)[\w.-]*\./,
  /^(?:package|package-lock|npm-shrinkwrap|tsconfig[\w.-]*|tslint)\.json$/,
  /^\./,
);
const NOT_ENTERED = words('test tests __tests__ __mocks__ spec e2e cypress doc docs coverage public');
const MOST_ENTRIES = 4000;

/** The first one found; an obstacle too where the source cannot be read whole. */
export function usedInSource(project: NodeProject, repository: Repository): Stop | undefined {
  const names = [...project.devDependencies.keys()].filter(
    (name) => !project.dependencies.has(name) && !name.startsWith('@types/'),
  );
  const sources = walkFiles(repository, {
    from: [project.directory],
    wanted: (name) => SOURCE.test(name) && !NOT_RUN.test(name),
    enter: (name) => !NOT_ENTERED.has(name),
    mostEntries: MOST_ENTRIES,
  });
  for (const path of sources) {
    const text = repository.read(path);
    if (text === undefined && path.endsWith('.json')) continue;
    if (text === undefined)
      return stop('needs-evidence', `${path} cannot be read, and may need a development dependency`);
    const used = names.find((each) => mentions(text, each));
    if (used !== undefined)
      return stop('used-later', `${path} names ${used}, a development dependency; move it to dependencies`);
  }
  return sources.cut ? stop('needs-evidence', 'the source has more files than are read here') : undefined;
}

/** `'name'`, `"name/part"`, `` `name` ``. */
function mentions(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + name.length)) {
    if (/["'`]/.test(text[at - 1] ?? '') && /["'`/]/.test(text[at + name.length] ?? '')) return true;
  }
  return false;
}
