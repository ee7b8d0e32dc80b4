import type { GroupPlan, Plan, Step, TransformMeta } from '../model/index.js';
import { relativePath, withoutRoot } from './paths.js';
import { allFindings, rulesOf, summaryLine } from './summary.js';
import type { Mode } from './summary.js';
import { oneLine, makeVisible } from './visible.js';

export interface GithubOptions {
  readonly mode: Mode;
  readonly metas: readonly TransformMeta[];
  /** The absolute folder the paths start from: cut from paths and messages. */
  readonly root?: string;
}

interface Annotation {
  readonly level: 'error' | 'warning' | 'notice';
  readonly title: string;
  readonly message: string;
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
  readonly endLine?: number;
}

/**
 * GitHub workflow commands: a step and a finding is a warning at its line in the file as it is, an error and a dropped
 * step an error, and the summary a notice. Refused, held and suppressed steps ask nothing of a reviewer and are left out.
 */
export function renderGithub(plan: Plan, { mode, metas, root }: GithubOptions): string {
  const found: Annotation[] = [];
  for (const { path, line, column, message, hint } of plan.errors) {
    const text = withoutRoot(hint ? `${message}\n${hint}` : message, root);
    found.push({
      level: 'error',
      title: 'harden',
      message: text,
      file: relativePath(path, root),
      ...numbers(line, column),
    });
  }
  for (const { transform, file, guard, message } of plan.groups.flatMap((group) => group.dropped)) {
    const text = `A bug in harden (${transform}, guard ${guard}): ${message}`;
    found.push({ level: 'error', title: 'Bug in harden', message: text, file });
  }
  for (const { group, step } of plan.groups.flatMap((group) => group.steps.map((step) => ({ group, step })))) {
    const rules = rulesOf(metas, step.transform);
    const lines = [step.why, ...step.assumptions.map((one) => `Assumes: ${one.believes}`), step.id];
    if (rules.length > 0) lines.push(rules.join(', '));
    const { file, line, column } = step.at;
    const place = { file, line, column, endLine: lastLine(group, step) };
    found.push({
      level: 'warning',
      title: `${step.title} (${step.safety}${step.verified ? ', verified' : ''})`,
      message: lines.join('\n'),
      ...place,
    });
  }
  for (const { check, at, line, column, message, reason } of allFindings(plan)) {
    found.push({
      level: 'warning',
      title: check,
      message: `${message}\nNot changed: ${reason}`,
      file: at.file,
      line,
      column,
    });
  }
  const lines = found.map(command);
  return [...lines, `::notice title=harden::${escapeData(summaryLine(plan, mode))}`, ''].join('\n');
}

/** The line a step's place ends on. A place that ends with a line break ends on the line it breaks. */
function lastLine({ base }: GroupPlan, { at: { file, span, line } }: Step): number {
  const text = base.get(file)?.text.slice(span.start, span.end) ?? '';
  const breaks = text.split('\n').length - 1;
  return line + (text.endsWith('\n') ? breaks - 1 : breaks);
}

function numbers(line: number | undefined, column: number | undefined): { line?: number; column?: number } {
  return { ...(line === undefined ? {} : { line }), ...(column === undefined ? {} : { column }) };
}

function command({ level, title, message, file, line, column, endLine }: Annotation): string {
  const properties = [`file=${escapeProperty(file)}`];
  if (line !== undefined) properties.push(`line=${line}`);
  // GitHub refuses columns on an annotation of several lines.
  if (endLine !== undefined && endLine !== line) properties.push(`endLine=${endLine}`);
  else if (column !== undefined) properties.push(`col=${column}`);
  properties.push(`title=${escapeProperty(oneLine(title))}`);
  const text = message.split('\n').map((part) => oneLine(part));
  return `::${level} ${properties.join(',')}::${escapeData(text.join('\n'))}`;
}

/** As the runner unescapes it: percent first, then what would end the command. */
function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(makeVisible(text)).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
