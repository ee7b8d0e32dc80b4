// What fetches modules and crates for a build.
import { usesOf } from '../../../src/runs/index.js';
import type { Site } from '../recipe.js';

const FETCHERS = new Set(['git', 'mercurial', 'subversion', 'bzr', 'openssh-client', 'openssh']);

/** Packages that fetch modules, unless something that runs calls what they bring. */
export function fetchers(site: Site): ReadonlySet<string> {
  const starting = site.body.filter(({ keyword }) => ['CMD', 'ENTRYPOINT', 'HEALTHCHECK'].includes(keyword));
  const commands = new Set(['git', 'hg', 'svn', 'bzr', 'ssh', 'scp', 'ssh-keygen', 'ssh-keyscan', 'sftp']);
  return usesOf(site.doc, site.context, starting, commands).uses.length > 0 ? new Set() : FETCHERS;
}
