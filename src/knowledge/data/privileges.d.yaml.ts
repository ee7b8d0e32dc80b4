import type { GainingImage, ImageRights } from '../privileges.js';

declare const table: () => {
  readonly images: Readonly<Record<string, GainingImage>>;
  readonly rights: Readonly<Record<string, ImageRights>>;
  readonly packages: { readonly source: string; readonly bring: Readonly<Record<string, string>> };
};
export default table;
