import type { MemoryNeed } from '../memory-needs.js';

declare const table: () => { readonly images: readonly MemoryNeed[] };
export default table;
