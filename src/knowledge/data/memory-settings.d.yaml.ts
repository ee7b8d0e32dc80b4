import type { MemoryRule } from '../memory-settings.js';

declare const table: () => { readonly runtimes: readonly string[]; readonly settings: readonly MemoryRule[] };
export default table;
