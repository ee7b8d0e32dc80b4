// What names the version of the image in a path, as `/usr/local/lib/<name>3.8/site-packages` does, moves with the image.
import { baseName, type Edit, isStop, parseImageReference, stop, type Stop } from '../../src/model/index.js';
import {
  copyArguments,
  instructionPlace,
  isCopy,
  replaceLogical,
  type DockerfileDoc,
  type Instruction,
  type Stage,
} from '../../src/dockerfile/index.js';

import { SYSTEM_FOLDER, systemPython } from '../../src/ecosystems/index.js';
import { imageProfile } from '../../src/knowledge/index.js';

export interface Move {
  readonly stage: Stage;
  readonly to: string;
}

interface Mention {
  readonly instruction: Instruction;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The edits of every path that names a version that goes, and their places; a stop where another image may mean its own. */
export function movePaths(
  doc: DockerfileDoc,
  name: string,
  moves: readonly Move[],
): Stop<Instruction> | { readonly edits: readonly Edit[]; readonly touches: readonly string[] } {
  const edits: Edit[] = [];
  const touches: string[] = [];
  for (const mention of mentionsIn(doc, name, moves)) {
    if (isStop(mention)) return mention;
    const { instruction, start, end, text } = mention;
    const edit = replaceLogical(doc, instruction, start, end, text);
    if (!edit) return unclear(instruction);
    edits.push(edit);
    touches.push(instructionPlace(doc, instruction));
  }
  return { edits, touches: [...new Set(touches)] };
}

function* mentionsIn(doc: DockerfileDoc, name: string, moves: readonly Move[]): Generator<Mention | Stop<Instruction>> {
  const isSystem = /^(?:debian|ubuntu)$/.test(name);
  const versionOf = isSystem ? pythonOfSystem : minorOf;
  const versions = new Map(moves.map(({ stage, to }) => [versionOf(stage.from.image), versionOf(to)]));
  versions.delete(undefined);
  if (versions.size === 0) return;
  // What pip installs on a distribution lies below a folder named by the Python of its release.
  const short = isSystem ? SYSTEM_FOLDER : baseName(name);
  const named = new RegExp(`(?<=/${short})\\d{1,4}\\.\\d{1,4}(?![\\w.])`, 'g');
  const moving = new Set(moves.map(({ stage }) => stage));
  for (const stage of doc.stages) {
    for (const instruction of stage.instructions.slice(1)) {
      for (const { 0: version, index } of instruction.body.text.matchAll(named)) {
        const to = versions.get(version);
        if (to === version || !versions.has(version)) continue;
        if (to === undefined || !isOf(moving, stage) || !copiesFrom(doc, moving, instruction))
          yield unclear(instruction);
        else yield { instruction, start: index, end: index + version.length, text: to };
      }
    }
  }
}

function pythonOfSystem(image: string): string | undefined {
  return systemPython(imageProfile(image)?.release)?.version;
}

/** `3.8` of `3.8.1-slim`: what the folders of the image are named by. */
function minorOf(image: string): string | undefined {
  return /^\d{1,4}\.\d{1,4}(?!\d)/.exec(parseImageReference(image)?.tag ?? '')?.[0];
}

function isOf(moving: ReadonlySet<Stage>, stage: Stage): boolean {
  for (let at: Stage | undefined = stage; at; at = at.base) if (moving.has(at)) return true;
  return false;
}

/** False for a COPY out of an image that stays at its version. */
function copiesFrom(doc: DockerfileDoc, moving: ReadonlySet<Stage>, instruction: Instruction): boolean {
  const from = isCopy(instruction) && copyArguments(instruction) ? instruction.flag('from') : undefined;
  if (from === undefined) return true;
  const source = doc.stages.find(({ key, index }) => key === from.value.toLowerCase() || String(index) === from.value);
  return source !== undefined && isOf(moving, source);
}

function unclear(instruction: Instruction): Stop<Instruction> {
  return stop(
    'used-later',
    `line ${instruction.lineMark} names a folder by the version that goes, and whether the folder moves with the image is not seen; write it for the new version, then the image can be moved to`,
    instruction,
  );
}
