/** Languages whose source is read. The folders of `src/ecosystems` add them, as they do to `Projects`. */
// biome-ignore lint/suspicious/noEmptyInterface: it is filled by the ecosystems
export interface Languages {}
/** Indexes that are asked for versions of packages; filled in the same way. */
// biome-ignore lint/suspicious/noEmptyInterface: it is filled by the ecosystems
export interface PackageIndexes {}
/** Package managers of languages whose calls are taken apart; filled in the same way. */
// biome-ignore lint/suspicious/noEmptyInterface: it is filled by the ecosystems
export interface LibraryManagers {}

export type SourceLanguage = keyof Languages;
export type PackageIndex = keyof PackageIndexes;
export type LibraryManager = keyof LibraryManagers;
