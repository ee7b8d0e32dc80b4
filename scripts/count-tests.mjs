// Prints `PASSED FAILED SKIPPED` of what jest wrote with --json. A suite that does not start, and a run that left nothing
// behind, count as a failure. `node scripts/count-tests.mjs RESULTS.json`
import { readFileSync } from 'node:fs';

function readResults(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return { success: false };
  }
}

const {
  success,
  numPassedTests = 0,
  numFailedTests = 0,
  numPendingTests = 0,
  numTodoTests = 0,
  numRuntimeErrorTestSuites = 0,
} = readResults(process.argv[2]);
const broken = numRuntimeErrorTestSuites + (success === false && numFailedTests === 0 ? 1 : 0);
process.stdout.write(`${numPassedTests} ${numFailedTests + broken} ${numPendingTests + numTodoTests}\n`);
