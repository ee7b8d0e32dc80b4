import { nearestName } from '../../run/index.js';
import { coverage, findRule } from '../../knowledge/index.js';
import { reports } from '../../reports/index.js';
import { helpTexts } from '../help.js';
import { writeMessage, type Io } from '../output.js';
import { metas } from '../session.js';

const checks = [...reports.dockerfile, ...reports.compose, ...reports.kubernetes];

/**
 * `harden explain ID [ID...]`: a transform's page, a check, or what harden does about a rule of a linter or benchmark.
 * Each id that nobody knows is named, with the nearest one; the others are explained all the same.
 * @returns 0, or 2 where an id is not known.
 */
export function explain(io: Io, words: readonly string[]): number {
  const texts: string[] = [];
  const unknown: string[] = [];
  for (let at = 0; at < words.length; ) {
    const { text, count } = longest(words.slice(at, at + MOST_WORDS));
    if (text === undefined) unknown.push(words[at]!);
    else if (!texts.includes(text)) texts.push(text);
    at += count;
  }
  if (texts.length > 0) io.out(texts.join('\n'));
  for (const name of unknown) writeMessage(io, `no transform, check or rule is called ${name}; ${hint(name)}`);
  return unknown.length > 0 ? 2 : 0;
}

// The names of some rules are of several words, and nobody quotes `CIS 4.1`.
const MOST_WORDS = Math.max(...coverage([], []).flatMap(({ ids }) => ids.map((id) => id.split(' ').length)));

/** What the words at the front explain: as many of them as make a name together. */
function longest(words: readonly string[]): { readonly text: string | undefined; readonly count: number } {
  for (let count = words.length; count > 0; count--) {
    const text = explanation(words.slice(0, count).join(' '));
    if (text !== undefined) return { text, count };
  }
  return { text: undefined, count: 1 };
}

/** The transform, check or rule whose name is nearest; nothing where none is near. */
export function nearestExplained(name: string): string | undefined {
  const rules = coverage([], []).flatMap(({ slug, ids }) => [slug, ...ids]);
  return nearestName(name, [...metas.map(({ id }) => id), ...checks.map(({ id }) => id), ...rules]);
}

function hint(name: string): string {
  const near = nearestExplained(name);
  return near ? `did you mean ${near}?` : 'harden list names the transforms';
}

/** What `harden explain` prints; `undefined` for an unknown name. */
export function explanation(name: string): string | undefined {
  const meta = metas.find(({ id }) => id === name);
  if (meta) {
    const page = helpTexts().get(meta.id)?.markdown ?? `# ${meta.id}\n${meta.summary}\n`;
    const references = meta.references.map((address) => `- ${address}\n`).join('');
    return `${page.trimEnd()}\n\n## Rules\n${meta.rules.join(', ') || 'none'}\n${references ? `\n## References\n${references}` : ''}`;
  }
  const check = checks.find(({ id }) => id === name);
  if (check)
    return `# ${check.id}\n${check.summary}\n\nRules: ${check.rules.join(', ')}\n\nReported, not changed: ${check.reason}\n`;
  const rows = findRule(name);
  if (rows.length === 0) return undefined;
  const covered = coverage(
    metas,
    checks.map(({ id, rules }) => ({ check: id, rules })),
  );
  return rows.map((row) => ruleText(covered.find(({ slug }) => slug === row.slug)!)).join('\n');
}

type Covered = ReturnType<typeof coverage>[number];

function ruleText(row: Covered): string {
  const lines = [`# ${row.title}`, '', `Known as ${[row.slug, ...row.ids].join(', ')}.`, ''];
  if (row.transforms.length > 0)
    lines.push(`Fixed by ${row.transforms.join(', ')}: harden explain ${row.transforms[0]}`);
  if (row.checks.length > 0) lines.push(`Reported by harden check: ${row.checks.join(', ')}`);
  if (row.reason && row.transforms.length === 0) lines.push(`No automatic change: ${row.reason}`);
  return `${lines.join('\n')}\n`;
}
