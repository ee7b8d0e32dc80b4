import type { ServerFootprint } from '../footprints.js';

declare const table: () => {
  readonly measuredOn: string;
  readonly servers: Readonly<Record<string, ServerFootprint>>;
};
export default table;
