import { isTooDeep, withLineNumbers, type Context, type DroppedStep, type PlacedFinding } from '../model/index.js';
import type { ParsedFile } from './parsed.js';
import type { PlanOptions, Report, Reports } from './settings.js';
import { readSuppressions, suppressedBy } from './suppress.js';

/** What the checks find in a file as it was read. One that throws is a bug of its own and stops no other. */
export function findAll(
  parsed: ParsedFile,
  reports: Reports | undefined,
  options: PlanOptions,
  context: (id: string) => Context,
): { readonly findings: readonly PlacedFinding[]; readonly dropped: readonly DroppedStep[] } {
  const findings: PlacedFinding[] = [];
  const dropped: DroppedStep[] = [];
  const all = (reports?.[parsed.target] ?? []) as readonly Report<unknown>[];
  let entries: ReturnType<typeof readSuppressions> | undefined;
  for (const report of all) {
    const { id, rules, reason } = report;
    if (!parsed.mentions(report.hints)) continue;
    try {
      for (const found of report.find(parsed.doc, context(id))) {
        entries ??= readSuppressions(parsed, options);
        if (suppressedBy(entries, parsed, report, found.at, options)) continue;
        // The checks look at the files as they are on disk.
        const message = withLineNumbers(found.message, (_file, line) => line);
        findings.push({ check: id, rules, reason, ...found, message, ...parsed.lines.position(found.at.span.start) });
      }
    } catch (error) {
      if (isTooDeep(error)) throw error;
      const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      dropped.push({ id, transform: id, file: parsed.file, guard: 'throw', message });
    }
  }
  return { findings, dropped };
}
