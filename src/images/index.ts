// Where images are named in the files of a repository, which of them are built here, and how a name is pinned.
// images never asks a registry: answers are handed to it.
export { buildCommands, buildsOfSteps, dockerfilesGivenTokens, type BuildCommand } from './build-commands.js';
export { buildFiles, makefiles } from './build-files.js';
export { withoutTag } from './built-here.js';
export { composeImagePlaces, composeImages } from './in-compose.js';
export { imagePlaces, writtenImages } from './in-dockerfile.js';
export { containerImagePlaces, containerImages } from './in-manifests.js';
export { likelyBuilds } from './likely-builds.js';
export { type NamedBuilds, namedBuilds } from './named-builds.js';
export { type NamedImage, namedImages } from './named-images.js';
export {
  type PackagePin,
  type PackagePlace,
  type PinProblem,
  pinFromAnswer,
  imageBeforePin,
  pinFromLock,
  pinOutcome,
  pinProblem,
} from './package-pins.js';
export { pinImages, UPDATE_OPTIONS, updateImages } from './pin-steps.js';
export {
  type PinForm,
  isImageAnswer,
  pinEdit,
  pinForm,
  pinQuestion,
  pinWords,
  updateEdit,
  updatePolicy,
  updateQuestion,
  updateWords,
} from './pins.js';
export { readBuildSettings } from './published-here.js';
