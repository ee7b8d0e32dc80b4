// What people read of a campaign: its numbers, the report, and the patterns they judge. fleet-reports never writes the
// ledger, never plans, and counts nothing that the ledger does not hold.
export { parseReview, readReview, verdictsOf, type Decision, type Review } from './review/read.js';
export { reviewText, writeReview } from './review/write.js';
export { reviewSchemaText } from './review/schema.js';
export { csvLines, type CsvTable } from './csv.js';
export { campaignJson, campaignReportSchema, campaignReportSchemaText } from './json.js';
export { readNumbers } from './numbers/read.js';
export { tablesOf } from './numbers/tables.js';
export { campaignHtml } from './page/html.js';
export { readExamples, type Example } from './numbers/examples.js';
export type { PatternSummary } from './numbers/types.js';
export { reviewHtml } from './page/review-html.js';
export {
  chosenPatterns,
  decide,
  namedPattern,
  takeAnswers,
  type Judge,
} from './review/choose.js';
