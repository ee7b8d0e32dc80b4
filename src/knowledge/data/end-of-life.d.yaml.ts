import type { Deprecated, Dropped, LanguageReleases, SystemReleases } from '../end-of-life.js';
import type { Family } from '../image-os.js';

declare const table: () => {
  readonly archived: {
    readonly releases: readonly string[];
    readonly unsigned: readonly string[];
    readonly source: string;
  };
  readonly systems: Readonly<Partial<Record<Family, SystemReleases>>>;
  readonly images: Readonly<Record<string, LanguageReleases>>;
  readonly deprecated: Readonly<Record<string, Deprecated>>;
  readonly dropped: readonly Dropped[];
};
export default table;
