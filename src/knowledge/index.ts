// Facts with their sources: base images, lint rules, suppression comments. knowledge never guesses: what nobody
// described is `undefined`, not a default.
export { type RunTimeBase, runTimeBase } from './run-time-bases.js';
export {
  alpineFor,
  debianFor,
  debianRelease,
  type JavaRunImage,
  javaRunImage,
  laterRelease,
  newestRelease,
} from './run-images.js';
export { isOriginal, officialOriginal } from './private-copies.js';
export { imageProfile, runsPython3, type ImageProfile } from './images.js';
export { footprintsMeasuredOn, serverFootprint } from './footprints.js';
export { memoryNeed } from './memory-needs.js';
export { isReadByRuntime, memoryRules, type MemoryRule } from './memory-settings.js';
export {
  commandGainsPrivileges,
  fileGainsPrivileges,
  imageGainsPrivileges,
  imageRights,
  isDefaultCapability,
  packageGainsPrivileges,
} from './privileges.js';
export { serverAccount, serverPrograms, webServerPrograms } from './server-programs.js';
export { takesOption, type YoungOption } from './tool-flags.js';
export { pipefailIn } from './pipefail.js';
export { archivedRelease, type ArchivedRelease, deprecatedImage, droppedWith, endOfLife } from './end-of-life.js';
export { installAlike, type Upgrade, upgradeOf } from './upgrades.js';
export {
  coverage,
  findRule,
  rowsOf,
  ruleKey,
  RULES,
  type CheckRules,
  type CoveredRow,
} from './rules.js';
export type { RuleSlug } from './rule-slugs.js';
export {
  parseSuppression,
  isSuppressed,
} from './suppressions.js';
export { comesWithoutAptLists } from './apt-lists.js';
export { RECOMMENDS_RELEASES } from './debian-recommends.js';
export { DEPENDS_ON_C_HEADERS, recommendedWith } from './recommends.js';
export { packageCommands } from './debian-commands.js';
export { type PackagedInit, packagedInit } from './inits.js';
export { packageOfLibrary, packageOfProgram } from './needed-packages.js';
export { fileAt } from './image-facts.js';
export * from './images/index.js';
export {
  hasPassword,
  holdsSecret,
  isPlaceholder,
  isTokenName,
  NO_SECRET_NAME,
  NO_SECRET_VALUE,
  SECRET_NAME,
  SECRET_VALUE,
} from './secret-words.js';
export { buildPackage, packageName, runtimeLibraries } from './build-packages.js';
export {
  frozenRelease,
  isOnRecentDebian,
  movesWithDebian,
  needsManualFolder,
  slimVariant,
  type BaseVariant,
} from './base-variants.js';
export { alpineBuildPackage } from './alpine-packages.js';
export { actionReference, actionVersions, scannerIn } from './actions.js';
export { ACCOUNT_TOOLS_SOURCE, isAccountTool, lacksAccountTools } from './account-tools.js';
