// What RUN instructions and the stages around them mean: packages, downloads, installs, what is brought into an image.
// runs never decides whether a change is right.
export { accountPackage, installCommandFor, packagesNeededAt } from './needed-packages.js';
export {
  type IndexUse,
  apkCacheMounted,
  failsOnEmptyApkCache,
  laterEmptyCacheFails,
  laterIndexUse,
  removesApkCacheOnly,
} from './apk.js';
export { appendInStyle, setsErrexit } from './append.js';
export {
  type ListEvent,
  type ScriptReader,
  aptConfigured,
  listEventsOf,
  listEvents,
  listsMounted,
  scriptReader,
  installsNothing,
} from './apt.js';
export {
  MANUAL_FOLDERS,
  type RunBase,
  asPinned,
  librariesFor,
  findManualFolderNeed,
  chooseSlimBase,
  slimQuestion,
} from './bases.js';
export { broughtFolder } from './brought-folder.js';
export { broughtFile, copySources } from './brought.js';
export {
  type InstallCall,
  commandsOf,
  installCalls,
  runtimePackagesOf,
  alpineRuntimePackagesOf,
} from './build-packages.js';
export { type RunCommand, isApt, runCommands } from './commands.js';
export { type CredentialCopy, credentialCopies, credentialKind, isSshKey, mayFetch } from './credential-files.js';
export { directoryAt, directoryAfterCd } from './directory.js';
export { type Download, downloads } from './downloads.js';
export { type FirstProcess, type FoundScript, firstProcess, withoutQuotes } from './first-process.js';
export { plainPackages, offsetInWord } from './installs.js';
export { sourceIsMissing, usesOf } from './material.js';
export { buildsWithOpenMp } from './openmp.js';
export {
  type PackageCommand,
  managerFamily,
  hasOption,
  isOfDistribution,
  packageCommand,
  packageCommands,
} from './packages.js';
export {
  isAssignedBefore,
  canBeExtended,
  laterRuns,
  removeLink,
  wouldContinueLine,
  instructionEvidence,
  shellRuns,
  proposalAt,
  targetsOf,
} from './scripts.js';
export { type Run, type Site, readSite } from './site.js';
export {
  copyTarget,
  fileInImage,
  isFirstLook,
  pathInRepository,
  pathsInImage,
  placementsIn,
  placementsOf,
  sourcesOf,
} from './standing.js';
export { type SumCheck, downloadTarget, sumChecks } from './sums.js';
export { type Use, usesInShell } from './uses.js';
export { isSetFor, locksNear, isShownBefore } from './word-pins.js';
