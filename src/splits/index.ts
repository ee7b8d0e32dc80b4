// What every split of a build stage is made of: where programs start, what of the source they may open, which image runs
// them. splits never names a language, and never writes.
export { outermost, ownedArtefact } from './artefacts.js';
export { alpineBase, alpineQuestion } from './alpine-base.js';
export {
  debianBase,
  pinnedQuestion,
  onNewestRelease,
  releaseMissing,
  releaseQuestion,
  twinQuestion,
  withRelease,
} from './debian-base.js';
export { fetchedPrograms } from './fetchers.js';
export { filesRecipe, folderOf, type Served } from './files.js';
export { type KeptFiles, keptFiles } from './kept-files.js';
export { manifestFolders } from './manifest-folders.js';
export {
  type NativeNeed,
  type PackageStage,
  fullImageNotNeeded,
  neededPackages,
  NEEDS_OF_THE_FULL_IMAGE,
  packageRecipe,
  type PackageRecipe,
  stopAmongOthers,
  stopFolder,
  stopInOneRun,
  stopNotHere,
  writeRelease,
} from './packages.js';
export { absolutePath, copyDestination, pathAtEnd } from './places.js';
export {
  type Producer,
  commandsOfAll,
  installsBuildTools,
  installsTools,
  isImage,
  producersOf,
  quotedStart,
} from './producers.js';
export { type Built, type Program, type ProgramDoes, isOneFile, programFindings, programRecipe } from './programs.js';
export {
  type Publication,
  publishedRecipe,
  runImageBase,
  stopNoSource,
  stopNotMade,
  stopOtherStart,
  stopVariableTag,
} from './published.js';
export type { Artefact, Beside, Findings, Recipe, SlimRecipe, Start } from './recipe.js';
export { execForm, type StartCall, startCalls } from './starts.js';
