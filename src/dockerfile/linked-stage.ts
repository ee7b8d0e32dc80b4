import type { FilePath } from '../model/index.js';
import { stageByReference } from './stages.js';
import type { DockerfileDoc, Stage } from './document.js';

/** The stage that a build of the file ends with; `undefined` for a build of another file. */
export function linkedStage(
  doc: DockerfileDoc,
  { dockerfile, target }: { readonly dockerfile: FilePath; readonly target?: string },
): Stage | undefined {
  if (dockerfile !== doc.file) return undefined;
  return target === undefined ? doc.stages.at(-1) : stageByReference(doc, target, doc.stages.length);
}
