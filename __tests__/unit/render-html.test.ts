import { createHash } from 'node:crypto';
import { filePath } from '../../src/model/index.js';
import { renderHtml, renderMarkdown, renderTerminal } from '../../src/render/index.js';
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
  expect(page.match(/<li class="step item" id=/g)).toHaveLength(steps.length);
  for (const [at] of steps.entries()) expect(page).toContain(`id="step-${at + 1}"`);
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
  const bars = text.slice(text.indexOf('id="measured"'), text.indexOf('id="verification"'));
  const widths = [...bars.matchAll(/<rect class="(\w+)" width="(\d+)"/g)].map(([, side, width]) => [side, width]);
  expect(widths).toEqual([
    ['before', '400'],
    ['after', '100'],
    ['before', '200'],
    ['after', '200'],
    ['before', '400'],
    ['after', '40'],
  ]);
  expect(text).toContain('after: 250 MB');
  expect(text).toContain('before: 30 s');
});

test('what stands between back-ticks is code, and an address of the web a link', () => {
  const [group] = fakePlan.groups;
  const [step] = group!.steps;
  const told = {
    ...step!,
    why: 'Use `COPY` and `<b>` in place of `ADD',
    evidence: [
      { says: 'makers say `so`', from: { kind: 'knowledge', entry: 'x', source: 'https://example.com/a?b=<c>' } },
      { says: 'others too', from: { kind: 'knowledge', entry: 'x', source: 'https://example.com/a/b#c' } },
    ],
  } as const;
  const text = renderHtml({ ...fakePlan, groups: [{ ...group!, steps: [told] }] }, options);
  expect(text).toContain('<p>Use <code>COPY</code> and <code>&lt;b&gt;</code> in place of `ADD</p>');
  expect(text).toContain('makers say <code>so</code>');
  expect(text).toContain('<a href="https://example.com/a/b#c" rel="noreferrer">https://example.com/a/b#c</a>');
  expect(text).not.toContain('<a href="https://example.com/a?b');
});

/** What a part of a page says, without its markup. */
function said(text: string): string {
  return text
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

function sectionOf(text: string, id: string): string {
  const start = text.indexOf(`<section id="${id}"`);
  return start < 0 ? '' : text.slice(start, text.indexOf('</section>', start));
}

describe('the head', () => {
  const made = { project: 'shop <b>', commit: 'a'.repeat(40), date: '2026-01-02T03:04:05.678Z' } as const;
  const headOf = (text: string): string => said(text.slice(text.indexOf('<header'), text.indexOf('</header>')));

  test('says what was read, when and by what', () => {
    const text = renderHtml(plainPlan, { ...options, head: { ...made, tool: { name: 'harden', version: '1.2.3' } } });
    expect(headOf(text)).toBe(
      'harden report shop &lt;b&gt; Commit aaaaaaaaaaaa Made 2026-01-02 03:04 UTC By harden 1.2.3 Dark or light',
    );
    expect(text).toContain('<title>shop &lt;b&gt;: harden report</title>');
  });

  test('names the engine where something was run, and what nobody knows not at all', () => {
    expect(headOf(page)).toBe('harden report Report Dark or light');
    const run = renderHtml({ ...plainPlan, verification: { engine: 'Docker 26', groups: [] } }, options);
    expect(headOf(run)).toBe('harden report Report Run with Docker 26 Dark or light');
  });
});

describe('a file in one view', () => {
  const text = renderHtml(plainPlan, options);
  const file = text.slice(text.indexOf('id="file-1"'), text.indexOf('id="file-2"'));

  test('lines say which steps they are of, and what is new beside what was stands in marks', () => {
    expect(file).toContain(
      '<tr class="remove"><td class="s" data-steps="2"><a href="#step-2" aria-label="Step 2">2</a></td><td class="n old">3</td><td class="n"></td><td class="t"><span class="mark">−</span>RUN <mark>apt</mark> update',
    );
  });

  test('is there as a whole as well, as it will be', () => {
    const whole = file.slice(file.indexOf('diff whole'), file.indexOf('</table>'));
    const texts = [...whole.matchAll(/<td class="t">(.*?)<\/td>/g)].map(([, line]) => line);
    const after = plainPlan.groups[0]!.result.get(filePath('backend/Dockerfile'))!;
    expect(texts.join('\n')).toBe(after.trimEnd().replaceAll('&', '&amp;').replaceAll('"', '&quot;'));
  });

  test('a file that its steps change too stands with it; one with a heading of its own leads back', () => {
    expect(file).toContain('<p class="path"><code>compose.yaml</code></p>');
    const [group] = plainPlan.groups;
    const [step] = group!.steps;
    const own = { ...step!, at: { ...step!.at, file: filePath('compose.yaml') } };
    const both = renderHtml({ ...plainPlan, groups: [{ ...group!, steps: [own, ...group!.steps.slice(1)] }] }, options);
    const compose = both.slice(both.indexOf('<code>compose.yaml</code></h3>'));
    expect(compose).toMatch(/<li class="elsewhere"><a class="number" href="#step-1">1<\/a> Run the final stage/);
  });

  test('a step of which no line is left is told all the same', () => {
    const [group] = plainPlan.groups;
    const step = group!.steps[2]!;
    const undone = {
      ...step,
      id: 'undone@x',
      title: 'Gone again',
      files: [{ path: filePath('x'), before: '', after: '' }],
    };
    const gone = renderHtml({ ...plainPlan, groups: [{ ...group!, steps: [...group!.steps, undone] }] }, options);
    expect(gone).toMatch(
      /Later steps write over these<\/p><ul class="notes"><li class="step item" id="step-2"[\s\S]*?Gone again/,
    );
  });

  test('what a step assumes is said once, and then by the number of the step', () => {
    const [group] = plainPlan.groups;
    const again = { ...group!.steps[2]!, id: 'again@x', title: 'Once more' };
    const twice = renderHtml({ ...plainPlan, groups: [{ ...group!, steps: [...group!.steps, again] }] }, options);
    expect(twice.match(/<dt>Assumes<\/dt><dd>The program listens on 8080\./g)).toHaveLength(1);
    expect(twice).toContain('<dt>Assumes</dt><dd>the same as step <a href="#step-1">1</a></dd>');
  });
});

test('many files are folded, but for the first ones', () => {
  const [group] = plainPlan.groups;
  const plan = { ...plainPlan, groups: Array.from({ length: 40 }, () => group!) };
  const text = renderHtml(plan, options);
  const open = [...text.matchAll(/<details class="body"( open)?>/g)].map(([, is]) => is !== undefined);
  expect(open).toHaveLength(80);
  expect(open[0]).toBe(true);
  expect(open.lastIndexOf(true)).toBeLessThan(40);
  expect(open.indexOf(false)).toBe(open.lastIndexOf(true) + 1);
  expect(text).toContain('<details class="contents"><summary>80 files with steps</summary>');
});

test('refusals stand by reason with their number', () => {
  const refused = sectionOf(page, 'refused');
  expect([...refused.matchAll(/<summary>(.*?)<\/summary>/g)].map(([, title]) => said(title!))).toEqual([
    'more than one edit would be right ambiguous 1',
    'the command relies on a shell needs-shell 2',
  ]);
  expect(refused.match(/<li class="item">/g)).toHaveLength(3);
});

test('the summary says what is left for a person, with a way to it', () => {
  const summary = sectionOf(page, 'summary');
  for (const id of ['errors', 'bugs', 'manual', 'refused', 'findings']) {
    expect(summary).toContain(`href="#${id}"`);
    expect(page).toContain(`<section id="${id}"`);
  }
  expect(said(summary)).toContain('2 files could not be planned');
  expect(said(sectionOf(renderHtml(emptyPlan, options), 'summary'))).toContain('Nothing is left for a person.');
});

test('the checklist is a score, with what is missing first', () => {
  const text = said(sectionOf(page, 'checklist'));
  expect(text).toMatch(/^Checklist 1\.5 of 3 1 fail, 1 partly, 1 unknown, 1 pass, 1 n\/a ✗ fail Runs as a user/);
});

test('no element has a style or a handler of its own: the policy forbids both', () => {
  expect(markup).not.toMatch(/<[^>]+ (?:style|on\w+)=/);
});

test('every link inside of the page leads somewhere, and no name is there twice', () => {
  const names = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
  expect(new Set(names).size).toBe(names.length);
  for (const [, to] of page.matchAll(/href="#([^"]+)"/g)) expect(names).toContain(to);
});

describe('what a run showed', () => {
  const measure = (size: number, user: string) => ({
    size,
    layers: [
      { createdBy: 'COPY . .', size: 1000 },
      { createdBy: 'RUN pip <install>', size: size - 1000 },
    ],
    layerCount: 2,
    packages: 10,
    setuid: [],
    tools: [],
    user,
  });
  const boot = { state: 'healthy', exitCode: 0, readyMs: 1200, probes: [], complaints: [], log: '' } as const;
  const service = (user: string, capabilities: string) => ({
    service: 'web',
    first: boot,
    stop: { killed: false, ms: 300 },
    second: boot,
    user,
    capabilities,
  });
  const steps = plainPlan.groups[0]!.steps.map((step, at) =>
    at === 2 ? ({ ...step, verified: true, exercised: ['built', 'started'] } as const) : step,
  );
  const group = {
    group: 'a',
    outcome: 'passed',
    verified: [steps[2]!.id],
    open: [{ id: steps[0]!.id, title: steps[0]!.title, why: 'nothing ran it' }],
    images: [
      {
        dockerfile: filePath('backend/Dockerfile'),
        services: ['web'],
        before: measure(900_000_000, 'root'),
        after: measure(300_000_000, 'app (10001)'),
        mispredicted: [],
      },
    ],
    runs: [
      {
        name: 'compose.yaml',
        before: [service('root', 'the usual ones')],
        after: [service('10001', 'none')],
        left: [],
      },
    ],
    broken: [],
    notes: ['db was not run\nits log'],
    kept: false,
  } as const;
  const verified = {
    ...plainPlan,
    groups: [{ ...plainPlan.groups[0]!, steps }],
    verification: { engine: 'Docker 26.1.5', groups: [group] },
  };
  const proof = sectionOf(renderHtml(verified, options), 'verification');

  test('is what Markdown says of it', () => {
    const rows = renderMarkdown(verified, { mode: options.mode, metas: fakeMetas }).match(/^\| (?!---|\d).*\|$/gm)!;
    const told = rows.map((row) =>
      row
        .replaceAll('\\', '')
        .split('|')
        .map((cell) => cell.trim()),
    );
    const facts = told.filter(([, label]) => label !== '' && !/^(?:image|run|Check|Step)/.test(label!));
    expect(facts.length).toBeGreaterThan(8);
    for (const [, label, before, after, note] of facts) {
      const row = `<tr><th scope="row">${label}</th><td>${before}</td><td>${after}</td><td class="dim">${note}</td></tr>`;
      expect(proof).toContain(row);
    }
    expect(said(proof)).toContain('Verified 1 of 5 steps with Docker 26.1.5');
    expect(said(proof)).toContain('db was not run its log');
  });

  test('is what a terminal says of it, and no line of a table is wider than that', () => {
    const told = renderTerminal(verified, { ...options, color: false, unicode: true, width: 100 });
    expect(told).toContain('largest layer');
    expect(told).toContain('its log');
    const narrow = renderTerminal(verified, { ...options, color: false, unicode: true, width: 40 });
    const from = narrow.indexOf('── image backend/Dockerfile');
    const lines = narrow.slice(from, narrow.indexOf('Verified 1 of')).split('\n');
    expect(lines.filter((line) => line.length > 40)).toEqual([]);
    expect(lines.join(' ').replace(/\s+/g, ' ')).toContain('user: root before, app (10001) after');
    expect(lines).toContain('  packages: 10');
  });

  test('gives each step its grade, and what exercised it', () => {
    expect(said(proof)).toContain('1 Run the final stage as its own user verified built, started');
    expect(said(proof)).toContain('2 Run apt-get instead of apt not verified nothing ran it');
  });

  test('lists layers, the largest first', () => {
    expect(said(proof)).toContain('largest layer 900 MB RUN pip &lt;install&gt; 300 MB RUN pip &lt;install&gt;');
    expect(said(proof)).toContain('layer 2 by size 1.0 kB COPY . . 1.0 kB COPY . .');
  });
});
