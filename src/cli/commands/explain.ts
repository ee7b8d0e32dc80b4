import { nearest } from '../../engine/index.js';
import { coverage, findRule } from '../../knowledge/index.js';
import { ConfigError } from '../../model/index.js';
import { reports } from '../../reports/index.js';
import { helpTexts } from '../help.js';
import type { Io } from '../output.js';
import { metas } from '../session.js';

const checks = [...reports.dockerfile, ...reports.compose, ...reports.kubernetes];

/**
 * `harden explain ID`: a transform's page, a check, or what harden does about a rule of a linter or benchmark.
 * @throws ConfigError for a name nobody knows, with the nearest one.
 */
export function explain(io: Io, name: string): number {
  const text = explanation(name);
  if (text === undefined) {
    const rules = coverage([], []).flatMap(({ slug, ids }) => [slug, ...ids]);
    const near = nearest(name, [...metas.map(({ id }) => id), ...checks.map(({ id }) => id), ...rules]);
    const hint = near ? `did you mean ${near}?` : 'harden list names the transforms';
    throw new ConfigError(`no transform, check or rule is called ${name}; ${hint}`);
  }
  io.out(text);
  return 0;
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
