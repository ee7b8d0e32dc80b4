import type { Plan, TransformMeta } from '../model/index.js';
import { byCode } from './patch.js';

/** What people read about a rule. */
export interface RuleHelp {
  readonly markdown: string;
  readonly uri?: string;
}

export interface SarifRule {
  readonly id: string;
  readonly [property: string]: unknown;
}

/**
 * One rule per transform, whether it was met or not, then one per finding's check that was met, then one for each
 * transform that the plan names and nobody described. Sorted by id.
 */
export function sarifRules(
  plan: Plan,
  metas: readonly TransformMeta[],
  help: ReadonlyMap<string, RuleHelp>,
): SarifRule[] {
  const rules = new Map<string, SarifRule>(metas.map((meta) => [meta.id, transformRule(meta, help.get(meta.id))]));
  for (const { check, rules: ids, reason } of plan.groups.flatMap((group) => group.findings)) {
    if (!rules.has(check)) rules.set(check, checkRule(check, ids, reason, help.get(check)));
  }
  for (const { steps, held, refused } of plan.groups) {
    for (const { transform } of [...steps, ...held, ...refused]) {
      if (!rules.has(transform)) rules.set(transform, checkRule(transform, [], '', help.get(transform)));
    }
  }
  return [...rules.values()].sort((a, b) => byCode(a.id, b.id));
}

function transformRule(meta: TransformMeta, help: RuleHelp | undefined): SarifRule {
  const uri = help?.uri ?? meta.references[0];
  const resolves = meta.rules.length > 0 ? `Resolves ${meta.rules.join(', ')}.` : '';
  const text = [meta.summary, SAFETY_HELP[meta.ceiling], resolves, ...meta.references].filter((line) => line !== '');
  return {
    id: meta.id,
    name: pascal(meta.id),
    shortDescription: { text: `${meta.title}.` },
    fullDescription: { text: meta.summary },
    ...(uri === undefined ? {} : { helpUri: uri }),
    help: { text: text.join('\n'), markdown: help?.markdown ?? text.join('\n\n') },
    defaultConfiguration: { level: 'warning', enabled: meta.enabledByDefault ?? true },
    properties: {
      tags: [meta.target, ...meta.rules],
      safety: meta.ceiling,
      rules: meta.rules,
      since: meta.since,
      precision: meta.ceiling === 'safe' ? 'very-high' : 'high',
    },
  };
}

const SAFETY_HELP = {
  safe: 'Applied as safe: behaviour is kept, or changes only as the evidence proves.',
  review: 'Applied for review: each step states what it assumes.',
  manual: 'Never applied: shown as a sketch.',
} as const;

function checkRule(id: string, rules: readonly string[], reason: string, help: RuleHelp | undefined): SarifRule {
  const title = id.replaceAll('-', ' ');
  const text = [`${title[0]!.toUpperCase()}${title.slice(1)}.`, reason].filter((line) => line !== '').join(' ');
  return {
    id,
    name: pascal(id),
    shortDescription: { text: `${title[0]!.toUpperCase()}${title.slice(1)}.` },
    fullDescription: { text },
    ...(help?.uri === undefined ? {} : { helpUri: help.uri }),
    help: { text, markdown: help?.markdown ?? text },
    defaultConfiguration: { level: 'warning' },
    properties: { tags: rules, rules },
  };
}

function pascal(id: string): string {
  return id
    .split('-')
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join('');
}
