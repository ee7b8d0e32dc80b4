// Dockerfiles: a scanner that reads as BuildKit does, dockerfile-ast as second opinion, effective configuration, splices.
// dockerfile never decides whether a change is right, and never re-prints an instruction.
export { anchorOf, copyPlace, hasPosixShell, instructionPlace, isWindows, runPlace, stagePlace } from './anchors.js';
export { buildContexts, probableContexts } from './build-contexts.js';
export {
  type CopyArguments,
  contextPath,
  copiesFromContext,
  copyArguments,
  isContextCopy,
  isCopy,
  patternFolder,
} from './copies.js';
export { type DockerignoreRule, dockerignoreVerdict, isDockerignored, parseDockerignore } from './dockerignore.js';
export {
  type DockerfileDoc,
  KEYWORDS,
  type Stage,
  commentsAbove,
  editable,
  expandArgs,
  findStage,
  parseDockerfile,
  withImages,
} from './document.js';
export { editedDocument } from './edited.js';
export {
  addFlag,
  addToList,
  chainStyle,
  deleteInstruction,
  insertAfterWord,
  insertBeforeWord,
  insertAt,
  insertLinesAbove,
  insertLinesBelow,
  quote,
  replaceLogical,
  replaceSpan,
  replaceWord,
  wholeLines,
} from './edits.js';
export { type PredictedImage, predictImage, rootImageOf } from './image-config.js';
export { Instruction, type Pair, unquoteValue } from './instruction.js';
export { linkedStage } from './linked-stage.js';
export { nearNames } from './names.js';
export { disagreement, disagreementWithin, outline } from './opinion.js';
export { dockerfilePlaces } from './places.js';
export { type StageReference, stageReferences } from './references.js';
export type { Comment } from './scan.js';
export {
  baseChain,
  childStages,
  setsCommand,
  shippedStages,
  stageByReference,
  startOf,
  startedStages,
} from './stages.js';
export { inCaseOf, insertBeforeStart } from './start-lines.js';
export { absoluteIn, imageChild, imageParent, imagePathFrom, normalisePath } from './image-path.js';
export { olderSyntax } from './syntax.js';
export { type BuildState, type Variables, buildStates, resolveWorkdir } from './state.js';
export { runMounts, mountsOver } from './mounts.js';
