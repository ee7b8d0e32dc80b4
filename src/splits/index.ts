// What every split of a build stage is made of: where programs start, what of the source they may open, which image runs
// them. splits never names a language, and never writes.
export { outermost, ownedArtefact } from './artefacts.js';
export { alpineBase, alpineQuestion } from './alpine-base.js';
export { debianBase, releaseMissing, releaseQuestion, twinQuestion, withRelease } from './debian-base.js';
export { fetchedPrograms } from './fetchers.js';
export { keptFiles } from './kept-files.js';
export { manifestFolders } from './manifest-folders.js';
export { absolutePath, copyDestination, pathAtEnd } from './places.js';
export { type Program, findCompiled, sourceIsNotOpened } from './programs.js';
export type { Artefact, Beside, Findings, Recipe } from './recipe.js';
export { type StartCall, startCalls } from './starts.js';
