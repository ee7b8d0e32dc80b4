import type { Verified } from '../images/profile.js';

declare const table: () => { readonly runs: Readonly<Record<string, Verified>> };
export default table;
