import type { FirstVersion, Slim } from '../base-variants.js';

declare const table: () => {
  readonly slim: Readonly<Record<string, Slim>>;
  readonly onBullseye: Readonly<Record<string, FirstVersion>>;
};
export default table;
