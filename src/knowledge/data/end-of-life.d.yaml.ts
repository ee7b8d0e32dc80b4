import type { Deprecated, Releases } from '../end-of-life.js';
import type { Family } from '../image-os.js';

declare const table: () => {
  readonly systems: Readonly<Partial<Record<Family, Releases>>>;
  readonly images: Readonly<Record<string, Releases>>;
  readonly deprecated: Readonly<Record<string, Deprecated>>;
};
export default table;
