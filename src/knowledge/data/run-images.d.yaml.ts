import type { Compiling } from '../image-facts.js';

declare const table: () => {
  readonly served: { readonly releases: readonly string[]; readonly source: string };
  readonly newest: { readonly debian: string; readonly alpine: string; readonly source: string };
  readonly compiles: Readonly<Record<string, Compiling>>;
  readonly java: { readonly lacks: readonly string[]; readonly temurin: string; readonly openjdk: string };
};
export default table;
