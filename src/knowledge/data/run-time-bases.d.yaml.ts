import type { Catalogue } from '../run-time-bases.js';

declare const table: () => { readonly catalogues: Readonly<Record<string, Catalogue>> };
export default table;
