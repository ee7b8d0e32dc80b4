// Where a file names its stages: FROM, COPY --from and RUN --mount=from=.
import type { Span } from '../model/index.js';
import type { DockerfileDoc, Stage } from './document.js';
import type { Instruction } from './instruction.js';
import { copyPlace, runPlace, stagePlace } from './anchors.js';

export interface StageReference {
  readonly instruction: Instruction;
  /** The name, as written, without quotes. */
  readonly text: string;
  /** Where it stands in the file; `undefined` when a continuation lies within. */
  readonly span: Span | undefined;
  /** The stage it names, case folded; `undefined` for a number, a variable, and what is no stage of the file. */
  readonly stage: Stage | undefined;
  /** The place that a change of the name touches. */
  readonly place: string;
}

const MOUNT_FROM = /(?:^|,)from=([^,"']*)/i;

/** Every place that names a stage or an image to build on or copy from, in the order of the file. ONBUILD is left out. */
export function stageReferences(doc: DockerfileDoc): StageReference[] {
  const found: StageReference[] = [];
  const named = new Map<string, Stage>();
  function add(instruction: Instruction, start: number, text: string, place: string): void {
    const { span, contiguous } = instruction.body.range(start, start + text.length);
    found.push({ instruction, text, span: contiguous ? span : undefined, stage: named.get(text.toLowerCase()), place });
  }
  for (const stage of doc.stages) {
    const at = stagePlace(doc, stage);
    add(stage.instruction, stage.from.imageStart, stage.from.image, `${at}.from`);
    if (stage.from.name) named.set(stage.key, stage);
    for (const instruction of stage.instructions) {
      for (const flag of instruction.flags) {
        if (instruction.keyword === 'COPY' && flag.name === 'from') {
          const quoted = /^["']/.test(flag.value) ? 1 : 0;
          const text = flag.value.slice(quoted, flag.value.length - quoted);
          add(instruction, flag.valueStart + quoted, text, copyPlace(doc, instruction));
        }
        const from = instruction.keyword === 'RUN' && flag.name === 'mount' ? MOUNT_FROM.exec(flag.value) : null;
        if (!from) continue;
        const start = flag.valueStart + from.index + from[0].length - from[1]!.length;
        add(instruction, start, from[1]!, runPlace(doc, instruction));
      }
    }
  }
  return found;
}
