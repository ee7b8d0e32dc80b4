// The edits of a move, in the Dockerfile and in all that runs its image.
import { type Edit, isStop, type Stop, stop } from '../../src/model/index.js';
import {
  childStages,
  dockerfilePlaces,
  editedDocument,
  inCaseOf,
  insertAt,
  insertLinesAbove,
  isCopy,
  runMounts,
  stageByReference,
  type DockerfileDoc,
  type Instruction,
  type Stage,
} from '../../src/dockerfile/index.js';
import { movedLine, movedSources } from './lines.js';
import type { Planned } from './moves.js';
import { movedContainer } from './pods.js';
import type { Place } from './program.js';
import { movedService } from './services.js';

export interface Change {
  readonly edits: readonly Edit[];
  readonly touches: readonly string[];
}

/** The edits of a move; a reason where something that names what moves cannot be changed with it. */
export function follow(place: Place, moves: Planned): Change | Stop<Instruction> {
  const { doc, lines, stages, context, services, containers } = place;
  const { first, staying, target } = moves;
  const moved = stages.slice(stages.findIndex(({ index }) => index === first.stage));
  const outside = standsElsewhere(doc, moved);
  if (outside) return outside;
  const edits: Edit[] = [];
  const roots = lines.filter(({ keyword }) => keyword === 'WORKDIR');
  for (const each of roots) {
    const at = each.body.text.indexOf('/', each.argsStart);
    if (at === -1)
      return stop('unsupported-syntax', `line ${each.lineMark} sets / in another way than by its name`, each);
    edits.push(insertAt(doc, each.body.toSource(at) + 1, target.slice(1)));
  }
  if (!roots.some(({ index }) => index < first.index))
    edits.push(insertLinesAbove(doc, first, [`${inCaseOf(doc.stages[first.stage]!, 'WORKDIR')} ${target}`]));
  for (const each of lines) {
    const isEarly = each.index < first.index && (each.keyword === 'RUN' || isCopy(each));
    if (isEarly || staying.has(each)) continue;
    const found = movedLine(doc, each, moves);
    if (isStop(found)) return found;
    edits.push(...found);
  }
  for (const each of doc.instructions) {
    const source = each.keyword === 'COPY' ? stageOf(doc, each, each.flag('from')?.value) : undefined;
    if (source && moved.includes(source)) {
      const found = movedSources(doc, each, moves);
      if (isStop(found)) return found;
      edits.push(...found);
    }
    if (each.keyword === 'RUN' && runMounts(each).some((mount) => isIn(moved, stageOf(doc, each, mount.get('from')))))
      return stop('used-later', `line ${each.lineMark} mounts the files of this stage`, each);
  }
  const { doc: after } = editedDocument(doc, edits, context.documents);
  const touches = changedPlaces(doc, after);
  for (const each of services) {
    const found = movedService(each, moves);
    if (isStop(found)) return found;
    edits.push(...found.edits);
    touches.push(...found.touches);
  }
  for (const each of containers) {
    const found = movedContainer(each, moves, context.group.kubernetes.includes(each.doc.file));
    if (isStop(found)) return found;
    edits.push(...found.edits);
    touches.push(...found.touches);
  }
  return { edits: once(edits), touches: [...new Set(touches)] };
}

function isIn(moved: readonly Stage[], stage: Stage | undefined): boolean {
  return stage !== undefined && moved.includes(stage);
}

function stageOf(doc: DockerfileDoc, { stage }: Instruction, from: string | undefined): Stage | undefined {
  return from === undefined ? undefined : stageByReference(doc, from, stage);
}

/** Another stage stands on one whose folder changes. */
function standsElsewhere(doc: DockerfileDoc, moved: readonly Stage[]): Stop<Instruction> | undefined {
  for (const stage of moved) {
    const other = childStages(doc, stage).find((each) => !moved.includes(each));
    if (other)
      return stop(
        'used-later',
        `the stage of line ${other.instruction.lineMark} stands on this one and works in / as well; give each a WORKDIR`,
        stage.instruction,
      );
  }
  return undefined;
}

/** Places that stand for something else afterwards. */
function changedPlaces(doc: DockerfileDoc, after: DockerfileDoc): string[] {
  const old = dockerfilePlaces(doc);
  return [...dockerfilePlaces(after)].filter(([place, value]) => old.get(place) !== value).map(([place]) => place);
}

/** A service that two files describe is looked at twice. */
function once(edits: readonly Edit[]): Edit[] {
  const seen = new Map<string, Edit>();
  for (const each of edits) seen.set(`${each.file} ${each.span.start} ${each.text}`, each);
  return [...seen.values()];
}
