import { createHash } from 'node:crypto';
import { filePath } from '../../src/model/index.js';
import { renderHtml } from '../../src/render/index.js';
import { emptyPlan, fakeChecklist, fakeMetas, fakePlan, plainPlan } from '../support/fake-plan.js';

const options = { mode: 'dry-run', metas: fakeMetas, checklist: fakeChecklist, root: '/srv/build' } as const;
const page = renderHtml(fakePlan, options);
const markup = page.replace(/<(style|script)>[\s\S]*?<\/\1>/g, '');

test('is the same every time, and names no folder of the machine', () => {
  expect(renderHtml(fakePlan, options)).toBe(page);
  expect(page).not.toContain('/srv');
});

test('every step is there with its safety, its assumptions and its change', () => {
  const steps = fakePlan.groups.flatMap((group) => group.steps);
  expect(page.match(/<article class="step" id=/g)).toHaveLength(steps.length);
  for (const { transform, safety } of steps)
    expect(page).toContain(`data-transform="${transform}" data-safety="${safety}"`);
  expect(page.match(/<dt>Assumes/g)!.length).toBeGreaterThanOrEqual(
    steps.flatMap(({ assumptions }) => assumptions).length,
  );
  expect(page).toContain('class="add"');
});

test('what files say is text: no markup, no control, nothing hidden', () => {
  expect(markup).toContain('&lt;img src=x&gt;');
  expect(markup).not.toContain('<img');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
  expect(markup.match(/[\u0000-\u0009\u000b-\u001f\u007f\u202a-\u202e\u2066-\u2069]/g)).toBeNull();
});

test('asks for nothing from outside, and its policy lets no other script run', () => {
  expect(markup).not.toMatch(/<(?:link|img|iframe|script)\b[^>]*(?:src|href)=/);
  expect(page).not.toMatch(/@import|url\(/);
  const hash = (tag: string): string => {
    const text = page.slice(page.indexOf(`<${tag}>`) + tag.length + 2, page.indexOf(`</${tag}>`));
    return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  };
  expect(page).toContain(`default-src 'none'; style-src ${hash('style')}; script-src ${hash('script')};`);
});

test('lines that replace one another stand in one row', () => {
  const text = renderHtml(plainPlan, options);
  expect(text).toMatch(
    /<tr><td class="n">\d+<\/td><td class="remove">.*?<\/td><td class="n">\d+<\/td><td class="add">/,
  );
});

test('a plan without steps has no filters', () => {
  expect(renderHtml(emptyPlan, options)).not.toContain('id="filters"');
});

test('measured sizes and times are bars whose length goes with the number', () => {
  const measure = (size: number, rebuildMs?: number) => ({
    size,
    layers: [],
    layerCount: 1,
    packages: 0,
    setuid: [],
    tools: [],
    user: 'root',
    ...(rebuildMs === undefined ? {} : { rebuildMs }),
  });
  const image = (name: string, before: ReturnType<typeof measure>, after: ReturnType<typeof measure>) => ({
    dockerfile: filePath(name),
    services: [],
    before,
    after,
    mispredicted: [],
  });
  const images = [
    image('web/Dockerfile', measure(1_000_000_000, 30_000), measure(250_000_000, 3000)),
    image('job/Dockerfile', measure(500_000_000), measure(500_000_000)),
  ];
  const group = {
    group: 'a',
    outcome: 'passed',
    verified: [],
    open: [],
    images,
    runs: [],
    broken: [],
    notes: [],
    kept: false,
  } as const;
  const text = renderHtml({ ...emptyPlan, verification: { engine: 'Docker', groups: [group] } }, options);
  const widths = [...text.matchAll(/<rect class="(\w+)" width="(\d+)"/g)].map(([, side, width]) => [side, width]);
  expect(widths).toEqual([
    ['before', '400'],
    ['after', '100'],
    ['before', '200'],
    ['after', '200'],
    ['before', '400'],
    ['after', '40'],
  ]);
  expect(text).toContain('after: 250 MB');
  expect(text).toContain('before: 30.0 s');
});
