/** The CommonJS file of jsonc-parser loads its parts by a function that no bundler can follow: its other form stands in. */
export const ALIAS = { 'jsonc-parser': 'jsonc-parser/lib/esm/main.js' };
