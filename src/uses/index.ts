// What an image is used for: the services and workloads that run it, what they start, as whom, and what that program does.
// uses never changes a file.
export { imageUses } from './image-uses.js';
export { accountsMade } from './made-accounts.js';
export { gainsNothing, givenBack, privilegeSigns, withoutRoots } from './privileges.js';
export { type ImageSource, imageSource } from './source.js';
export { type StartUser, startUser, userElsewhere } from './start-user.js';
export type { ImageUse, UseMount } from './start.js';
