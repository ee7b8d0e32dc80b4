import { DEFAULT_PRESET, isInPreset, type Plan, type TransformMeta } from '../model/index.js';
import { byCode } from './patch.js';
import type { CheckTitles } from './summary.js';

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
  { help, checks }: { readonly help: ReadonlyMap<string, RuleHelp>; readonly checks: CheckTitles },
): SarifRule[] {
  const rules = new Map<string, SarifRule>(metas.map((meta) => [meta.id, transformRule(meta, help.get(meta.id))]));
  for (const { check, rules: ids, reason } of plan.groups.flatMap((group) => group.findings)) {
    if (!rules.has(check))
      rules.set(check, checkRule({ id: check, title: checks.get(check), rules: ids, reason, help: help.get(check) }));
  }
  for (const { steps, held, refused } of plan.groups) {
    for (const { transform } of [...steps, ...held, ...refused]) {
      if (!rules.has(transform))
        rules.set(transform, checkRule({ id: transform, rules: [], reason: '', help: help.get(transform) }));
    }
  }
  return [...rules.values()].sort((a, b) => byCode(a.id, b.id));
}

function transformRule(meta: TransformMeta, help: RuleHelp | undefined): SarifRule {
  const uri = help?.uri ?? meta.references[0];
  const rules = meta.rules;
  const resolves = rules.length > 0 ? `Resolves ${rules.join(', ')}.` : '';
  const text = [meta.summary, SAFETY_HELP[meta.ceiling], resolves, ...meta.references].filter((line) => line !== '');
  return {
    id: meta.id,
    name: pascal(meta.id),
    shortDescription: { text: `${meta.title}.` },
    fullDescription: { text: meta.summary },
    ...(uri === undefined ? {} : { helpUri: uri }),
    help: { text: text.join('\n'), markdown: help?.markdown ?? text.join('\n\n') },
    defaultConfiguration: { level: 'warning', enabled: isInPreset(meta, DEFAULT_PRESET) },
    properties: {
      tags: [meta.target, ...rules],
      safety: meta.ceiling,
      rules,
      since: meta.since,
      precision: meta.ceiling === 'safe' ? 'very-high' : 'high',
    },
  };
}

const SAFETY_HELP = {
  safe: 'Applied as safe: behaviour is kept, or changes only as the evidence proves.',
  review: 'Applied for review: each step states what it assumes.',
  unverified:
    'Applied where a build and a run show that it works, or where you ask for it: the assumption is one that only a run confirms.',
  manual: 'Never applied: shown as a sketch.',
} as const;

interface Described {
  readonly id: string;
  readonly title?: string | undefined;
  readonly rules: readonly string[];
  readonly reason: string;
  readonly help: RuleHelp | undefined;
}

function checkRule({ id, title, rules, reason, help }: Described): SarifRule {
  const words = id.replaceAll('-', ' ');
  const short = title ?? `${words[0]!.toUpperCase()}${words.slice(1)}.`;
  const text = [short, reason].filter((line) => line !== '').join(' ');
  return {
    id,
    name: pascal(id),
    shortDescription: { text: short },
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
