import { factOf, type RuleId, type TransformId, type TransformMeta } from '../model/index.js';
import table from './data/rules.yaml';
import type { RuleSlug } from './rule-slugs.js';
import type { RowData, Section } from './rule-types.js';

/** A row of the table, with its name and the part of the table it stands in. */
export interface RuleRow extends RowData {
  readonly slug: RuleSlug;
  readonly section: Section;
}

const { sections } = table();

/** Everything harden has an answer to: fixed, refused with a reason, or reported. In the order in which it is shown. */
export const RULES = Object.fromEntries(
  keysOf(sections).flatMap((section) =>
    keysOf(sections[section]).map((slug) => [slug, { ...sections[section][slug]!, slug, section }]),
  ),
) as Readonly<Record<RuleSlug, RuleRow>>;

function keysOf<Key extends string>(map: Readonly<Partial<Record<Key, unknown>>>): Key[] {
  const keys: Key[] = [];
  for (const key in map) keys.push(key);
  return keys;
}

interface RuleIndex {
  readonly byKey: ReadonlyMap<string, readonly RuleRow[]>;
  /** Names without their tool: `StageNameCasing` for `BK StageNameCasing`. */
  readonly byName: ReadonlyMap<string, readonly RuleRow[]>;
  /** For each row the keys that decide it: those it shares with no other, or all where it shares them all. */
  readonly deciding: ReadonlyMap<RuleRow, readonly string[]>;
}

let index: RuleIndex | undefined;

/** Made when a rule is first asked for, which most runs do not. */
function ruleIndex(): RuleIndex {
  index ??= indexed(Object.values(RULES));
  return index;
}

function indexed(rows: readonly RuleRow[]): RuleIndex {
  const byKey = new Map<string, RuleRow[]>();
  const byName = new Map<string, RuleRow[]>();
  for (const row of rows) {
    push(byKey, ruleKey(row.slug), row);
    for (const id of row.ids) {
      push(byKey, ruleKey(id), row);
      const name = /^(?:BK|KICS|kl|dc|ORW|SG|DFL|DU) (.+)$/.exec(id)?.[1];
      if (name !== undefined) push(byName, squash(name), row);
    }
  }
  const deciding = new Map<RuleRow, readonly string[]>();
  for (const row of rows) {
    const keys = row.ids.map(ruleKey);
    const own = keys.filter((key) => byKey.get(key)?.length === 1);
    deciding.set(row, [ruleKey(row.slug), ...(own.length > 0 ? own : keys)]);
  }
  return { byKey, byName, deciding };
}

function push(map: Map<string, RuleRow[]>, key: string, row: RuleRow): void {
  const rows = map.get(key) ?? [];
  if (!rows.includes(row)) rows.push(row);
  map.set(key, rows);
}

function squash(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]/g, '');
}

/**
 * One key for all the ways an id is written: `DS002`, `DS-0002`, `AVD-DS-0002` and `ds-2`; `CKV_3`, `CKV_DOCKER_3`;
 * `CIS 4.1` and `cis-4.1`.
 */
export function ruleKey(id: RuleId): string {
  const text = id.trim().toLowerCase();
  const checkov = /^ckv(2?)[_-]?(?:docker[_-]?)?(\d{1,4})$/.exec(text);
  // `ckv2` alone is the second series without a number only when a separator follows.
  if (checkov !== null && !(checkov[1] === '2' && /^ckv2\d/.test(text)))
    return `ckv${checkov[1]}docker${Number(checkov[2])}`;
  const trivy = /^(?:avd[_-])?(ds|ksv)[_-]?0*(\d{1,4})$/.exec(text);
  if (trivy !== null) return `${trivy[1]}${Number(trivy[2])}`;
  const section = /^cis[ _-]?(\d+\.\d+)$/.exec(text);
  if (section !== null) return `cis${section[1]}`;
  const numbered = /^(cis-di|dkl-di|dkl-li|cl)[_-]?0*(\d{1,4})$/.exec(text);
  if (numbered !== null) return `${numbered[1]}${Number(numbered[2])}`;
  return squash(text);
}

/** The rows that a slug, a rule's id or its name stands for, however it is written; empty for none. */
export function findRule(query: string): readonly RuleRow[] {
  if (query.length > 200) return [];
  const { byKey, byName } = ruleIndex();
  return byKey.get(ruleKey(query)) ?? byName.get(squash(query)) ?? [];
}

/**
 * The rows that a list of rule ids, a transform's or a check's, speaks of. An id that several rows share (DS-0002 is
 * both "no USER" and "last USER is root") decides nothing for a row that has an id of its own.
 */
export function rowsOf(ids: readonly RuleId[]): readonly RuleRow[] {
  return factOf(ids, decidedRows);
}

function decidedRows(ids: readonly RuleId[]): readonly RuleRow[] {
  const { deciding } = ruleIndex();
  const keys = new Set(ids.map(ruleKey));
  return Object.values(RULES).filter((row) => deciding.get(row)?.some((key) => keys.has(key)));
}

export interface CheckRules {
  readonly check: string;
  readonly rules: readonly RuleId[];
}

/**
 * fixed: a transform makes the edit. refused-or-reported: a transform makes it where it can, a check reports the rest.
 * reported: a check names it, with the row's reason. open: nothing speaks of it yet.
 */
type Disposition = 'fixed' | 'refused-or-reported' | 'reported' | 'open';

export interface CoveredRow extends RuleRow {
  readonly disposition: Disposition;
  readonly transforms: readonly TransformId[];
  readonly checks: readonly string[];
}

/** What becomes of every row, from what transforms and checks say of themselves. */
export function coverage(
  metas: readonly Pick<TransformMeta, 'id' | 'rules'>[],
  checks: readonly CheckRules[],
): CoveredRow[] {
  const fixers = metas.map((meta) => ({ id: meta.id, rows: new Set(rowsOf(meta.rules)) }));
  const reporters = checks.map(({ check, rules }) => ({ check, rows: new Set(rowsOf(rules)) }));
  return Object.values(RULES).map((row) => {
    const transforms = fixers.filter((each) => each.rows.has(row)).map((each) => each.id);
    const reports = reporters.filter((each) => each.rows.has(row)).map((each) => each.check);
    return {
      ...row,
      disposition: dispositionOf(transforms.length > 0, reports.length > 0),
      transforms,
      checks: reports,
    };
  });
}

function dispositionOf(fixed: boolean, reported: boolean): Disposition {
  if (fixed && reported) return 'refused-or-reported';
  if (fixed) return 'fixed';
  return reported ? 'reported' : 'open';
}
