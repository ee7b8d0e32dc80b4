// What fetches modules and crates for a build.
import { programsThat } from '../programs/index.js';
import { usesOf, type Site } from '../runs/index.js';

const FETCHERS = new Set(['git', 'mercurial', 'subversion', 'bzr', 'openssh-client', 'openssh']);

/** Packages that fetch modules, unless something that runs calls what they bring. */
export function fetchedPrograms(site: Site): ReadonlySet<string> {
  const starting = site.body.filter(({ keyword }) => ['CMD', 'ENTRYPOINT', 'HEALTHCHECK'].includes(keyword));
  const { uses } = usesOf(site.doc, site.context, starting, programsThat('fetchesSources'));
  return uses.length > 0 ? new Set() : FETCHERS;
}
