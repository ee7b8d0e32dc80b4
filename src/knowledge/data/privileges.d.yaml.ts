import type { GainingImage } from '../privileges.js';

declare const table: () => {
  readonly images: Readonly<Record<string, GainingImage>>;
  readonly packages: { readonly source: string; readonly bring: Readonly<Record<string, string>> };
};
export default table;
