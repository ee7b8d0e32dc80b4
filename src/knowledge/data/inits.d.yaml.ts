import type { PackagedInit } from '../inits.js';

declare const table: () => { readonly families: Readonly<Record<string, PackagedInit>> };
export default table;
