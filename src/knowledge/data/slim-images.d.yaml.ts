import type { FirstVersion, Frozen, Slim } from '../base-variants.js';

declare const table: () => {
  readonly slim: Readonly<Record<string, Slim>>;
  readonly onBullseye: Readonly<Record<string, FirstVersion>>;
  readonly frozen: Readonly<Record<string, readonly Frozen[]>>;
};
export default table;
