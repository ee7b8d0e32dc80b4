import type { LanguageImage } from '../language-images.js';

declare const table: () => readonly LanguageImage[];
export default table;
