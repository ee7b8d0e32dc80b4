import type { RuleId, TransformId, TransformMeta } from '../model/index.js';
import type { RowData, RuleRow, Section } from './rule-types.js';
import { COMPOSE_ROWS } from './rules-compose.js';
import { IMAGE_ROWS, USER_ROWS } from './rules-images.js';
import { KUBERNETES_ROWS } from './rules-kubernetes.js';
import { METADATA_ROWS } from './rules-metadata.js';
import { PACKAGE_ROWS } from './rules-packages.js';
import { RUN_ROWS } from './rules-run.js';

function inSection(section: Section, rows: readonly RowData[]): RuleRow[] {
  return rows.map((row) => ({ ...row, section }));
}

/** Everything harden has an answer to: fixed, refused with a reason, or reported. In the order of `row`. */
export const RULES: readonly RuleRow[] = [
  ...inSection('base images and stages', IMAGE_ROWS),
  ...inSection('user and privilege', USER_ROWS),
  ...inSection('package managers', PACKAGE_ROWS),
  ...inSection('RUN and shell', RUN_ROWS),
  ...inSection('ADD, COPY, CMD and metadata', METADATA_ROWS),
  ...inSection('Compose', COMPOSE_ROWS),
  ...inSection('Kubernetes', KUBERNETES_ROWS),
];

const BY_KEY = new Map<string, RuleRow[]>();
/** Names without their tool: `StageNameCasing` for `BK StageNameCasing`. */
const BY_NAME = new Map<string, RuleRow[]>();
for (const row of RULES) {
  push(BY_KEY, `row${row.row}`, row);
  for (const id of row.ids) {
    push(BY_KEY, ruleKey(id), row);
    const name = /^(?:BK|KICS|kl|dc|ORW) (.+)$/.exec(id)?.[1];
    if (name !== undefined) push(BY_NAME, squash(name), row);
  }
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

/** The rows a rule id, a rule's name or `row 18` stands for, however it is written; empty for none. */
export function findRule(query: string): readonly RuleRow[] {
  if (query.length > 200) return [];
  return BY_KEY.get(ruleKey(query)) ?? BY_NAME.get(squash(query)) ?? [];
}

/** For each row the keys that decide it: those it shares with no other, or all where it shares them all. */
const DECIDING = new Map<RuleRow, readonly string[]>();
for (const row of RULES) {
  const keys = row.ids.map(ruleKey);
  const own = keys.filter((key) => BY_KEY.get(key)?.length === 1);
  DECIDING.set(row, [`row${row.row}`, ...(own.length > 0 ? own : keys)]);
}
const ROWS_OF = new WeakMap<readonly RuleId[], readonly RuleRow[]>();

/**
 * The rows that a list of rule ids, a transform's or a check's, speaks of. An id that several rows share (DS-0002 is
 * both "no USER" and "last USER is root") decides nothing for a row that has an id of its own.
 */
export function rowsOf(ids: readonly RuleId[]): readonly RuleRow[] {
  const known = ROWS_OF.get(ids);
  if (known !== undefined) return known;
  const keys = new Set(ids.map(ruleKey));
  const rows = RULES.filter((row) => DECIDING.get(row)?.some((key) => keys.has(key)));
  ROWS_OF.set(ids, rows);
  return rows;
}

export interface CheckRules {
  readonly check: string;
  readonly rules: readonly RuleId[];
}

/**
 * fixed: a transform makes the edit. refused-or-reported: a transform makes it where it can, a check reports the rest.
 * reported: a check names it, with the row's reason. open: nothing speaks of it yet.
 */
export type Disposition = 'fixed' | 'refused-or-reported' | 'reported' | 'open';

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
  const fixers = metas.map((meta) => ({ id: meta.id, rows: new Set(rowsOf(meta.rules).map((row) => row.row)) }));
  const reporters = checks.map(({ check, rules }) => ({ check, rows: new Set(rowsOf(rules).map((row) => row.row)) }));
  return RULES.map((row) => {
    const transforms = fixers.filter((each) => each.rows.has(row.row)).map((each) => each.id);
    const reports = reporters.filter((each) => each.rows.has(row.row)).map((each) => each.check);
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
