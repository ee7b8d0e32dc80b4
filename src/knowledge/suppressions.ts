import type { RuleId, TransformMeta } from '../model/index.js';
import { kicsQuery } from './kics.js';
import { findRule, rowsOf, ruleKey } from './rules.js';

type SuppressionTool = 'harden' | 'hadolint' | 'buildkit' | 'dclint' | 'dfiu' | 'trivy' | 'checkov' | 'kics';

/**
 * line: the line the comment stands on, or, where it has a line of its own, the next instruction or key below it.
 * block: what begins there: a build stage, a mapping.
 * file: all of it.
 */
type SuppressionScope = 'line' | 'block' | 'file';

/** A comment that asks for something to be left alone. */
export interface Suppression {
  readonly tool: SuppressionTool;
  /** Rule ids as the tool names them, or transform ids; `'all'` for whatever that tool checks. */
  readonly ids: readonly RuleId[] | 'all';
  readonly scope: SuppressionScope;
  /** What the comment means once an instruction or key stands above it; `'none'`: nothing. */
  readonly below: SuppressionScope | 'none';
  readonly reason?: string;
  /** The last day it holds, `2026-12-31`. */
  readonly expires?: string;
}

const LONGEST = 4000;

/**
 * Reads one comment, with or without its `#`; `undefined` for one that suppresses nothing. A comment that its tool
 * would read, but not understand as a whole, is none either. What each means, and where that is written:
 * - `harden-ignore ID[, ID]: reason` line; `harden-ignore-file ID|all: reason` file, anywhere in it.
 * - `hadolint ignore=ID,ID # reason` the next instruction; `hadolint global ignore=` file.
 *   https://github.com/hadolint/hadolint#inline-ignores and its src/Hadolint/Pragma.hs
 * - `check=skip=Name,Name;error=true` file as a directive at the top, since 2025 the next instruction elsewhere.
 *   https://docs.docker.com/reference/dockerfile/#check, https://github.com/moby/buildkit/pull/6334
 * - `dclint disable [rules]` and `disable-file` file, on its first line only; `disable-line [rules]` line.
 *   https://github.com/zavoloklom/docker-compose-linter/blob/main/docs/configuration-comments.md
 * - `no-dfiu` the FROM or image line below. https://github.com/salesforce/dockerfile-image-update
 * - `trivy:ignore:ID[:exp:2026-12-31]` line, stacked comments reach the line below the last.
 *   https://github.com/aquasecurity/trivy/pull/8115 and its pkg/iac/ignore
 * - `checkov:skip=ID:reason` file, wherever the comment stands in a Dockerfile.
 *   https://github.com/bridgecrewio/checkov/blob/main/checkov/dockerfile/parser.py
 * - `kics-scan ignore`, `disable=<query id>,...` file, above all content; `ignore-line` line; `ignore-block` block.
 *   https://docs.kics.io/latest/running-kics/#using-commands-on-scanned-files-as-comments
 */
export function parseSuppression(commentText: string): Suppression | undefined {
  if (commentText.length > LONGEST) return undefined;
  const text = commentText.replace(/^\s*#+/, '').trim();
  return (
    parseHarden(text) ??
    parseHadolint(text) ??
    parseCheck(text) ??
    parseDclint(text) ??
    parseKics(text) ??
    parseTrivy(text) ??
    parseCheckov(text) ??
    parseDfiu(text)
  );
}

function parseHarden(text: string): Suppression | undefined {
  const match = /^harden-ignore(-file)?(?=[\s:]|$)(.*)$/i.exec(text);
  if (match === null) return undefined;
  const scope = match[1] === undefined ? 'line' : 'file';
  const rest = match[2] ?? '';
  const colon = rest.indexOf(':');
  const ids = list(colon === -1 ? rest : rest.slice(0, colon), /,/);
  const all = ids.length === 0 || ids.some((id) => id.toLowerCase() === 'all');
  return {
    tool: 'harden',
    ids: all ? 'all' : ids,
    scope,
    below: scope,
    ...reason(colon === -1 ? '' : rest.slice(colon + 1)),
  };
}

function parseHadolint(text: string): Suppression | undefined {
  const match = /^hadolint[ \t]+(global[ \t]+)?ignore[ \t]*=(.*)$/.exec(text);
  if (match === null) return undefined;
  const [before, after] = cut(match[2] ?? '', '#');
  const ids = list(before, /,/);
  // hadolint drops the whole comment over one name that cannot be a rule.
  if (ids.length === 0 || !ids.every((id) => /^[DLSC0-9]+$/.test(id))) return undefined;
  const scope = match[1] === undefined ? 'line' : 'file';
  return { tool: 'hadolint', ids, scope, below: scope, ...reason(after) };
}

function parseCheck(text: string): Suppression | undefined {
  const match = /^check\s*=(.*)$/i.exec(text);
  if (match === null) return undefined;
  const [options, after] = cut(match[1] ?? '', '//');
  for (const option of options.split(';')) {
    const [key, value] = cut(option, '=');
    if (key.trim() !== 'skip') continue;
    const names = list(value, /,/);
    if (names.length === 0) return undefined;
    const ids = names.includes('all') ? 'all' : names.map((name) => `BK ${name}`);
    return { tool: 'buildkit', ids, scope: 'file', below: 'line', ...reason(after) };
  }
  return undefined;
}

function parseDclint(text: string): Suppression | undefined {
  const match = /^dclint\s+(disable-file|disable-line|disable)(?=\s|$)(.*)$/.exec(text);
  if (match === null) return undefined;
  const rules = match[1] === 'disable-file' ? [] : list(match[2] ?? '', /[\s,]+/);
  const ids = rules.length === 0 ? 'all' : rules.map((rule) => `dc ${rule}`);
  if (match[1] === 'disable-line') return { tool: 'dclint', ids, scope: 'line', below: 'line' };
  return { tool: 'dclint', ids, scope: 'file', below: 'none' };
}

function parseKics(text: string): Suppression | undefined {
  const match = /^kics-scan\s+(?:(ignore-line|ignore-block|ignore)(?=\s|$)|disable\s*=)(.*)$/.exec(text);
  if (match === null) return undefined;
  const rest = match[2] ?? '';
  if (match[1] === 'ignore-line') return { tool: 'kics', ids: 'all', scope: 'line', below: 'line', ...reason(rest) };
  if (match[1] === 'ignore-block') return { tool: 'kics', ids: 'all', scope: 'block', below: 'block', ...reason(rest) };
  if (match[1] === 'ignore') return { tool: 'kics', ids: 'all', scope: 'file', below: 'none', ...reason(rest) };
  const ids = list(rest, /,/).map((id) => `KICS ${kicsQuery(id) ?? id}`);
  return ids.length === 0 ? undefined : { tool: 'kics', ids, scope: 'file', below: 'none' };
}

function parseTrivy(text: string): Suppression | undefined {
  const ids: RuleId[] = [];
  const rest: string[] = [];
  let all = false;
  let expires: string | undefined;
  for (const word of text.split(/\s+/)) {
    const sections = word.replace(/^[#/*]+/, '').split(':');
    if (sections[0] !== 'trivy' || sections[1] !== 'ignore') {
      rest.push(word);
      continue;
    }
    // A condition in brackets is about attributes; what it narrows is left alone as a whole.
    const id = cut(sections[2] ?? '', '[')[0];
    if (id === '*') all = true;
    else if (id !== '') ids.push(id);
    const at = sections.indexOf('exp', 3);
    const day = at === -1 ? undefined : sections[at + 1];
    if (day !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(day) && (expires === undefined || day < expires)) expires = day;
  }
  if (!all && ids.length === 0) return undefined;
  const until = expires === undefined ? {} : { expires };
  return { tool: 'trivy', ids: all ? 'all' : ids, scope: 'line', below: 'line', ...reason(rest.join(' ')), ...until };
}

function parseCheckov(text: string): Suppression | undefined {
  const match = /(?:checkov|bridgecrew):skip= *([A-Z_\d]+)(?::(.*))?/.exec(text);
  if (match?.[1] === undefined) return undefined;
  return { tool: 'checkov', ids: [match[1]], scope: 'file', below: 'file', ...reason(match[2] ?? '') };
}

function parseDfiu(text: string): Suppression | undefined {
  const match = /^no-dfiu(?=[\s:]|$):?(.*)$/.exec(text);
  if (match === null) return undefined;
  // Leave this image reference as it is: whatever would give it another tag or digest.
  const ids = [
    'DL3006',
    'DL3007',
    'CKV_DOCKER_7',
    'Scorecard',
    'dc service-image-require-explicit-tag',
    'CL-0004',
    'CL-0019',
  ];
  return { tool: 'dfiu', ids, scope: 'line', below: 'line', ...reason(match[1] ?? '') };
}

function list(text: string, separator: RegExp): string[] {
  return text
    .split(separator)
    .map((each) => each.trim())
    .filter((each) => each !== '');
}

function cut(text: string, at: string): [before: string, after: string] {
  const index = text.indexOf(at);
  return index === -1 ? [text, ''] : [text.slice(0, index), text.slice(index + at.length)];
}

function reason(text: string): { reason?: string } {
  const clean = text.replace(/^[\s\-–—:]+/, '').trim();
  return clean === '' ? {} : { reason: clean };
}

/** Which tool checks a rule, as far as tools have suppression comments. */
function toolOf(id: RuleId): SuppressionTool | undefined {
  if (/^(?:DL|SC)\d/i.test(id)) return 'hadolint';
  if (/^BK /.test(id)) return 'buildkit';
  if (/^dc /.test(id)) return 'dclint';
  if (/^(?:AVD-)?(?:DS|KSV)-?\d/i.test(id)) return 'trivy';
  if (/^CKV/i.test(id)) return 'checkov';
  if (/^KICS /.test(id)) return 'kics';
  return undefined;
}

/**
 * True when a transform would change what the suppression asks to leave alone: it is named, or it resolves a rule that
 * is. A rule that the transform lists under another tool's id counts as the same one; of one tool's own ids only those
 * that are named do. `today` (`2026-11-23`) ends a suppression that has an end.
 */
export function isSuppressed(
  suppression: Suppression,
  meta: Pick<TransformMeta, 'id' | 'rules'>,
  today?: string,
): boolean {
  if (suppression.expires !== undefined && today !== undefined && suppression.expires < today) return false;
  if (suppression.ids !== 'all') return suppression.ids.some((id) => id === meta.id || resolves(meta.rules, id));
  if (suppression.tool === 'harden') return true;
  const known = [...meta.rules, ...rowsOf(meta.rules).flatMap((row) => row.ids)];
  return known.some((id) => toolOf(id) === suppression.tool);
}

function resolves(rules: readonly RuleId[], id: RuleId): boolean {
  const key = ruleKey(id);
  if (rules.some((rule) => ruleKey(rule) === key)) return true;
  const asked = findRule(id);
  return rowsOf(rules).some((row) => {
    if (!asked.includes(row)) return false;
    const full = row.ids.find((each) => ruleKey(each) === key) ?? id;
    const tool = toolOf(full);
    const sameTool = new Set(row.ids.filter((each) => toolOf(each) === tool).map(ruleKey));
    return tool === undefined || !rules.some((rule) => sameTool.has(ruleKey(rule)));
  });
}
