import type { Finding } from '../../model/index.js';
import type { Report } from '../../planner/index.js';
import { RULES, type RuleSlug } from '../../knowledge/index.js';
import type { DockerfileDoc, Instruction } from '../../dockerfile/index.js';

export type DockerfileReport = Report<DockerfileDoc>;
export type Found = Pick<Finding, 'at' | 'message'>;

/** A check on Dockerfiles. Its reason is the rule table's where one of its rows has it, so that both say the same. */
export function defineReport(
  report: Omit<DockerfileReport, 'target' | 'reason'> & { readonly rule: RuleSlug; readonly reason?: string },
): DockerfileReport {
  const { rule, reason, ...rest } = report;
  const known = reason ?? RULES[rule].reason;
  if (known === undefined) throw new Error(`${report.id}: ${rule} gives no reason`);
  return { ...rest, target: 'dockerfile', reason: known };
}

/** A finding on an instruction: the whole of it, so that a comment above it can turn the check off. */
export function findingOn(doc: DockerfileDoc, instruction: Instruction, message: string): Found {
  return { at: { file: doc.file, span: instruction.span }, message };
}

/** One line, shortened. */
export function shorten(text: string, most = 60): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= most ? line : `${line.slice(0, most - 3)}...`;
}

/** `a`, `a and b`, `a, b and c`, `a, b, c and 4 more`. */
export function listNames(names: readonly string[], most = 3): string {
  const shown = names.slice(0, most).map((name) => shorten(name));
  const more = names.length - shown.length;
  if (more > 0) return `${shown.join(', ')} and ${more} more`;
  const last = shown.pop() ?? '';
  return shown.length === 0 ? last : `${shown.join(', ')} and ${last}`;
}
