import type { RuleSlug } from '../rule-slugs.js';
import type { RowData, Section } from '../rule-types.js';

declare const table: () => {
  readonly sections: Readonly<Record<Section, Readonly<Partial<Record<RuleSlug, RowData>>>>>;
};
export default table;
