import { WORKLOAD_KINDS } from './manifests.js';
import { keyLines } from '../yaml/index.js';

const KIND = new RegExp(
  `^["']?kind["']?[ \\t]*:[ \\t]*["']?(?:${WORKLOAD_KINDS.join('|')}|List)["']?[ \\t]*(?:#.*)?\\r?$`,
  'm',
);

/**
 * True for text with a workload in it by its content: top-level `apiVersion:` and a `kind:` that runs containers (or a
 * `List`) in the same document. Manifests of other kinds only are not recognised, as there is nothing to do in them.
 */
export function looksLikeKubernetes(text: string): boolean {
  if (!KIND.test(text) || !/^["']?apiVersion["']?[ \t]*:/m.test(text)) return false;
  return text.split(/^---/m).some((document) => {
    if (!KIND.test(document)) return false;
    for (const { column, key } of keyLines(document)) if (column === 0 && key === 'apiVersion') return true;
    return false;
  });
}
