// The page, CSV, JSON and the ledger say the same numbers.
import { Ajv } from 'ajv';
import type { Database } from '../../src/fleet/index.js';
import {
  campaignHtml,
  campaignJson,
  campaignReportSchema,
  csvLines,
  readNumbers,
  type CsvTable,
  type Review,
} from '../../src/fleet-reports/index.js';
import { chosenRepositories, NO_FILTERS, type Filters } from '../../src/fleet-reports/browser/filters.js';
import { fleetOf, type Fleet } from '../../src/fleet-reports/browser/fleet.js';
import { sumsOf, type Sums } from '../../src/fleet-reports/browser/sums.js';
import type { PageData } from '../../src/fleet-reports/page/page-data.js';
import type { FleetTables } from '../../src/fleet-reports/numbers/types.js';
import { fleetLedger } from '../support/fleet-ledger.js';

const NOW = Date.UTC(2026, 10, 30, 12);
const REVIEW: Review = {
  decisions: new Map([
    ['p000000000000001', { pattern: 'p000000000000001', verdict: 'approve', at: '2026-12-01' }],
    ['p000000000000002', { pattern: 'p000000000000002', verdict: 'reject' }],
  ]),
};

let ledger: Database;
let fleet: Fleet;
let report: FleetTables;
let page: string;

beforeAll(() => {
  ledger = fleetLedger({ repositories: 300 });
  const numbers = readNumbers(ledger);
  page = campaignHtml(ledger, numbers, REVIEW, { name: 'Base images', tool: 'harden 1', now: NOW });
  fleet = fleetOf(dataOf(page));
  report = JSON.parse(
    campaignJson(numbers, REVIEW, { name: 'Base images', tool: { name: 'harden', version: '1' }, now: NOW }),
  );
});
afterAll(() => ledger.close());

function dataOf(html: string): PageData {
  return JSON.parse(/<script type="application\/json" id="data">(.*?)<\/script>/s.exec(html)?.[1] ?? '') as PageData;
}

function number(sql: string): number {
  return Number(Object.values(ledger.get<object>(sql) ?? {})[0]);
}

function sums(filters: Partial<Filters> = {}): Sums {
  const all = { ...NO_FILTERS, ...filters };
  return sumsOf(fleet, all, chosenRepositories(fleet, all));
}

function csv(table: CsvTable): readonly (readonly string[])[] {
  const lines = [...csvLines(ledger, readNumbers(ledger), REVIEW, table)].slice(1);
  return lines.map((line) => line.trimEnd().split(','));
}

describe('a campaign of 300 repositories', () => {
  test('adds up to the same in the ledger, the page and JSON', () => {
    const { total, states } = sums();
    const counted = {
      repositories: number('SELECT COUNT(*) FROM repositories'),
      pending: number('SELECT COUNT(DISTINCT repository) FROM steps'),
      steps: number('SELECT COUNT(*) FROM steps'),
      refusals: number('SELECT COUNT(*) FROM refusals'),
      found: number('SELECT SUM(found) FROM rules'),
      resolved: number('SELECT SUM(resolved) FROM rules'),
      images: number('SELECT COUNT(*) FROM images'),
      endedImages: number('SELECT COUNT(*) FROM images WHERE ends_on IS NOT NULL'),
    };
    expect(counted.steps).toBeGreaterThan(500);
    const { repositories, pending, steps, refusals, found, resolved, images, endedImages } = report.summary;
    expect({ repositories, pending, steps, refusals, found, resolved, images, endedImages }).toEqual(counted);
    const { places, ended, ...ofPage } = total;
    expect(ofPage).toMatchObject({ repositories, pending, steps, refusals, found, resolved });
    expect([places, ended]).toEqual([images, endedImages]);
    const { data } = fleet;
    expect(Object.fromEntries(data.states.map((state, at) => [state, states[at]]))).toEqual(report.summary.states);
    const levels = data.levels.flatMap((level, at) => (total.levels[at]! > 0 ? [[level, total.levels[at]]] : []));
    expect(Object.fromEntries(levels)).toEqual(report.summary.levels);
    for (const level of ['safe', 'review', 'unverified'])
      expect(report.summary.levels[level]).toBe(number(`SELECT COUNT(*) FROM steps WHERE level = '${level}'`));
    expect(report.summary.decided).toMatchObject({ approve: 1, reject: 1, postpone: 0 });
  });

  test('has the same rows in every table', () => {
    const { data } = fleet;
    const { repositories, transforms, teams, patterns, rules, refusals, images } = sums();
    const byName = (rows: readonly (readonly [string, ...(number | string | boolean | null)[]])[]) =>
      [...rows].sort(([a], [b]) => (a < b ? -1 : 1));
    expect(
      byName(
        repositories.map(({ key, steps, refusals: refused, found, ended }) => [
          data.repositories.name[key]!,
          steps,
          refused,
          found,
          ended,
        ]),
      ),
    ).toEqual(
      byName(report.repositories.map((row) => [row.name, row.steps, row.refusals, row.found, row.endedImages])),
    );
    expect(byName(transforms.map((sum) => [data.transforms[sum.key]!, sum.steps, sum.refusals]))).toEqual(
      byName(report.transforms.map((row) => [row.transform, row.steps, row.refusals])),
    );
    expect(
      byName(teams.map((sum) => [data.teams[sum.key]!, sum.repositories, sum.pending, sum.steps, sum.resolved])),
    ).toEqual(byName(report.teams.map((row) => [row.team, row.repositories, row.pending, row.steps, row.resolved])));
    expect(byName(patterns.map((sum) => [data.patterns[sum.key]!.id, sum.steps, sum.repositories]))).toEqual(
      byName(report.patterns.map((row) => [row.pattern, row.steps, row.repositories])),
    );
    expect(byName(rules.map((sum) => [data.rules.names[sum.key]!, sum.found, sum.resolved, sum.repositories]))).toEqual(
      byName(report.rules.map((row) => [row.rule, row.found, row.resolved, row.repositories])),
    );
    const kind = ({ key }: { readonly key: number }): string =>
      `${data.refusals.kinds[key]!.code} ${data.transforms[data.refusals.kinds[key]!.transform]}`;
    expect(byName(refusals.map((sum) => [kind(sum), sum.refusals, sum.repositories]))).toEqual(
      byName(report.refusals.map((row) => [`${row.code} ${row.transform}`, row.count, row.repositories])),
    );
    const inventory = images.map(
      ({ key, places, repositories: own }) => [JSON.stringify(data.images.list[key]), places, own] as const,
    );
    expect(byName(inventory)).toEqual(
      byName(
        report.images.map((row) => [
          JSON.stringify({ name: row.image, tag: row.tag ?? '', pinned: row.pinned, ended: row.endsOn ?? '' }),
          row.places,
          row.repositories,
        ]),
      ),
    );
  });

  test('has a line of CSV for each row of the ledger', () => {
    for (const table of ['repositories', 'steps', 'refusals', 'images', 'rules'] as const)
      expect(csv(table)).toHaveLength(number(`SELECT COUNT(*) FROM ${table}`));
    expect(csv('patterns')).toHaveLength(number('SELECT COUNT(DISTINCT pattern) FROM steps'));
    const steps = csv('repositories').reduce((sum, cells) => sum + Number(cells[8]), 0);
    expect(steps).toBe(number('SELECT COUNT(*) FROM steps'));
  });

  test('answers filters as SQL does', () => {
    const { data } = fleet;
    const transform = data.transforms.indexOf('exec-form');
    const team = data.teams.indexOf('web');
    const both = sums({ transform, team });
    expect(both.total.repositories).toBe(
      number(
        `SELECT COUNT(DISTINCT r.id) FROM repositories r JOIN steps s ON s.repository = r.id WHERE r.team = 'web' AND s.transform = 'exec-form'`,
      ),
    );
    expect(both.total.steps).toBe(
      number(
        `SELECT COUNT(*) FROM repositories r JOIN steps s ON s.repository = r.id WHERE r.team = 'web' AND s.transform = 'exec-form'`,
      ),
    );
    const image = data.images.list.findIndex(({ name, tag, pinned }) => name === 'node' && tag === '16' && !pinned);
    expect(sums({ image }).total.repositories).toBe(
      number(`SELECT COUNT(DISTINCT repository) FROM images WHERE name = 'node' AND tag = '16' AND digest IS NULL`),
    );
    expect(sums({ ended: 1 }).total.repositories).toBe(
      number('SELECT COUNT(DISTINCT repository) FROM images WHERE ends_on IS NOT NULL'),
    );
    expect(sums({ rule: data.rules.names.indexOf('DL3025') }).total.repositories).toBe(
      number(`SELECT COUNT(*) FROM rules WHERE rule = 'DL3025'`),
    );
    expect(sums({ state: data.states.indexOf('cannot') }).total.repositories).toBe(
      number(`SELECT COUNT(*) FROM repositories WHERE state = 'cannot'`),
    );
    expect(sums({ text: 'CHARTS web' }).total.repositories).toBe(
      number(`SELECT COUNT(*) FROM repositories WHERE team = 'web' AND name LIKE '%charts%'`),
    );
    expect(sums({ pattern: 0, level: data.patterns[0]!.level }).total.steps).toBe(
      number(`SELECT COUNT(*) FROM steps WHERE pattern = '${data.patterns[0]!.id}'`),
    );
  });

  test('knows where steps stand', () => {
    const { data, steps, places } = fleet;
    const at = data.repositories.name.indexOf(
      data.repositories.name.find((_, each) => steps[each + 1]! > steps[each]!)!,
    );
    const shown: string[] = [];
    for (let place = places[steps[at]!]!; place < places[steps[at + 1]!]!; place++)
      shown.push(`${data.places.files[data.places.file[place]!]}:${data.places.line[place]}`);
    const held = ledger.all<{ readonly place: string }>(
      `SELECT file || ':' || line AS place FROM steps JOIN repositories ON id = repository WHERE name = ?`,
      data.repositories.name[at]!,
    );
    expect(shown.sort()).toEqual(held.map(({ place }) => place).sort());
  });

  test('has the form that its schema describes', () => {
    const validate = new Ajv({ strictTypes: false, validateFormats: false, allErrors: true }).compile(
      campaignReportSchema(),
    );
    validate(report);
    expect(validate.errors).toBeNull();
  });

  test('is the same each time', () => {
    const again = campaignHtml(ledger, readNumbers(ledger), REVIEW, {
      name: 'Base images',
      tool: 'harden 1',
      now: NOW,
    });
    expect(again).toBe(page);
  });
});

test('text of a repository is data: no markup in the page, no formula in a cell', () => {
  const hostile = '</script><script>alert(1)</script>\u001b[31m\u202e';
  const other = fleetLedger({ repositories: 1, hostile });
  const numbers = readNumbers(other);
  const html = campaignHtml(other, numbers, REVIEW, { name: '<b>x</b>', tool: 'harden 1', now: NOW });
  expect(html.match(/<script/g)).toHaveLength(2);
  expect(html).not.toContain('<b>');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for
  expect(html).not.toMatch(/[\u001b\u202e]/);
  expect(dataOf(html).repositories.name[0]).toContain('</script>');
  for (const start of ['=1+1', '+1', '-1', '@x', '\t=1', ' =1', '\r=1']) {
    other.run('UPDATE repositories SET name = ?', `${start},"a"`);
    const [, line] = [...csvLines(other, readNumbers(other), REVIEW, 'repositories')];
    expect(line).toMatch(/^"'/);
    expect(line).toContain('""a""');
  }
  other.close();
});
