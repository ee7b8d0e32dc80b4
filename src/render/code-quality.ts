// The plan as GitLab shows it beside the lines of a merge request:
// https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
import type { GroupPlan, Plan, Step } from '../model/index.js';
import { fingerprints, resultMessage, TOLD_HELD } from './results.js';
import { heldPhrase } from './summary.js';
import { oneLine } from './visible.js';

/** As GitLab takes them: it ignores keys that it does not know. */
interface Issue {
  readonly description: string;
  readonly check_name: string;
  readonly fingerprint: string;
  readonly severity: 'info' | 'minor' | 'major' | 'critical' | 'blocker';
  readonly location: { readonly path: string; readonly lines: { readonly begin: number } };
}

type Result = Omit<Issue, 'fingerprint'> & { readonly key: string };

/**
 * The plan as a code quality report of GitLab, with every place in the file as it is on disk. A step and a finding are
 * minor, a step that the level holds is information. What was refused, suppressed or left out by a flag is not reported.
 * The report compares branches by fingerprints, which hold when lines move.
 */
export function renderCodeQuality(plan: Plan): string {
  const fingerprint = fingerprints();
  const issues: Issue[] = [];
  for (const group of plan.groups) {
    for (const { key, ...result } of resultsOf(group)) {
      issues.push({ ...result, fingerprint: fingerprint(result.check_name, key) });
    }
  }
  return `${JSON.stringify(issues, null, 2)}\n`;
}

function* resultsOf({ steps, held, findings }: GroupPlan): Generator<Result> {
  for (const step of steps) yield resultOf(step, 'minor', resultMessage(step));
  for (const step of held)
    if (TOLD_HELD.has(step.heldBy)) yield resultOf(step, 'info', `${resultMessage(step)} (${heldPhrase(step)})`);
  for (const { check, at, line, message, reason } of findings)
    yield {
      description: oneLine(`${message} Not changed: ${reason}`),
      check_name: check,
      key: `${at.file}|${message}`,
      severity: 'minor',
      location: { path: at.file, lines: { begin: line } },
    };
}

function resultOf(
  { transform, anchor, at }: Omit<Step, 'files'>,
  severity: Issue['severity'],
  message: string,
): Result {
  return {
    description: oneLine(message),
    check_name: transform,
    key: `${at.file}|${anchor}`,
    severity,
    location: { path: at.file, lines: { begin: at.line } },
  };
}
