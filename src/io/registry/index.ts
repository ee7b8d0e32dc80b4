// Registries of images: what a tag is today, what it is called more precisely, which newer one there is. Loaded only when
// something is looked up. registry never sends credentials to a host they do not belong to, and never connects to a
// private address that the user did not name.
//
//   createRegistryClient(options)   one per run; `close()` when done
//   answerImages(lookups, client)   `lookupKey` to answer, or why there is none
export { answerImages } from './answer.js';
export {
  createRegistryClient,
  type Answered,
  type ImageDetails,
  type ImageName,
} from './client.js';
export type { Manifest, TagDigest } from './manifest.js';
export type { Lifetimes, Limits, RegistryOptions } from './options.js';
