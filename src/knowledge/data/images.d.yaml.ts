import type { ProfileEntry } from '../images/profile.js';

declare const table: () => readonly ProfileEntry[];
export default table;
