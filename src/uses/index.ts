// What an image is used for: the services and workloads that run it, what they start, as whom, and what that program does.
// uses never changes a file.
export { BUILD_SECONDS, beliefsOf } from './beliefs.js';
export { type BuiltUse, builtPodUse, builtUse, type ContainerCheck, containerCheck } from './container.js';
export { type Endpoint, endpointOf, heirOf, otherServer } from './endpoint.js';
export { footprintOfContainer, footprintOfService } from './footprint.js';
export { imageUses, readerOf } from './image-uses.js';
export { lowPort } from './low-ports.js';
export { variablesOfContainer, variablesOfService } from './container-variables.js';
export { memoryIsOpen, neededMemory } from './memory-need.js';
export { memorySettingOfContainer, memorySettingOfService } from './memory-setting.js';
export { type ProbeWords, probeFor } from './probe.js';
export { type MovedChecks, moveChecks } from './moved-checks.js';
export { findMadeAccounts } from './made-accounts.js';
export { provePrivilegesComplete, capabilitiesToKeep, privilegeSigns, capabilitiesWithoutRoot } from './privileges.js';
export {
  isKnownServer,
  isManager,
  rightsOfPackages,
  rightsOfRoot,
  rightsOfStranger,
  ROOT_NEEDS_NO_MORE,
  type RootProgram,
  STRANGER_NEEDS_NO_MORE,
} from './root-rights.js';
export { rootWrites } from './root-writes.js';
export { containersLike, servicesLike } from './same-program.js';
export { type ImageSource, imageSource } from './source.js';
export { readSettingsOf, type SettingsRead } from './settings-writes.js';
export { holdsFiles } from './filled.js';
export { type StartUser, startUser, userSetElsewhere } from './start-user.js';
export type { ImageUse, UseMount, UseReader } from './start.js';
export { type LinkedService, servicesOf } from './services.js';
export { containersOf, type Follower, followersOf, type LinkedContainer } from './workloads.js';
