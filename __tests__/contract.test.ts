// What every transform promises besides its code: names, words, pages, golden cases.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findRule } from '../src/knowledge/index.js';
import { REFUSAL_CODES, TARGETS, type OptionSpec, type TransformMeta } from '../src/model/index.js';
import { registry } from '../transforms/index.js';
import { changes, expectedOf, goldenCases, refusedCodes, safetyOf, sketchesOf, stepsOf } from './support/golden.js';
import { isWanted, metas, readPage, root, transformFolders } from './support/transforms.js';

const SECTIONS = ['Before', 'After', 'Why', 'Safety', 'Refusals'];

test('the registry holds every folder, each once, under its target', () => {
  expect(metas.map(({ id }) => id).sort()).toEqual(transformFolders().sort());
  for (const target of TARGETS) {
    expect(registry[target].filter(({ meta }) => meta.target !== target).map(({ meta }) => meta.id)).toEqual([]);
  }
});

test('what a transform comes after exists, has the same target and is of the same phase', () => {
  const byId = new Map(metas.map((meta) => [meta.id, meta]));
  const wrong = metas.flatMap(({ id, after = [], target, phase }) =>
    after
      .filter((other) => byId.get(other)?.target !== target || byId.get(other)?.phase !== phase)
      .map((other) => `${id} after ${other}`),
  );
  expect(wrong).toEqual([]);
});

function fits({ type, default: value }: OptionSpec): boolean {
  if (type === 'string-list') return Array.isArray(value) && value.every((item) => typeof item === 'string');
  return typeof value === type;
}

function isOlderOrEqual(version: string, than: string): boolean {
  const [a, b] = [version, than].map((text) => text.split('.').map(Number)) as [number[], number[]];
  const at = a.findIndex((part, index) => part !== b[index]);
  return at === -1 || a[at]! < b[at]!;
}

const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };

const wanted = metas.filter(({ id }) => isWanted(id));

describe.each(wanted.map((meta): [string, TransformMeta] => [meta.id, meta]))('%s', (id, meta) => {
  test('meta', () => {
    expect(id).toMatch(/^[a-z][a-z0-9]*(?:-[a-z0-9]+)+$/);
    expect(transformFolders()).toContain(id);
    expect(meta.title).toMatch(/^[A-Z`][^\n]*[^.\s]$/);
    expect(meta.title.split(' ', 1)[0]).not.toMatch(/[^s]s$/); // Drop, not Drops
    expect(meta.summary).toMatch(/^[A-Z][^\n]*\.$/);
    // The tables add it themselves.
    expect(meta.summary).not.toContain('Off unless');
    expect(meta.neverRefuses).not.toBe('');
    expect(meta.since).toMatch(/^\d+\.\d+\.\d+$/);
    expect(isOlderOrEqual(meta.since, version)).toBe(true);
    expect(meta.rules.length + meta.references.length).toBeGreaterThan(0);
    expect(meta.rules.filter((rule) => findRule(rule).length === 0)).toEqual([]);
    expect(new Set(meta.rules).size).toBe(meta.rules.length);
    expect(meta.references.filter((address) => !/^https:\/\/[^\s]+$/.test(address))).toEqual([]);
    expect(
      Object.entries(meta.options ?? {}).filter(
        ([name, spec]) => !/^[a-z][a-z-]*$/.test(name) || !fits(spec) || spec.about === '',
      ),
    ).toEqual([]);
  });

  test('page', () => {
    const { headings, summary, sections } = readPage(id);
    expect(headings).toEqual([`# ${id}`, ...SECTIONS.map((name) => `## ${name}`)]);
    expect(summary).toBe(meta.summary);
    for (const name of SECTIONS) expect(sections.get(name)!.trim()).not.toBe('');
    const refusals = sections.get('Refusals')!;
    const named = [...refusals.matchAll(/^- `([a-z-]+)`/gm)].map((match) => match[1]!);
    expect(named.filter((code) => !(REFUSAL_CODES as readonly string[]).includes(code))).toEqual([]);
    const used = new Set(goldenCases(id).flatMap(refusedCodes));
    expect([...used].filter((code) => !refusals.includes(`\`${code}\``))).toEqual([]);
  });

  test('golden cases', () => {
    const cases = goldenCases(id);
    const silent = cases.filter((each) => !changes(each) && Object.keys(expectedOf(each)).length === 0);
    expect(cases.length).toBeGreaterThanOrEqual(meta.neverRefuses ? 2 : 3);
    if (meta.ceiling === 'manual') expect(cases.flatMap(sketchesOf).length).toBeGreaterThan(0);
    else expect(cases.filter((each) => changes(each) && stepsOf(each).length > 0).length).toBeGreaterThan(0);
    expect(silent.length).toBeGreaterThan(0);
    // No case refuses? Add one, or say in `meta.neverRefuses` why the transform never does.
    expect({ neverRefuses: cases.flatMap(refusedCodes).length === 0 }).toEqual({
      neverRefuses: 'neverRefuses' in meta,
    });
    const safeties = new Set(cases.flatMap(stepsOf).map(safetyOf));
    // The ceiling is what the cases show: no more, or it would be wrong; no less, or nobody has seen it.
    if (meta.ceiling === 'safe') expect([...safeties]).toEqual(['safe']);
    if (meta.ceiling === 'review') expect(safeties).toContain('review');
  });
});
