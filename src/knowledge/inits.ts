import table from './data/inits.yaml';
import type { ImageProfile } from './images.js';
import { rowOf } from '../model/index.js';

/** An init as a distribution packs it. */
export interface PackagedInit {
  readonly package: string;
  readonly path: string;
  /** Releases of the distribution without the package. */
  readonly missing: readonly string[];
  readonly source: string;
}

/** The init that the distribution of an image has as a package; `undefined` where none is known. */
export function packagedInit({ family, release }: Pick<ImageProfile, 'family' | 'release'>): PackagedInit | undefined {
  const found = family === undefined ? undefined : rowOf(table().families, family);
  return found && release !== undefined && found.missing.includes(/^[a-z]*/.exec(release)?.[0] || release)
    ? undefined
    : found;
}
