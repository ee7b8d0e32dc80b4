import type { LanguageImage } from '../described-languages.js';

declare const table: () => readonly LanguageImage[];
export default table;
