import type { TooOld, YoungOption } from '../tool-flags.js';

declare const table: () => { readonly options: Readonly<Record<YoungOption, TooOld>> };
export default table;
