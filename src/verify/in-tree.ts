// The copy of the repository that is built and started, and what lies where in it.
import { descend, isWithin, type Folder } from '../model/index.js';

/** Where a file or folder of the repository lies in the copy. */
export function inTree(tree: string, path: Folder): string {
  return path === '' ? tree : `${tree}/${path}`;
}

/** What lies at a place of the copy; `undefined` for a place outside of it. */
export function fromTree(tree: string, place: string): Folder | undefined {
  return isWithin(place, tree) ? descend('', place.slice(tree.length)) : undefined;
}
