import { type Context, baseName } from '../../src/model/index.js';
import { mentionsProgram, programIs } from '../../src/programs/index.js';
import {
  baseChain,
  contextPath,
  type DockerfileDoc,
  type Instruction,
  type Stage,
} from '../../src/dockerfile/index.js';
import { packageCommands } from '../../src/runs/index.js';

const RUNTIME = ['PYTHONUNBUFFERED', 'PYTHONDONTWRITEBYTECODE'];
const PIP = ['PIP_NO_INPUT', 'PIP_DISABLE_PIP_VERSION_CHECK'];

/** The variables that neither the stage nor those built on it set, nor the command line of Python stands in for. */
export function missingAtRunTime(doc: DockerfileDoc, stage: Stage, users: readonly Stage[]): string[] {
  const set = variablesOf(doc.stages.filter((other) => baseChain(other).includes(stage)));
  const options = users.flatMap((user) => startWords(user).filter((word) => /^-[a-zA-Z]+$/.test(word)));
  if (options.some((word) => word.includes('u'))) set.add('PYTHONUNBUFFERED');
  if (options.some((word) => word.includes('B'))) set.add('PYTHONDONTWRITEBYTECODE');
  return RUNTIME.filter((name) => !set.has(name));
}

/** The stages behind the images that call pip, with the variables of pip that nothing sets there. */
export function missingForPip(users: readonly Stage[]): Map<Stage, string[]> {
  const found = new Map<Stage, string[]>();
  for (const stage of new Set(users.flatMap((user) => baseChain(user)))) {
    const set = variablesOf(baseChain(stage));
    const names = stage.instructions.some(callsPip) ? PIP.filter((name) => !set.has(name)) : [];
    if (names.length > 0) found.set(stage, names);
  }
  return found;
}

function variablesOf(stages: readonly Stage[]): Set<string> {
  const set = new Set<string>();
  for (const instruction of stages.flatMap(({ instructions }) => instructions)) {
    if (instruction.keyword !== 'ENV' && instruction.keyword !== 'ARG') continue;
    for (const { key } of instruction.pairs().pairs) set.add(key);
  }
  return set;
}

function isOurs(name: string): boolean {
  return RUNTIME.includes(name) || PIP.includes(name);
}

function callsPip(instruction: Instruction): boolean {
  return instruction.keyword === 'RUN' && packageCommands(instruction).some(({ manager }) => manager === 'pip');
}

/**
 * The instruction to write below: the last ENV that sets one of the variables already and stands above the first pip,
 * where it is for pip, else the last of the ARG, ENV and LABEL that follow FROM directly.
 */
export function placeFor(stage: Stage, isForPip: boolean): Instruction {
  const { instructions } = stage;
  const firstPip = instructions.findIndex(callsPip);
  const limit = firstPip === -1 || !isForPip ? instructions.length : firstPip;
  const alike = instructions
    .slice(0, limit)
    .findLast(
      (instruction) => instruction.keyword === 'ENV' && instruction.pairs().pairs.some(({ key }) => isOurs(key)),
    );
  if (alike) return alike;
  let last = instructions[0]!;
  for (const instruction of instructions.slice(1)) {
    if (!['ARG', 'ENV', 'LABEL', 'MAINTAINER'].includes(instruction.keyword)) break;
    last = instruction;
  }
  return last;
}

function isPython(word: string): boolean {
  const name = baseName(word);
  return word.endsWith('.py') || programIs(name, 'pythonSource') || programIs(name, 'inPython');
}

function mentionsPython(text: string): boolean {
  return mentionsProgram(text, 'pythonSource') || mentionsProgram(text, 'inPython') || /\.py\b/.test(text);
}

/** True where the command of a stage is Python, by its words or by the start script in the build context, or is inherited. */
export function runsPython(doc: DockerfileDoc, stage: Stage, context: Context): boolean {
  const words = startWords(stage);
  if (words.length === 0) return true;
  if (words.some(isPython)) return true;
  const script = baseName(words[0]!);
  for (const root of context.evidence.contexts(doc.file)) {
    const path = contextPath(root, script);
    const text = path ? context.evidence.repository.read(path) : undefined;
    if (text !== undefined && mentionsPython(text)) return true;
  }
  return false;
}

/** The words of ENTRYPOINT and CMD, nearest stage first; none where both are inherited from the image. */
function startWords(stage: Stage): string[] {
  const words: string[] = [];
  for (const keyword of ['ENTRYPOINT', 'CMD']) {
    for (const { instructions } of baseChain(stage)) {
      const found = instructions.findLast((instruction) => instruction.keyword === keyword);
      if (!found) continue;
      words.push(...(found.execForm ?? [found.args]).flatMap((text) => text.split(/[\s;&|()"']+/)).filter(Boolean));
      break;
    }
  }
  return words;
}
