// Facts with their sources: base images, lint rules, suppression comments. knowledge never guesses: what nobody
// described is `undefined`, not a default.
export { dotnetSdk, type DotnetRun, type DotnetSdk } from './dotnet-images.js';
export { nativeGem, type NativeGem } from './ruby-native.js';
export {
  alpineFor,
  debianFor,
  debianRelease,
  javaRunImage,
  laterRelease,
  newestRelease,
  type RunImage,
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
export { pipefailIn, type PipefailShell } from './pipefail.js';
export { deprecatedImage, endOfLife, type EndOfLife } from './end-of-life.js';
export type { Family, PackageManager, Shell } from './image-os.js';
export type { Account, Language } from './image-facts.js';
export type { Mark, Section } from './rule-types.js';
export {
  coverage,
  findRule,
  rowsOf,
  ruleKey,
  RULES,
  type CheckRules,
  type CoveredRow,
  type Disposition,
  type RuleRow,
  type RuleSlug,
} from './rules.js';
export {
  parseSuppression,
  suppresses,
  type Suppression,
  type SuppressionScope,
  type SuppressionTool,
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
export { buildPackage, packageName, runtimeLibraries, type BuildPackage } from './build-packages.js';
export { isOnRecentDebian, needsManualFolder, slimVariant, type BaseVariant } from './base-variants.js';
export { nativePython, type NativePython } from './python-native.js';
export { homeFolder, nativeNode, type HomeFolder, type NativeNode } from './node-native.js';
export { alpineBuildPackage, type AlpinePackage } from './alpine-packages.js';
export { systemPython, type SystemPython } from './system-python.js';
export { actionReference, PINNED_ACTIONS, CHECKOUT, TRIVY, GRYPE, SNYK, UPLOAD, SETUP_NODE } from './actions.js';
