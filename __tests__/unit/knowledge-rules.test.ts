import { coverage, findRule, parseSuppression, RULES, rowsOf, ruleKey, suppresses } from '../../src/knowledge/index.js';

test('the rows are complete, in order, and say why where there is no right edit', () => {
  expect(RULES.map((row) => row.row)).toEqual(Array.from({ length: 124 }, (_, index) => index + 1));
  for (const row of RULES) {
    expect(row.title).not.toBe('');
    if (row.mark === 'F') expect([row.row, row.reason]).toEqual([row.row, undefined]);
    else expect(row.reason).toMatch(/^[A-Za-z].{30,}\.$/);
    expect(new Set(row.ids).size).toBe(row.ids.length);
    for (const id of row.ids) expect(findRule(id)).toContain(row);
  }
  const marks = (mark: string) => RULES.filter((row) => row.mark === mark).length;
  expect({ f: marks('F'), behaviour: marks('F!'), report: marks('R') }).toEqual({ f: 31, behaviour: 18, report: 37 });
});

test.each<[string, readonly number[]]>([
  ['DL3008', [33]],
  ['dl3008', [33]],
  [' DL3050 ', [80]],
  ['CKV_DOCKER_3', [18]],
  ['CKV_3', [18]],
  ['ckv-docker-3', [18]],
  ['CKV2_1', [21]],
  ['CKV2_DOCKER_1', [21]],
  ['CKV2_DOCKER_9', [60]],
  ['CKV_2', [73]],
  ['CKV_K8S_20', []],
  ['DS002', [18, 19]],
  ['DS-0002', [18, 19]],
  ['AVD-DS-0002', [18, 19]],
  ['KSV012', [20, 113]],
  ['KSV-0012', [20, 113]],
  ['CIS-DI-0001', [18]],
  ['CIS-DI-1', [18]],
  ['CIS 4.1', [18, 105]],
  ['cis-4.10', [81]],
  ['DKL-DI-0005', [30]],
  ['CL-0003', [85]],
  ['CL3', [85]],
  ['StageNameCasing', [12]],
  ['BK UndefinedVar', [78]],
  ['undefinedvar', [78]],
  ['run-as-non-root', [113]],
  ['kl run-as-non-root', [113]],
  ['no-version-field', [109]],
  ['dc no-version-field', [109]],
  ['KICS ImageVersionNotExplicit', [1]],
  ['Missing User Instruction', [18]],
  ['O4', [85]],
  ['SC2086', [56]],
  ['row 94', [94]],
  ['DL9999', []],
  ['', []],
  ['x'.repeat(10_000), []],
])('finds %s', (query, rows) => {
  expect(findRule(query).map((row) => row.row)).toEqual(rows);
});

test('ids of different rules do not share a key', () => {
  const seen = new Map<string, string>();
  for (const id of RULES.flatMap((row) => row.ids)) {
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
  expect(rowsOf(['DL3007', 'DS-0001']).map((row) => row.row)).toEqual([2]);
  expect(rowsOf(['DS-0001'])).toEqual([]);
  expect(rowsOf(['HF1003']).map((row) => row.row)).toEqual([112]);
  expect(rowsOf(['ckv_3']).map((row) => row.row)).toEqual([18]);
});

test('coverage says of every row what becomes of it', () => {
  const rows = coverage(
    [
      { id: 'apt-get-over-apt', rules: ['DL3027'] },
      { id: 'expose-casing', rules: ['BK ExposeProtoCasing'] },
      { id: 'wait-for-healthy', rules: ['row 94'] },
    ],
    [
      { check: 'expose-range', rules: ['DL3011'] },
      { check: 'secret-in-env', rules: ['DL3064', 'DS-0031'] },
    ],
  );
  expect(rows).toHaveLength(124);
  const of = (row: number) => rows[row - 1]!;
  expect(of(27)).toMatchObject({ disposition: 'fixed', transforms: ['apt-get-over-apt'], checks: [] });
  expect(of(74)).toMatchObject({
    disposition: 'refused-or-reported',
    transforms: ['expose-casing'],
    checks: ['expose-range'],
  });
  expect(of(81)).toMatchObject({ disposition: 'reported', checks: ['secret-in-env'] });
  expect(of(69)).toMatchObject({ disposition: 'open' });
  expect(of(94)).toMatchObject({ disposition: 'fixed' });
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
  expect(suppresses(parseSuppression(text)!, meta)).toBe(expected);
});

test('a suppression ends on its day', () => {
  const found = parseSuppression('# trivy:ignore:DS-0001:exp:2026-12-31')!;
  expect(suppresses(found, PIN, '2026-12-31')).toBe(true);
  expect(suppresses(found, PIN, '2027-01-01')).toBe(false);
});
