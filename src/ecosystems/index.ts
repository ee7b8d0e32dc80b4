// What is known of languages and their package managers, a folder each. ecosystems never guesses, and never decides whether
// a change is right.
export { type DotnetRun, type DotnetSdk, dotnetSdk } from './dotnet/images.js';
export { readDotnet } from './dotnet/manifest.js';
export { readGoInstall } from './go/install.js';
export { readRustInstall } from './rust/install.js';
export { readDotnetInstall } from './dotnet/install.js';
export { readGo } from './go/manifest.js';
export { type Surroundings, inputsUnclear } from './install-call.js';
export { readJava } from './java/install.js';
export { readGradle, readMaven } from './java/manifest.js';
export type { Reading } from './lock-reading.js';
export { readNative } from './native/manifest.js';
export { readStatic } from './static/manifest.js';
export { readNodeInstall } from './node/install.js';
export { readPackageLock, readPackageManager, readPnpmLock, readYarnLock } from './node/lock.js';
export { readNode } from './node/manifest.js';
export { homeFolder, nativeNode } from './node/native.js';
export { productionOption } from './node/production.js';
export { nodeOf } from './node/runtime.js';
export { rubyOf } from './ruby/runtime.js';
export { readJavaScript } from './node/source.js';
export { readPhpInstall } from './php/install.js';
export { readRubyInstall } from './ruby/install.js';
export { readPhp } from './php/manifest.js';
export { readRuby } from './ruby/manifest.js';
export { gunicornConfig, missingConfig, readGunicorn } from './python/gunicorn.js';
export { readPythonInstall } from './python/install.js';
export { readPinnedRequirements, readPipfileLock, readTomlLock } from './python/lock.js';
export { comparePythons, isPythonImage, markerHolds, pythonOf } from './python/markers.js';
export { nativePython } from './python/native.js';
export { PIP_VALUED, UV_PIP_VALUED, pipOption } from './python/pip-options.js';
export {
  type FileRequirement,
  type Requirement,
  type RequirementsFile,
  normalisedName,
  readRequirement,
  readRequirements,
} from './python/requirements.js';
export { readPythonSource } from './python/source.js';
export { readPython } from './python/manifest.js';
export { systemPython } from './python/system.js';
export { readGemfileLock } from './ruby/lock.js';
export { readGoMod } from './go/lock.js';
export { nativeGem } from './ruby/native.js';
export { readRust } from './rust/manifest.js';
export { rustLibraries } from './rust/native.js';
export { rootCalls } from './source-root.js';
export { scanSource } from './source-scan.js';
export { readSettings } from './source-settings.js';
export { Findings } from './source-values.js';
export type { NodeProject, NodeLock } from './node/project.js';
export type { GoProject } from './go/project.js';
export type { JavaProject } from './java/project.js';
export type { RustProject } from './rust/project.js';
export type { DotnetAssembly, DotnetProject } from './dotnet/project.js';
export type { PhpProject } from './php/project.js';
export type { RubyProject } from './ruby/project.js';
