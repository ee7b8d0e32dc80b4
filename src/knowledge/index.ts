// Facts with their sources: base images, lint rules, suppression comments. knowledge never guesses: what nobody
// described is `undefined`, not a default.
export { dotnetSdk, type DotnetRun, type DotnetSdk } from './dotnet-images.js';
export { nativeGem } from './ruby-native.js';
export {
  alpineFor,
  debianFor,
  debianRelease,
  javaRunImage,
  laterRelease,
  newestRelease,
} from './run-images.js';
export { rustLibraries } from './rust-native.js';
export * from './python.js';
export * from './runtimes.js';
export { imageProfile, type ImageProfile } from './images.js';
export {
  commandGainsPrivileges,
  fileGainsPrivileges,
  imageGainsPrivileges,
  isDefaultCapability,
  packageGainsPrivileges,
} from './privileges.js';
export { PIP_VALUED, pipOption, UV_PIP_VALUED } from './pip-options.js';
export { takesOption, type YoungOption } from './tool-flags.js';
export { pipefailIn } from './pipefail.js';
export { deprecatedImage, endOfLife } from './end-of-life.js';
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
export { RECOMMENDS_RELEASES } from './debian-recommends.js';
export { DEPENDS_ON_C_HEADERS, recommendedWith } from './recommends.js';
export { PACKAGE_COMMANDS } from './debian-commands.js';
export * from './images/index.js';
export {
  hasPassword,
  holdsSecret,
  isPlaceholder,
  NO_SECRET_NAME,
  NO_SECRET_VALUE,
  SECRET_NAME,
  SECRET_VALUE,
} from './secret-words.js';
export { buildPackage, packageName, runtimeLibraries } from './build-packages.js';
export { isOnRecentDebian, needsManualFolder, slimVariant, type BaseVariant } from './base-variants.js';
export { nativePython } from './python-native.js';
export { homeFolder, nativeNode } from './node-native.js';
export { alpineBuildPackage } from './alpine-packages.js';
export { systemPython } from './system-python.js';
export { actionReference, PINNED_ACTIONS, CHECKOUT, TRIVY, GRYPE, SNYK, UPLOAD, SETUP_NODE } from './actions.js';
