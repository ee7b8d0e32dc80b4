// What the pages of a repository tell people to type.
import { child, type Folder, type Repository } from '../../src/model/index.js';

/** The pages at the top and in the folders that have what a pattern says. */
export function pagesWith(pattern: RegExp, folders: readonly Folder[], repository: Repository): string[] {
  return [...new Set<Folder>(['', ...folders])].flatMap((folder) =>
    repository
      .list(folder)
      .filter((name) => /^(?:README|CONTRIBUTING|DEVELOPMENT|INSTALL)\.md$/i.test(name))
      .map((name) => child(folder, name))
      .filter((path) => pattern.test(repository.read(path) ?? '')),
  );
}
