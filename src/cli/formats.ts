import type { CsvTable } from '../fleet-reports/index.js';

export const FORMATS = ['text', 'diff', 'json', 'sarif', 'codequality', 'github', 'markdown', 'html'] as const;
export type Format = (typeof FORMATS)[number];

/** What `harden verify` prints as. */
export const VERIFY_FORMATS = ['text', 'json', 'markdown', 'html'] as const satisfies readonly Format[];

/** What `harden migrate report` prints as, and what a row of its CSV is. */
export const REPORT_FORMATS = ['html', 'csv', 'json', 'sqlite'] as const;
export const CSV_TABLES = [
  'repositories',
  'steps',
  'refusals',
  'images',
  'rules',
  'patterns',
  'proofs',
] as const satisfies readonly CsvTable[];
