import { type Edit, factOf } from '../../src/model/index.js';
import {
  editable,
  isWindows,
  KEYWORDS,
  replaceSpan,
  stageReferences,
  type DockerfileDoc,
  type Instruction,
  type Stage,
  type StageReference,
} from '../../src/dockerfile/index.js';
import { rewriteDockerfile, type Rewrite } from '../../src/rewrites/index.js';

export const transform = rewriteDockerfile({
  meta: {
    id: 'consistent-casing',
    title: 'Write keywords and stage names in one case',
    summary: 'Writes keywords in the case most of the file has, `AS` like its `FROM`, and stage names in lower case.',
    target: 'dockerfile',
    phase: 'style',
    ceiling: 'safe',
    neverRefuses: 'case means nothing to Docker; a name that is cut in two is left alone',
    rules: ['BK StageNameCasing', 'BK FromAsCasing', 'BK ConsistentInstructionCasing'],
    since: '0.1.0',
    references: [
      'https://docs.docker.com/reference/build-checks/consistent-instruction-casing/',
      'https://docs.docker.com/reference/build-checks/from-as-casing/',
      'https://docs.docker.com/reference/build-checks/stage-name-casing/',
    ],
  },
  on: (doc) => (inWindows(doc) ? [] : [...doc.instructions, ...doc.stages]),
  judge(target, { doc }) {
    if ('from' in target) return renameStage(doc, target);
    const lower = factOf(doc, isMostlyLower);
    return {
      title: `Write keywords in ${lower ? 'lower' : 'upper'} case, as most of the file does`,
      why: 'Docker does not mind, but a reader finds instructions by their look, and its build checks warn.',
      edits: keywordEdits(doc, target, lower),
      // The case of keywords is one decision.
      anchor: 'file',
      touches: [],
      seen: 'Docker reads keywords whatever their case',
    };
  },
});

/** BuildKit's rule: keywords all in one case are counted from the first FROM on, and a tie is upper case. */
function isMostlyLower(doc: DockerfileDoc): boolean {
  let balance = 0;
  for (const { stage, keywordText, keyword } of doc.instructions) {
    if (stage === -1) continue;
    if (keywordText === keyword.toLowerCase()) balance++;
    else if (keywordText === keyword) balance--;
  }
  return balance > 0;
}

function keywordEdits(doc: DockerfileDoc, instruction: Instruction, lower: boolean): Edit[] {
  const edits: Edit[] = [];
  const { keyword, keywordText, keywordSpan } = instruction;
  if (!KEYWORDS.has(keyword)) return edits;
  const wanted = lower ? keyword.toLowerCase() : keyword;
  if (keywordText !== wanted) edits.push(replaceSpan(doc, keywordSpan, wanted));
  const as = keyword === 'FROM' ? doc.stages[instruction.stage]?.from.as : undefined;
  const wantedAs = lower ? 'as' : 'AS';
  const span = as && as.text !== wantedAs ? editable(instruction, as.start, as.end) : undefined;
  if (span) edits.push(replaceSpan(doc, span, wantedAs));
  return edits;
}

/** The name of a stage in lower case, there and wherever the file refers to it. */
function renameStage(doc: DockerfileDoc, stage: Stage): Rewrite | undefined {
  const { name } = stage.from;
  if (!name) return undefined;
  const wanted = name.text.toLowerCase();
  const edits: Edit[] = [];
  const touches: string[] = [];
  if (name.text !== wanted) {
    const span = editable(stage.instruction, name.start, name.end);
    if (!span) return undefined;
    edits.push(replaceSpan(doc, span, wanted));
  }
  for (const reference of factOf(doc, referencesByStage).get(stage) ?? []) {
    if (reference.text === wanted) continue;
    if (!reference.span) return undefined;
    edits.push(replaceSpan(doc, reference.span, wanted));
    touches.push(reference.place);
  }
  return {
    title: 'Write stage names in lower case',
    why: 'Docker keeps stage names in lower case: FROM with a capital letter does not find the stage, COPY --from does.',
    edits,
    touches,
    seen: 'Docker folds the case of stage names, also those given with --target',
  };
}

function referencesByStage(doc: DockerfileDoc): ReadonlyMap<Stage | undefined, readonly StageReference[]> {
  const found = new Map<Stage | undefined, StageReference[]>();
  for (const reference of stageReferences(doc)) {
    const list = found.get(reference.stage);
    if (list) list.push(reference);
    else found.set(reference.stage, [reference]);
  }
  return found;
}

function inWindows(doc: DockerfileDoc): boolean {
  return doc.stages.some(({ instruction }) => isWindows(doc, instruction));
}
