// Stages and what is copied between them.
import {
  copyArguments,
  stageByReference,
  type DockerfileDoc,
  type Instruction,
  type Stage,
} from '../../dockerfile/index.js';
import { defineReport, findingOn, shorten, type DockerfileReport, type Found } from './define.js';
import { factsOf } from './facts.js';

function copies(
  doc: DockerfileDoc,
  say: (from: string, stage: Stage, instruction: Instruction) => string | undefined,
): Found[] {
  const all: Found[] = [];
  for (const instruction of factsOf(doc).of('COPY')) {
    const from = instruction.flag('from')?.value;
    const stage = doc.stages[instruction.stage];
    if (from === undefined || from === '' || from.includes('$') || !stage) continue;
    const message = say(from, stage, instruction);
    if (message !== undefined) all.push(findingOn(doc, instruction, message));
  }
  return all;
}

/**
 * Why a name or number can be no stage; `undefined` where it may be an image or a named build context. A name that is
 * nearly that of a stage is for the transform that mends it.
 */
function missing(doc: DockerfileDoc, from: string, stage: Stage): string | undefined {
  if (stageByReference(doc, from, stage.index)) return undefined;
  if (/^\d{1,4}$/.test(from)) {
    const last = doc.stages.length - 1;
    return Number(from) > last ? `there is no stage ${from}; the last one is ${last}` : undefined;
  }
  const later = doc.stages.find(({ index, key }) => index > stage.index && key === from.toLowerCase());
  if (!later) return undefined;
  return `stage ${shorten(from)} is only defined further down, so an image of that name is pulled instead`;
}

export const stageReports: readonly DockerfileReport[] = [
  defineReport({
    id: 'duplicate-stage-name',
    rule: 'stage-name-used-twice',
    rules: ['DL3024', 'BK DuplicateStageName', 'DS-0012'],
    summary: 'Two stages of one name.',
    find(doc) {
      const first = new Map<string, Stage>();
      const all: Found[] = [];
      for (const stage of doc.stages) {
        const name = stage.from.name?.text.toLowerCase();
        if (name === undefined) continue;
        const earlier = first.get(name);
        if (earlier)
          all.push(
            findingOn(
              doc,
              stage.instruction,
              `the stage on line ${earlier.instruction.lineMark} is called ${shorten(stage.from.name!.text)} as well`,
            ),
          );
        else first.set(name, stage);
      }
      return all;
    },
  }),
  defineReport({
    id: 'copy-from-unknown-stage',
    rule: 'copy-from-missing-stage',
    rules: ['DL3022'],
    summary: 'COPY --from a stage that does not exist, or not yet.',
    find: (doc) => copies(doc, (from, stage) => missing(doc, from, stage)),
  }),
  defineReport({
    id: 'copy-from-itself',
    rule: 'copy-from-own-stage',
    rules: ['DL3023', 'DS-0006'],
    summary: 'COPY --from the stage it stands in.',
    find: (doc) =>
      copies(doc, (from, stage) => {
        const own = /^\d{1,4}$/.test(from)
          ? Number(from) === stage.index
          : stage.from.name?.text.toLowerCase() === from.toLowerCase();
        if (!own || (stageByReference(doc, from, stage.index) ?? stage) !== stage) return undefined;
        return 'copies from its own stage, which the build refuses';
      }),
  }),
  defineReport({
    id: 'copy-whole-file-system',
    rule: 'whole-file-system-copied',
    rules: ['DL3067'],
    summary: 'The whole file system of a stage copied over another image.',
    find: (doc) =>
      copies(doc, (from, stage, instruction) => {
        // Into an empty image it is how people flatten one; a stage without a RUN may hold only a few files.
        if (stage.rootImage === undefined || stage.rootImage === 'scratch') return undefined;
        const source = stageByReference(doc, from, stage.index);
        if (!source?.instructions.some(({ keyword }) => keyword === 'RUN')) return undefined;
        const args = copyArguments(instruction);
        if (!args?.sources.includes('/') || args.destination !== '/') return undefined;
        return 'copies the whole system of a stage over the base image, so two are mixed in one';
      }),
  }),
];
