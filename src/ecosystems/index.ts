// What is known of languages and their package managers, a folder each. ecosystems never guesses, and never decides whether
// a change is right.
export { ECOSYSTEMS } from './all.js';
export {
  CREDENTIAL_FILES,
  handlesStopWith,
  isBroughtByImage,
  managerCalled,
  managerWords,
  managerAtPath,
  managerBehind,
  runtimeName,
  toolsCalled,
} from './ask.js';
export type {
  BuildFolder,
  Cache,
  CacheMount,
  CredentialFile,
  Leftover,
  LockFormat,
  MemoryUse,
  PackageCall,
  PlainRequest,
} from './ecosystem.js';
export { inAddresses } from './credential-values.js';
export { readSettings } from './settings.js';
export { isUsuallyRead, liesInPackage } from './usual-files.js';
export { rootCalls, signalHandlers } from './source-root.js';
export type { Findings } from './source-values.js';
export { type DotnetSdk, dotnetSdk } from './dotnet/images.js';
export { type Call, type Surroundings, inputsUnclear, splitOptions } from './install-call.js';
export type { Reading } from './lock-reading.js';
export type { ContainerUse, Omission, Omitted, ShippedInstall } from './omission.js';
export type { LooseInstall, Strictness } from './strictness.js';
export { productionOption } from './node/production.js';
export { nodeOf } from './node/runtime.js';
export { rubyOf } from './ruby/runtime.js';
export { gunicornConfig, missingConfig, readGunicorn } from './python/gunicorn.js';
export { readUwsgi, readUwsgiWords, uwsgiConfigs } from './python/uwsgi.js';
export { comparePythons, isPythonImage, markerHolds, pythonOf } from './python/markers.js';
export { SYSTEM_FOLDER, systemPython } from './python/system.js';
export { nativePython } from './python/native.js';
export { pipOption } from './python/pip-options.js';
export {
  type FileRequirement,
  type Requirement,
  type RequirementsFile,
  readRequirement,
  readRequirements,
} from './python/requirements.js';
export { nativeGem } from './ruby/native.js';
export { rustLibraries } from './rust/native.js';
export type { NodeProject } from './node/project.js';
export type { GoProject } from './go/project.js';
export type { RustProject } from './rust/project.js';
export type { DotnetAssembly, DotnetProject } from './dotnet/project.js';
export type { RubyProject } from './ruby/project.js';
