import {
  type Context,
  type Edit,
  type Outcome,
  type Proposal,
  type Transform,
  nonEmpty,
} from '../../src/model/index.js';
import {
  editable,
  isWindows,
  KEYWORDS,
  replaceSpan,
  stagePlace,
  stageReferences,
  type DockerfileDoc,
  type Instruction,
  type Stage,
  type StageReference,
} from '../../src/dockerfile/index.js';
import { seenIn } from '../../src/runs/index.js';

export const transform: Transform<DockerfileDoc> = {
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
  propose(doc: DockerfileDoc, _context: Context): Outcome {
    if (doc.stages.some(({ instruction }) => isWindows(doc, instruction))) return { proposals: [], refusals: [] };
    const lower = isMostlyLower(doc);
    const references = new Map<Stage | undefined, StageReference[]>();
    for (const reference of stageReferences(doc)) {
      const list = references.get(reference.stage);
      if (list) list.push(reference);
      else references.set(reference.stage, [reference]);
    }
    const proposals: Proposal[] = [];
    for (const instruction of doc.instructions) {
      const edits = keywordEdits(doc, instruction, lower);
      const changes = nonEmpty(edits);
      if (!changes) continue;
      // One step for the whole file: the case of keywords is one decision.
      proposals.push({
        id: 'consistent-casing@file',
        anchor: 'file',
        at: { file: doc.file, span: instruction.span },
        title: `Write keywords in ${lower ? 'lower' : 'upper'} case, as most of the file does`,
        why: 'Docker does not mind, but a reader finds instructions by their look, and its build checks warn.',
        touches: [],
        safety: 'safe',
        assumptions: [],
        evidence: [seenIn(doc, instruction, 'Docker reads keywords whatever their case')],
        changes,
      });
    }
    for (const stage of doc.stages) {
      const proposal = renameStage(doc, stage, references.get(stage) ?? []);
      if (proposal) proposals.push(proposal);
    }
    return { proposals, refusals: [] };
  },
};

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
function renameStage(doc: DockerfileDoc, stage: Stage, references: readonly StageReference[]): Proposal | undefined {
  const { name } = stage.from;
  if (!name) return undefined;
  const wanted = name.text.toLowerCase();
  const edits: Edit[] = [];
  const places: string[] = [];
  if (name.text !== wanted) {
    const span = editable(stage.instruction, name.start, name.end);
    if (!span) return undefined;
    edits.push(replaceSpan(doc, span, wanted));
  }
  for (const reference of references) {
    if (reference.text === wanted) continue;
    if (!reference.span) return undefined;
    edits.push(replaceSpan(doc, reference.span, wanted));
    places.push(reference.place);
  }
  const changes = nonEmpty(edits);
  if (!changes) return undefined;
  const anchor = stagePlace(doc, stage);
  return {
    id: `consistent-casing@${anchor}`,
    anchor,
    at: { file: doc.file, span: stage.instruction.span },
    title: 'Write stage names in lower case',
    why: 'Docker keeps stage names in lower case: FROM with a capital letter does not find the stage, COPY --from does.',
    touches: places,
    safety: 'safe',
    assumptions: [],
    evidence: [seenIn(doc, stage.instruction, 'Docker folds the case of stage names, also those given with --target')],
    changes,
  };
}
