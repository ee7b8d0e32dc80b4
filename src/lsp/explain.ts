// What is shown of a place: why, what it rests on, what it assumes. Words of a file are data: none of them is markup.
import { type Hover, MarkupKind, type Position } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { FilePath, HeldStep, PlacedFinding, RefusedStep, RuleId, Span, Step } from '../model/index.js';
import { factsOf, markdownText, oneLine } from '../render/index.js';
import { findingsIn, levelWords, rangeOf, stepsIn } from './diagnostics.js';
import type { Project } from './project.js';

/** How words are written down: as Markdown that says no more than they do, or as they are. */
interface Manner {
  text(words: string): string;
  heading(words: string): string;
}

const MARKDOWN: Manner = { text: markdownText, heading: (words) => `**${markdownText(words)}**` };
const PLAIN: Manner = { text: (words) => oneLine(words), heading: (words) => oneLine(words) };
/** So much of the evidence is shown; `harden explain` and the reports have all of it. */
const MOST_FACTS = 6;

/** What harden has to say of a place; nothing where it has nothing. */
export function hoverAt(
  project: Project,
  path: FilePath,
  position: Position,
  isMarkdown: boolean,
  rulesOf: (transform: string) => readonly RuleId[],
): Hover | null {
  const planned = project.plannedOf(path);
  const document = project.documents.get(path);
  if (!planned || !document) return null;
  const manner = isMarkdown ? MARKDOWN : PLAIN;
  const offset = document.offsetAt(position);
  const isHere = ({ at }: { readonly at: { readonly span: Span } }): boolean => covers(document, at.span, offset);
  const steps = stepsIn(planned.plan, path).filter(isHere);
  const findings = findingsIn(planned.plan, path).filter(isHere);
  const refused = planned.plan.refused.filter(({ at }) => at.file === path).filter(isHere);
  const parts = [
    ...steps.map((step) => stepWords(step, rulesOf(step.transform), manner)),
    ...findings.map((finding) => findingWords(finding, manner)),
    ...refused.map((refusal) => refusalWords(refusal, manner)),
  ];
  if (parts.length === 0) return null;
  const value = parts.join(isMarkdown ? '\n\n---\n\n' : '\n\n');
  return { contents: { kind: isMarkdown ? MarkupKind.Markdown : MarkupKind.PlainText, value } };
}

function covers(document: TextDocument, span: Span, offset: number): boolean {
  const { end } = rangeOf(document, span);
  return span.start <= offset && offset <= document.offsetAt(end);
}

function stepWords(step: Step | HeldStep, rules: readonly RuleId[], { heading, text }: Manner): string {
  const blocks = [heading(`${step.title}${levelWords(step.safety)}`), text(step.why)];
  const shown = factsOf(step.evidence, step.at.file)
    .slice(0, MOST_FACTS)
    .map(({ says, origins }) => {
      const from = origins.map((origin) => text(origin.code ? `\`${origin.text}\`` : origin.text)).join(', ');
      return `- ${text(says)}${from === '' ? '' : ` (${from})`}`;
    });
  if (shown.length > 0) blocks.push(['Seen:', ...shown].join('\n'));
  const assumed = step.assumptions.map(
    ({ believes, breaksIf, checkBy }) =>
      `- ${text(believes)}\n  Breaks if: ${text(breaksIf)}\n  Check by: ${text(checkBy)}`,
  );
  if (assumed.length > 0) blocks.push(['Assumes:', ...assumed].join('\n'));
  blocks.push(footer(step.transform, rules, text));
  return blocks.join('\n\n');
}

function findingWords({ check, message, reason, rules }: PlacedFinding, { heading, text }: Manner): string {
  return [heading(message), text(`Not changed: ${reason}`), footer(check, rules, text)].join('\n\n');
}

function refusalWords({ transform, message, code }: RefusedStep, { heading, text }: Manner): string {
  return [heading(`Left alone by ${transform} (${code})`), text(message)].join('\n\n');
}

function footer(id: string, rules: readonly RuleId[], text: Manner['text']): string {
  const known = rules.length === 0 ? '' : `; also known as ${rules.join(', ')}`;
  return text(`\`harden explain ${id}\`${known}`);
}
