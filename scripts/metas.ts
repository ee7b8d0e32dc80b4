// Every transform and every check, as the generated pages and schemas name them.
import type { CheckRules } from '../src/knowledge/index.js';
import type { TransformMeta } from '../src/model/index.js';
import { reports } from '../src/reports/index.js';
import { registry } from '../transforms/index.js';

export const metas: readonly TransformMeta[] = [
  ...registry.dockerfile,
  ...registry.compose,
  ...registry.kubernetes,
  ...registry.pipeline,
].map(({ meta }) => meta);

export const checks: readonly CheckRules[] = [...reports.dockerfile, ...reports.compose, ...reports.kubernetes].map(
  ({ id, rules }) => ({ check: id, rules }),
);
