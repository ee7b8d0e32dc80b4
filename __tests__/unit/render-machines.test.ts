import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import Ajv2020 from 'ajv/dist/2020';
import fc from 'fast-check';
import { filePath } from '../../src/model/index.js';
import type { GroupPlan, Plan } from '../../src/model/index.js';
import { jsonPlan, renderCodeQuality, renderJson, renderSarif } from '../../src/render/index.js';
import { LineIndex } from '../../src/text/index.js';
import {
  emptyPlan,
  fakeChecklist,
  fakeMetas,
  fakePlan,
  groupOf,
  plainPlan,
  repairedPlan,
} from '../support/fake-plan.js';

const tool = { name: 'harden', version: '0.1.0', homepage: 'https://example.org/harden' };
const options = { tool, mode: 'dry-run', metas: fakeMetas, checklist: fakeChecklist, root: '/srv/build' } as const;
const SCHEMA = JSON.parse(readFileSync(join(__dirname, '../../schemas/plan.schema.json'), 'utf8'));

/** Readers may not rely on fields that the schema does not name, so that none can appear without it. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const copy = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]));
  return 'properties' in copy && !('additionalProperties' in copy) ? { ...copy, additionalProperties: false } : copy;
}

describe('json', () => {
  const validate = new Ajv2020({ allErrors: true }).compile(closed(SCHEMA) as object);

  test.each<[string, Plan]>([
    ['everything', fakePlan],
    ['plain', plainPlan],
    ['empty', emptyPlan],
    ['built and run, with repairs', repairedPlan],
  ])('%s fits the schema, without a field that it does not name', (_, plan) => {
    validate(JSON.parse(renderJson(plan, options)));
    expect(validate.errors).toBeNull();
  });

  test('the schema refuses what is not a plan', () => {
    const plan = JSON.parse(renderJson(fakePlan, options));
    for (const broken of [
      { ...plan, version: 2 },
      { ...plan, errors: [{ path: '/etc/passwd', message: 'x' }] },
      { ...plan, errors: [{ path: 'C:\\x', message: 'x' }] },
      { ...plan, groups: [{ ...plan.groups[0], steps: [{ ...plan.groups[0].steps[0], safety: 'unsafe' }] }] },
      { ...plan, more: true },
    ]) {
      expect(validate(broken)).toBe(false);
    }
  });

  test('is the same every time, holds no absolute path, and a diff for each step', () => {
    const text = renderJson(fakePlan, options);
    expect(renderJson(fakePlan, options)).toBe(text);
    expect(text).not.toContain('/srv');
    const [group] = JSON.parse(text).groups;
    expect(group.steps[2].diff).toContain('+USER 10001\n');
    expect(group.steps[2].diff).toContain('+++ b/compose.yaml\n');
    expect(group.patch).toContain('+CMD ["python", "app.py"]\n');
    expect(JSON.parse(renderJson(fakePlan, { ...options, root: '/elsewhere' })).errors[1].path).toBe('compose.yaml');
  });

  test('the keys of the summary, in their order', () => {
    expect(Object.entries((jsonPlan(fakePlan, options) as { summary: object }).summary).slice(0, 14)).toEqual([
      ['files', 4],
      ['groups', 2],
      ['steps', 6],
      ['safe', 4],
      ['review', 2],
      ['unverified', 0],
      ['observed', 0],
      ['held', 4],
      ['suppressed', 1],
      ['refused', 3],
      ['findings', 1],
      ['dropped', 1],
      ['errors', 2],
      ['skipped', 2],
    ]);
  });
});

interface Region {
  startLine: number;
  startColumn: number;
  endLine: number;
  endColumn: number;
  charOffset: number;
  charLength: number;
}
interface Replacement {
  deletedRegion: Region;
  insertedContent?: { text: string };
}
interface ArtifactChange {
  artifactLocation: { uri: string; uriBaseId: string };
  replacements: Replacement[];
}
interface Result {
  ruleId: string;
  ruleIndex: number;
  kind: string;
  level: string;
  message: { text: string };
  locations: { physicalLocation: { artifactLocation: { uri: string }; region?: Partial<Region> } }[];
  fixes?: { artifactChanges: ArtifactChange[] }[];
  suppressions?: object[];
  partialFingerprints: Record<string, string>;
}
interface Run {
  tool: { driver: { rules: { id: string }[] } };
  results: Result[];
  invocations: { executionSuccessful: boolean; toolExecutionNotifications?: { level: string }[] }[];
}

function runOf(plan: Plan): Run {
  return JSON.parse(renderSarif(plan, options)).runs[0];
}

/** Applies replacements the way an editor does: by line and column, from the last to the first, without the BOM. */
function applied(text: string, changes: readonly Replacement[], by: 'line' | 'offset'): string {
  const mark = text.startsWith('\ufeff') ? '\ufeff' : '';
  let body = text.slice(mark.length);
  const lines = new LineIndex(body);
  const offset = (line: number, column: number) => lines.startOf(line - 1) + column - 1;
  for (const { deletedRegion: region, insertedContent } of [...changes].reverse()) {
    const start = by === 'offset' ? region.charOffset : offset(region.startLine, region.startColumn);
    const end = by === 'offset' ? start + region.charLength : offset(region.endLine, region.endColumn);
    body = body.slice(0, start) + (insertedContent?.text ?? '') + body.slice(end);
  }
  return mark + body;
}

/** The files as a fix leaves them. */
function fixed(group: GroupPlan, result: Result, by: 'line' | 'offset'): Map<string, string> {
  const found = new Map<string, string>();
  for (const { artifactLocation, replacements } of result.fixes![0]!.artifactChanges) {
    const path = decodeURIComponent(artifactLocation.uri);
    found.set(path, applied(group.base.get(filePath(path))!.text, replacements, by));
  }
  return found;
}

describe('code quality', () => {
  const issues = (plan: Plan) => JSON.parse(renderCodeQuality(plan));

  test('what GitLab reads of each: steps and findings, then what the level holds', () => {
    const told = issues(fakePlan) as {
      check_name: string;
      severity: string;
      fingerprint: string;
      description: string;
      location: { path: string; lines: { begin: number } };
    }[];
    expect(told.map(({ check_name, severity }) => `${check_name} ${severity}`)).toEqual([
      'use-apt-get minor',
      'clean-apt-lists minor',
      'add-app-user minor',
      'complete-dockerignore minor',
      'exec-form-cmd minor',
      'add-app-user info',
      'add-app-user info',
      'add-app-user info',
      'secret-in-env minor',
      'hostile-strings minor',
    ]);
    for (const { description, fingerprint, location } of told) {
      expect(description).toMatch(/^[^\n]+$/);
      expect(fingerprint).toContain(`|${location.path}|`);
      expect(location.path).not.toMatch(/^\.?\//);
      expect(location.lines.begin).toBeGreaterThan(0);
    }
    expect(new Set(told.map(({ fingerprint }) => fingerprint)).size).toBe(told.length);
    expect(issues(emptyPlan)).toEqual([]);
  });

  test('fingerprints hold when lines move', () => {
    const [group, ...others] = fakePlan.groups;
    const steps = group!.steps.map((step) => ({ ...step, at: { ...step.at, line: step.at.line + 7 } }));
    const moved = { ...fakePlan, groups: [{ ...group!, steps }, ...others] };
    const prints = (plan: Plan) => issues(plan).map(({ fingerprint }: { fingerprint: string }) => fingerprint);
    expect(prints(moved)).toEqual(prints(fakePlan));
    expect(renderCodeQuality(moved)).not.toBe(renderCodeQuality(fakePlan));
  });
});

describe('sarif', () => {
  const run = runOf(fakePlan);
  const SARIF_SCHEMA = join(__dirname, '../../node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');
  const whenPresent = existsSync(SARIF_SCHEMA) ? test : test.skip;

  whenPresent('fits the schema of SARIF 2.1.0', () => {
    // Draft 4: its identifier and dialect are left out, and one of its patterns is not a Unicode expression.
    const { $schema: _, id: __, ...schema } = JSON.parse(readFileSync(SARIF_SCHEMA, 'utf8'));
    const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false, unicodeRegExp: false });
    const validate = ajv.compile(schema);
    for (const plan of [fakePlan, plainPlan, emptyPlan]) {
      validate(JSON.parse(renderSarif(plan, options)));
      expect(validate.errors).toBeNull();
    }
    expect(validate({ ...JSON.parse(renderSarif(fakePlan, options)), version: '2.0.0' })).toBe(false);
  });

  test('every result names its rule; addresses are relative and encoded; fingerprints differ', () => {
    for (const { ruleId, ruleIndex, locations } of run.results) {
      expect(run.tool.driver.rules[ruleIndex]!.id).toBe(ruleId);
      const { uri } = locations[0]!.physicalLocation.artifactLocation;
      expect(uri).toMatch(/^[A-Za-z0-9._~!'()*/%-]+$/);
      expect(new URL(uri, 'file:///root/').href).toBe(`file:///root/${uri}`);
    }
    const prints = run.results.map((result) => JSON.stringify(result.partialFingerprints));
    expect(new Set(prints).size).toBe(prints.length);
    expect(renderSarif(fakePlan, options)).not.toContain('/srv');
  });

  test('what is said of held, suppressed, refused and broken', () => {
    const told = run.results.map(({ ruleId, kind, level, suppressions, fixes }) =>
      [ruleId, kind, level, suppressions ? 'suppressed' : '', fixes ? 'fix' : ''].join(' ').trim(),
    );
    expect(told).toEqual([
      'use-apt-get fail warning  fix',
      'clean-apt-lists fail warning  fix',
      'add-app-user fail warning  fix',
      'complete-dockerignore fail warning',
      'exec-form-cmd fail warning',
      'add-app-user fail note',
      'add-app-user fail note',
      'use-apt-get fail warning suppressed',
      'add-app-user fail note',
      'exec-form-cmd informational none',
      'join-apt-update informational none',
      'exec-form-cmd informational none',
      'secret-in-env fail warning',
      'hostile-strings fail warning  fix',
    ]);
    expect(run.invocations[0]!.executionSuccessful).toBe(false);
    expect(run.invocations[0]!.toolExecutionNotifications!.map(({ level }) => level)).toEqual([
      'error',
      'error',
      'error',
      'note',
      'note',
    ]);
    expect(runOf(emptyPlan).invocations[0]).toEqual({ executionSuccessful: true });
  });

  test('a step points at its place in the file as it is, whatever the steps before it wrote', () => {
    const { text } = plainPlan.groups[0]!.base.get(filePath('backend/Dockerfile'))!;
    const regions = run.results.map(({ locations }) => locations[0]!.physicalLocation.region);
    const read = ({ charOffset = 0, charLength = 0 }: Partial<Region>) => text.substr(charOffset, charLength);
    expect(read(regions[2]!)).toBe('CMD python app.py\n');
    expect(regions[2]).toMatchObject({ startLine: 7, startColumn: 1, endLine: 8, endColumn: 1 });
    // The region of a file that the step makes is not known.
    expect(regions[3]).toBeUndefined();
    expect(regions[4]).toMatchObject({ startLine: 7, startColumn: 1 });
  });

  test('a message shows what it holds and makes no link', () => {
    const odd = run.results.at(-1)!;
    expect(odd.message.text).toContain('␛[31mred');
    expect(odd.message.text).toContain('[link] (http://x)');
  });

  test('a fix applies to the file as it is', () => {
    const [first, second, third] = run.results;
    const group = plainPlan.groups[0]!;
    const file = 'backend/Dockerfile';
    const base = group.base.get(filePath(file))!.text;
    for (const by of ['line', 'offset'] as const) {
      expect(fixed(group, first!, by).get(file)).toBe(
        base.replaceAll('apt update && apt', 'apt-get update && apt-get'),
      );
      expect(fixed(group, second!, by).get(file)).toBe(
        base.replace('curl gcc\n', 'curl gcc \\\n && rm -rf /var/lib/apt/lists/*\n'),
      );
      expect(fixed(group, third!, by).get(file)).toBe(base.replace('CMD', 'USER 10001\nCMD'));
      expect(fixed(group, third!, by).get('compose.yaml')).toContain('    user: "10001"\n    ports:');
    }
  });

  test.each<[string, string, [string, string][], boolean[]]>([
    [
      'edits apart',
      'a b c d\n',
      [
        ['a', 'A'],
        ['c', 'C!'],
      ],
      [true, true],
    ],
    [
      'an edit inside what a step wrote',
      'a b c\n',
      [
        ['b', 'bee'],
        ['ee', 'EE'],
      ],
      [true, false],
    ],
    [
      'an edit around what a step wrote',
      'a b c\n',
      [
        ['b', 'B'],
        ['a B c', 'x'],
      ],
      [true, false],
    ],
    [
      'an edit around what a step put back as it was',
      'a b c\n',
      [
        ['b', 'b'],
        ['a b c', 'x'],
      ],
      [true, false],
    ],
    [
      'an edit that touches what a step wrote',
      'a b c\n',
      [
        ['b ', 'B '],
        ['c', 'C'],
      ],
      [true, false],
    ],
    [
      'an edit after a deletion, apart',
      'one two three\n',
      [
        ['one ', ''],
        ['three', '3'],
      ],
      [true, true],
    ],
    [
      'a line after CRLF and a BOM',
      '\ufeffa: 1\r\nb: 2\r\n',
      [
        ['a: 1', 'a: one'],
        ['b: 2', 'b: two'],
      ],
      [true, true],
    ],
    [
      'astral characters before the edit',
      '# 😀 é\nx: 1\n',
      [
        ['😀', ':)'],
        ['x: 1', 'x: 2'],
      ],
      [true, true],
    ],
  ])('a fix is left out where it would not hold: %s', (_, text, replaced, expected) => {
    const file = 'f.yaml';
    const steps = replaced.map(([from, to], at) => ({
      transform: `t${at}`,
      anchor: 'file',
      title: 'T',
      why: 'W.',
      replace: [{ file, from, to }],
    }));
    const group = groupOf({ id: file, compose: [filePath(file)] }, { [file]: text }, steps);
    const results = runOf({ ...emptyPlan, groups: [group] }).results;
    expect(results.map(({ fixes }) => fixes !== undefined)).toEqual(expected);
    for (const [at, result] of results.entries()) {
      if (!result.fixes) continue;
      const [from, to] = replaced[at]!;
      for (const by of ['line', 'offset'] as const)
        expect(fixed(group, result, by).get(file)).toBe(text.replace(from, to));
    }
  });

  test('a step that comes by declaration after one that wrote the file has no fix', () => {
    const file = 'Dockerfile';
    const step = (transform: string, from: string, to: string) => ({
      transform,
      anchor: 'file',
      title: 'T',
      why: 'W.',
      replace: [{ file, from, to }],
    });
    const group = groupOf({ id: file }, { [file]: 'FROM a\n\n\nCMD b\n' }, [
      step('add-app-user', 'FROM a', 'FROM A'),
      step('exec-form-cmd', 'CMD b', 'CMD ["b"]'),
    ]);
    expect(runOf({ ...emptyPlan, groups: [group] }).results.map(({ fixes }) => Boolean(fixes))).toEqual([true, false]);
  });

  test('all fixes of a plan hold at once and in any order, for any series of edits', () => {
    const edit = fc.record({ at: fc.nat(60), length: fc.nat(6), text: fc.stringMatching(/^[A-Z\n]{0,5}$/) });
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 8 }), (edits) => {
        const file = filePath('f');
        const text = 'abc def\nghi jkl mno\npqr\nstu vwx yz\n0123456789\n';
        const base = new Map([[file, { path: file, text, sha256: '0'.repeat(64) }]]);
        let now = text;
        const steps = edits.map((one, index) => {
          const start = Math.min(one.at, now.length);
          const span = { start, end: Math.min(now.length, start + one.length) };
          const before = now;
          now = before.slice(0, span.start) + one.text + before.slice(span.end);
          const change = {
            kind: 'edit',
            file,
            span,
            expect: before.slice(span.start, span.end),
            text: one.text,
          } as const;
          const place = { file, span: { start: 0, end: 0 }, line: 1, column: 1 };
          const said = { title: 'T', why: 'W', safety: 'safe', assumptions: [], evidence: [], touches: [] } as const;
          const id = `t${index}@a`;
          const files = [{ path: file, before, after: now }];
          return { id, transform: `t${index}`, anchor: 'a', at: place, ...said, changes: [change], files };
        });
        const whole = groupOf({ id: 'f' }, {}, []);
        const { results } = runOf({
          ...emptyPlan,
          groups: [{ ...whole, base, steps, result: new Map([[file, now]]) }],
        });
        const kept = results.flatMap((result, at) =>
          result.fixes ? [{ result, edit: edits[at]!, step: steps[at]! }] : [],
        );
        for (const { result, step } of kept) {
          const { deletedRegion, insertedContent } = result.fixes![0]!.artifactChanges[0]!.replacements[0]!;
          const { charOffset, charLength } = deletedRegion;
          expect(text.slice(charOffset, charOffset + charLength)).toBe(step.changes[0]!.expect);
          expect(insertedContent?.text ?? '').toBe(step.changes[0]!.text);
        }
        const all = kept.map(({ result }) => result.fixes![0]!.artifactChanges[0]!.replacements[0]!);
        const sorted = [...all].sort((a, b) => a.deletedRegion.charOffset - b.deletedRegion.charOffset);
        for (const [at, { deletedRegion }] of sorted.entries()) {
          const next = sorted[at + 1]?.deletedRegion.charOffset ?? Number.POSITIVE_INFINITY;
          expect(deletedRegion.charOffset + deletedRegion.charLength).toBeLessThanOrEqual(next);
        }
      }),
    );
  });
});
