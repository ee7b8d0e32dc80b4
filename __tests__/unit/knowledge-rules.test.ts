import {
  coverage,
  findRule,
  parseSuppression,
  RULES,
  rowsOf,
  type RuleSlug,
  ruleKey,
  isSuppressed,
} from '../../src/knowledge/index.js';
import { reports } from '../../src/reports/index.js';
import { registry } from '../../transforms/index.js';

test('the rows are complete, named, and say why where there is no right edit', () => {
  const rows = Object.values(RULES);
  expect(rows).toHaveLength(133);
  for (const row of rows) {
    expect(row.slug).toMatch(/^[a-z0-9]+(?:-[a-z0-9]+)+$/);
    expect(RULES[row.slug]).toBe(row);
    expect(row.title).not.toBe('');
    if (row.mark === 'F') expect([row.slug, row.reason]).toEqual([row.slug, undefined]);
    else expect(row.reason).toMatch(/^[A-Za-z].{30,}\.$/);
    expect(new Set(row.ids).size).toBe(row.ids.length);
    for (const name of [row.slug, ...row.ids]) expect(findRule(name)).toContain(row);
  }
  const marks = (mark: string) => rows.filter((row) => row.mark === mark).length;
  expect({ f: marks('F'), behaviour: marks('F!'), report: marks('R') }).toEqual({ f: 30, behaviour: 21, report: 42 });
});

test('a slug names one row, and no transform or check', () => {
  const others = [
    ...[registry.dockerfile, registry.compose, registry.kubernetes, registry.pipeline].flatMap((transforms) =>
      transforms.map(({ meta }) => meta.id),
    ),
    ...[reports.dockerfile, reports.compose, reports.kubernetes].flatMap((checks) => checks.map(({ id }) => id)),
  ].map(ruleKey);
  for (const row of Object.values(RULES)) {
    expect(findRule(row.slug)).toEqual([row]);
    expect(others).not.toContain(ruleKey(row.slug));
  }
});

test.each<[string, readonly RuleSlug[]]>([
  ['DL3008', ['apt-packages-not-pinned']],
  ['dl3008', ['apt-packages-not-pinned']],
  [' DL3050 ', ['label-badly-formed']],
  ['CKV_DOCKER_3', ['image-runs-as-root']],
  ['CKV_3', ['image-runs-as-root']],
  ['ckv-docker-3', ['image-runs-as-root']],
  ['CKV2_1', ['sudo-in-run']],
  ['CKV2_DOCKER_1', ['sudo-in-run']],
  ['CKV2_DOCKER_9', ['tls-or-signature-check-off']],
  ['CKV_2', ['healthcheck-missing']],
  ['CKV_K8S_20', ['privilege-escalation-allowed']],
  ['CKV_K8S_9999', []],
  ['DS002', ['image-runs-as-root', 'last-user-is-root']],
  ['DS-0002', ['image-runs-as-root', 'last-user-is-root']],
  ['AVD-DS-0002', ['image-runs-as-root', 'last-user-is-root']],
  ['KSV012', ['user-given-by-name', 'pod-runs-as-root']],
  ['KSV-0012', ['user-given-by-name', 'pod-runs-as-root']],
  ['CIS-DI-0001', ['image-runs-as-root']],
  ['CIS-DI-1', ['image-runs-as-root']],
  ['CIS 4.1', ['image-runs-as-root', 'service-runs-as-root']],
  ['cis-4.10', ['secret-in-arg-or-env']],
  ['DKL-DI-0005', ['apt-lists-left-in-layer']],
  ['CL-0003', ['new-privileges-allowed']],
  ['CL3', ['new-privileges-allowed']],
  ['StageNameCasing', ['casing-inconsistent']],
  ['BK UndefinedVar', ['variable-not-defined']],
  ['undefinedvar', ['variable-not-defined']],
  ['run-as-non-root', ['pod-runs-as-root']],
  ['kl run-as-non-root', ['pod-runs-as-root']],
  ['no-version-field', ['compose-version-obsolete']],
  ['dc no-version-field', ['compose-version-obsolete']],
  ['KICS ImageVersionNotExplicit', ['base-image-without-tag']],
  ['Missing User Instruction', ['image-runs-as-root']],
  ['O4', ['new-privileges-allowed']],
  ['SC2086', ['shellcheck-finding']],
  ['dependency-not-awaited', ['dependency-not-awaited']],
  ['Image Runs As Root', ['image-runs-as-root']],
  ['row 94', []],
  ['DL9999', []],
  ['', []],
  ['x'.repeat(10_000), []],
])('finds %s', (query, rows) => {
  expect(findRule(query).map(({ slug }) => slug)).toEqual(rows);
});

test('ids of different rules do not share a key', () => {
  const seen = new Map<string, string>();
  for (const id of Object.values(RULES).flatMap((row) => [row.slug, ...row.ids])) {
    const key = ruleKey(id);
    const other = seen.get(key);
    if (other !== undefined && other !== id)
      expect([other, id].map((each) => each.replaceAll(' ', '')).sort()).toEqual([
        id.replaceAll(' ', ''),
        id.replaceAll(' ', ''),
      ]);
    seen.set(key, id);
  }
});

test('a shared id decides nothing where a row has its own', () => {
  expect(rowsOf(['DL3007', 'DS-0001']).map(({ slug }) => slug)).toEqual(['base-image-tagged-latest']);
  expect(rowsOf(['DS-0001'])).toEqual([]);
  expect(rowsOf(['HF1003']).map(({ slug }) => slug)).toEqual(['first-process-without-init']);
  expect(rowsOf(['ckv_3']).map(({ slug }) => slug)).toEqual(['image-runs-as-root']);
});

test('coverage says of every row what becomes of it', () => {
  const rows = coverage(
    [
      { id: 'apt-get-over-apt', rules: ['DL3027'] },
      { id: 'expose-casing', rules: ['BK ExposeProtoCasing'] },
      { id: 'wait-for-healthy', rules: ['dependency-not-awaited'] },
    ],
    [
      { check: 'expose-range', rules: ['DL3011'] },
      { check: 'secret-in-env', rules: ['DL3064', 'DS-0031'] },
    ],
  );
  expect(rows).toHaveLength(133);
  const of = (rule: RuleSlug) => rows.find(({ slug }) => slug === rule)!;
  expect(of('apt-instead-of-apt-get')).toMatchObject({
    disposition: 'fixed',
    transforms: ['apt-get-over-apt'],
    checks: [],
  });
  expect(of('expose-badly-formed')).toMatchObject({
    disposition: 'refused-or-reported',
    transforms: ['expose-casing'],
    checks: ['expose-range'],
  });
  expect(of('secret-in-arg-or-env')).toMatchObject({ disposition: 'reported', checks: ['secret-in-env'] });
  expect(of('dockerignore-missing-or-weak')).toMatchObject({ disposition: 'open' });
  expect(of('dependency-not-awaited')).toMatchObject({ disposition: 'fixed' });
  expect(rows.filter((row) => row.disposition !== 'open')).toHaveLength(4);
});

test.each<[string, object | undefined]>([
  [
    '# harden-ignore clean-apt-cache: needed by the next stage',
    { tool: 'harden', ids: ['clean-apt-cache'], scope: 'line', below: 'line', reason: 'needed by the next stage' },
  ],
  ['#harden-ignore DL3009, CIS 4.1', { tool: 'harden', ids: ['DL3009', 'CIS 4.1'], scope: 'line', below: 'line' }],
  ['# harden-ignore', { tool: 'harden', ids: 'all', scope: 'line', below: 'line' }],
  [
    '# harden-ignore-file all: generated',
    { tool: 'harden', ids: 'all', scope: 'file', below: 'file', reason: 'generated' },
  ],
  ['# harden-ignore-file copy-over-add', { tool: 'harden', ids: ['copy-over-add'], scope: 'file', below: 'file' }],
  ['# harden-ignored', undefined],
  ['# harden-ignore-files', undefined],
  ['# hadolint ignore=DL3008,DL3009', { tool: 'hadolint', ids: ['DL3008', 'DL3009'], scope: 'line', below: 'line' }],
  [
    '#  hadolint ignore = DL3008 , SC2086 # on purpose',
    { tool: 'hadolint', ids: ['DL3008', 'SC2086'], scope: 'line', below: 'line', reason: 'on purpose' },
  ],
  ['# hadolint global ignore=DL3013', { tool: 'hadolint', ids: ['DL3013'], scope: 'file', below: 'file' }],
  ['# hadolint ignore=crazy,DL3002', undefined],
  ['# hadolint shell=/bin/bash', undefined],
  ['# hadolint ignore=', undefined],
  [
    '# check=skip=StageNameCasing, FromAsCasing;error=true',
    { tool: 'buildkit', ids: ['BK StageNameCasing', 'BK FromAsCasing'], scope: 'file', below: 'line' },
  ],
  ['#check=error=true;skip=all', { tool: 'buildkit', ids: 'all', scope: 'file', below: 'line' }],
  [
    '# check=skip=JSONArgsRecommended // the shell expands it',
    { tool: 'buildkit', ids: ['BK JSONArgsRecommended'], scope: 'file', below: 'line', reason: 'the shell expands it' },
  ],
  ['# check=error=true', undefined],
  ['# check = the value', undefined],
  ['# dclint disable', { tool: 'dclint', ids: 'all', scope: 'file', below: 'none' }],
  ['# dclint disable-file', { tool: 'dclint', ids: 'all', scope: 'file', below: 'none' }],
  [
    '# dclint disable no-version-field services-alphabetical-order',
    { tool: 'dclint', ids: ['dc no-version-field', 'dc services-alphabetical-order'], scope: 'file', below: 'none' },
  ],
  ['# dclint disable-line', { tool: 'dclint', ids: 'all', scope: 'line', below: 'line' }],
  [
    '# dclint disable-line no-version-field',
    { tool: 'dclint', ids: ['dc no-version-field'], scope: 'line', below: 'line' },
  ],
  ['# dclint disabled', undefined],
  ['# no-dfiu', { tool: 'dfiu', scope: 'line', below: 'line' }],
  ['# no-dfiu-here', undefined],
  ['#trivy:ignore:DS-0002', { tool: 'trivy', ids: ['DS-0002'], scope: 'line', below: 'line' }],
  [
    '# trivy:ignore:AVD-DS-0002 trivy:ignore:DS-0026 no server here',
    { tool: 'trivy', ids: ['AVD-DS-0002', 'DS-0026'], scope: 'line', below: 'line', reason: 'no server here' },
  ],
  [
    '# trivy:ignore:DS-0001:exp:2026-12-31',
    { tool: 'trivy', ids: ['DS-0001'], scope: 'line', below: 'line', expires: '2026-12-31' },
  ],
  ['# trivy:ignore:*', { tool: 'trivy', ids: 'all', scope: 'line', below: 'line' }],
  ['# trivy:ignore:', undefined],
  [
    '#checkov:skip=CKV_DOCKER_2:the platform probes it',
    { tool: 'checkov', ids: ['CKV_DOCKER_2'], scope: 'file', below: 'file', reason: 'the platform probes it' },
  ],
  ['# bridgecrew:skip= CKV_DOCKER_3', { tool: 'checkov', ids: ['CKV_DOCKER_3'], scope: 'file', below: 'file' }],
  ['# kics-scan ignore', { tool: 'kics', ids: 'all', scope: 'file', below: 'none' }],
  ['# kics-scan ignore-line - no user', { tool: 'kics', ids: 'all', scope: 'line', below: 'line', reason: 'no user' }],
  ['# kics-scan ignore-block', { tool: 'kics', ids: 'all', scope: 'block', below: 'block' }],
  [
    '# kics-scan disable=FD54F200-402c-4333-a5a4-36ef6709af2f,ffff',
    { tool: 'kics', ids: ['KICS Missing User Instruction', 'KICS ffff'], scope: 'file', below: 'none' },
  ],
  ['# kics-scan enable=fd54f200-402c-4333-a5a4-36ef6709af2f', undefined],
  ['# kics-scan ignored', undefined],
  ['# an ordinary comment about hadolint ignore=DL3008', undefined],
  ['#', undefined],
  [`# trivy:ignore:${'x'.repeat(5000)}`, undefined],
])('reads %j', (text, expected) => {
  const found = parseSuppression(text);
  if (expected === undefined || !('ids' in expected))
    expect(found).toEqual(expected === undefined ? undefined : expect.objectContaining(expected));
  else expect(found).toEqual(expected);
});

const APT = { id: 'apt-get-over-apt', rules: ['DL3027', 'CKV_DOCKER_9'] };
const CASING = { id: 'stage-name-casing', rules: ['BK StageNameCasing'] };
const PIN = { id: 'pin-base-image', rules: ['DL3006', 'DL3007', 'Scorecard'] };
const VERSION = { id: 'drop-compose-version', rules: ['dc no-version-field'] };

test.each<[string, { id: string; rules: string[] }, boolean]>([
  ['# harden-ignore apt-get-over-apt: x', APT, true],
  ['# harden-ignore dl3027', APT, true],
  ['# harden-ignore apt-instead-of-apt-get: the image has no other', APT, true],
  ['# harden-ignore apt-get-without-yes', APT, false],
  ['# harden-ignore all', CASING, true],
  ['# hadolint ignore=DL3027', APT, true],
  ['# hadolint ignore=DL3008', APT, false],
  ['# checkov:skip=CKV_DOCKER_9', APT, true],
  // KICS's name for the rule, which the transform does not list.
  ['# kics-scan disable=b84a0b47-2e99-4c9f-8933-98bcabe2b94d', APT, true],
  ['# kics-scan ignore', APT, true],
  ['# kics-scan ignore', CASING, false],
  ['# trivy:ignore:*', APT, false],
  ['# check=skip=all', CASING, true],
  ['# check=skip=all', APT, false],
  // Of the same row, but another of BuildKit's rules.
  ['# check=skip=FromAsCasing', CASING, false],
  ['# trivy:ignore:AVD-DS-0001', PIN, true],
  ['# no-dfiu', PIN, true],
  ['# no-dfiu', APT, false],
  ['# dclint disable', VERSION, true],
  ['# dclint disable-line services-alphabetical-order', VERSION, false],
])('%s on %o: %s', (text, meta, expected) => {
  expect(isSuppressed(parseSuppression(text)!, meta)).toBe(expected);
});

test('a suppression ends on its day', () => {
  const found = parseSuppression('# trivy:ignore:DS-0001:exp:2026-12-31')!;
  expect(isSuppressed(found, PIN, '2026-12-31')).toBe(true);
  expect(isSuppressed(found, PIN, '2027-01-01')).toBe(false);
});
