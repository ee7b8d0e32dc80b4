// What an editor marks in a file: steps, findings, and what keeps a file from being planned.
import { type Diagnostic, DiagnosticSeverity, type Range } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type {
  FileError,
  FilePath,
  GroupPlan,
  HeldStep,
  PlacedFinding,
  RuleId,
  Safety,
  Span,
  Step,
  TransformMeta,
} from '../model/index.js';
import { oneLine, TOLD_HELD } from '../render/index.js';
import type { Engine } from './engine.js';

/** What a diagnostic carries for the actions. */
interface DiagnosticData {
  readonly id: string;
  readonly rules: readonly RuleId[];
}

const SOURCE = 'harden';
/** A message is read at a glance; hovering shows all. */
const MOST_RULES = 6;

/** What a step is to somebody who writes: a change that can be taken as it is, or one that needs a look first. */
const SEVERITY: Readonly<Record<Safety, DiagnosticSeverity>> = {
  safe: DiagnosticSeverity.Information,
  review: DiagnosticSeverity.Information,
  unverified: DiagnosticSeverity.Hint,
  manual: DiagnosticSeverity.Hint,
};

/** The steps of a plan that stand in a file, those that a level holds among them. */
export function stepsIn({ steps, held }: GroupPlan, path: FilePath): readonly (Step | HeldStep)[] {
  return [...steps, ...held.filter(({ heldBy }) => TOLD_HELD.has(heldBy))].filter(({ at }) => at.file === path);
}

export function findingsIn({ findings }: GroupPlan, path: FilePath): readonly PlacedFinding[] {
  return findings.filter(({ at }) => at.file === path);
}

/** The place of a span: up to the end of its first line, since a stage underlined as a whole helps nobody. */
export function rangeOf(document: TextDocument, { start, end }: Span): Range {
  const from = document.positionAt(start);
  const to = document.positionAt(end);
  if (to.line === from.line) return { start: from, end: to };
  const line = document.getText({ start: from, end: { line: from.line + 1, character: 0 } });
  return { start: from, end: document.positionAt(start + line.trimEnd().length) };
}

/** What is said of a file of a group. */
export function planDiagnostics(
  engine: Engine,
  metas: ReadonlyMap<string, TransformMeta>,
  plan: GroupPlan,
  path: FilePath,
  document: TextDocument,
): Diagnostic[] {
  const steps = stepsIn(plan, path).map((step): Diagnostic => {
    const rules = metas.get(step.transform)?.rules ?? [];
    return {
      range: rangeOf(document, step.at.span),
      severity: SEVERITY[step.safety],
      source: SOURCE,
      ...codeOf(engine, step.transform),
      message: oneLine(`${step.title}${levelWords(step.safety)}${rulesWords(rules)}. ${step.why}`),
      data: { id: step.id, rules } satisfies DiagnosticData,
    };
  });
  const findings = findingsIn(plan, path).map(
    (finding): Diagnostic => ({
      range: rangeOf(document, finding.at.span),
      severity: DiagnosticSeverity.Warning,
      source: SOURCE,
      ...codeOf(engine, finding.check),
      message: oneLine(`${finding.message}${rulesWords(finding.rules)}`),
      data: { id: finding.check, rules: finding.rules } satisfies DiagnosticData,
    }),
  );
  return [...steps, ...findings];
}

/** A file that cannot be planned, or a mistake in a configuration. */
export function errorDiagnostic({ line, column, message, hint }: FileError): Diagnostic {
  const start = { line: Math.max(0, (line ?? 1) - 1), character: Math.max(0, (column ?? 1) - 1) };
  return {
    range: { start, end: { ...start, character: start.character + 1 } },
    severity: DiagnosticSeverity.Error,
    source: SOURCE,
    message: oneLine(hint === undefined ? message : `${message} (${hint})`),
  };
}

function codeOf(engine: Engine, id: string): Pick<Diagnostic, 'code' | 'codeDescription'> {
  const href = engine.pageOf(id);
  return href === undefined ? { code: id } : { code: id, codeDescription: { href } };
}

/** How sure it is, where a person has to look. */
export function levelWords(safety: Safety): string {
  if (safety === 'safe') return '';
  return safety === 'review' ? ' (for review)' : ` (${safety})`;
}

function rulesWords(rules: readonly RuleId[]): string {
  if (rules.length === 0) return '';
  const more = rules.length > MOST_RULES ? ', …' : '';
  return ` [${rules.slice(0, MOST_RULES).join(', ')}${more}]`;
}
