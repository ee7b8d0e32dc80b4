import fc from 'fast-check';
import {
  commitMessage,
  renderGithub,
  renderMarkdown,
  renderPatch,
  renderTerminal,
  scored,
  summaryLine,
} from '../../src/render/index.js';
import { visible, wrap, widthOf, oneLine } from '../../src/render/index.js';
import type { Mode } from '../../src/render/index.js';
import type { Plan } from '../../src/model/index.js';
import { BIDI, emptyPlan, fakeChecklist, fakeMetas, fakePlan, HOSTILE_TITLE, plainPlan } from '../support/fake-plan.js';

const ESC = '\u001b';
const view = { color: false, width: 80, unicode: true, metas: fakeMetas } as const;
const modes: Mode[] = ['dry-run', 'applied', 'check'];

const COLOR = new RegExp(`${ESC}\\[[0-9]{1,2}m`, 'g');

function uncolored(text: string): string {
  return text.replaceAll(COLOR, '');
}

/** What may stand in an output that somebody looks at: no control but the newline (and a tab), nothing hidden. */
function hidden(text: string, allowed = ''): string[] {
  const found = text.match(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu) ?? [];
  return found.filter((character) => !`\n${allowed}`.includes(character));
}

describe('summary line', () => {
  const dryRun = '5 steps in 3 files: 4 safe, 1 to review.';
  test.each<[string, Plan, Mode, string]>([
    ['dry run', plainPlan, 'dry-run', `${dryRun} Run without --dry-run to apply.`],
    ['applied', plainPlan, 'applied', `Applied ${dryRun}`],
    ['check', plainPlan, 'check', `${dryRun} See the changes with \`harden fix --dry-run\`.`],
    ['nothing', emptyPlan, 'dry-run', 'Nothing to change.'],
    ['only an error', { ...emptyPlan, errors: fakePlan.errors.slice(0, 1) }, 'dry-run', 'Nothing to change. 1 error.'],
    [
      'everything',
      fakePlan,
      'applied',
      'Applied 6 steps in 4 files: 4 safe, 2 to review. 2 held back by --level safe, 1 left for a person to make, ' +
        '1 held back by --skip use-workdir. 1 suppressed. 3 refused. 2 errors. 1 step dropped by a bug in harden.',
    ],
  ])('%s', (_, plan, mode, expected) => {
    expect(summaryLine(plan, mode)).toBe(expected);
  });
});

describe('terminal', () => {
  test('a step reads as title, place, reason, evidence, assumptions, change', () => {
    const text = renderTerminal(plainPlan, { ...view, mode: 'dry-run' });
    const step = text.slice(text.indexOf('3/5'), text.indexOf('4/5'));
    expect(step).toBe(`3/5  review  Run the final stage as its own user
    line 7 · add-app-user@stage:final · DL3002, CKV_DOCKER_3, DS-0002

    A program that runs as root owns the container when it is broken into. The
    user gets a fixed uid, so that Compose and Kubernetes can name it.

    seen       no USER is set (backend/Dockerfile:1)
               port 8080 (set by transforms.add-app-user.port)
               uid 10001 is free (users of python:3.12: root, www-data)
               and 1 more like it

    assumes    The program writes nowhere but to /app/data, which the new user
               owns.
    breaks if  a library writes below /usr or /root while it runs
    check by   starting the container and uploading one file; \`docker diff\`
               shows what was written

    assumes    The program listens on 8080.
    breaks if  it binds a port below 1024
    check by   reading the log of the first start

     5  5   # the sources
     6  6   COPY . .
     7  7   RUN pip install -r requirements.txt
        8 + USER 10001
     8  9   CMD python app.py

    compose.yaml
    1 1   services:
    2 2     web:
    3 3       build: ./backend
      4 +     user: "10001"
    4 5       ports:
    5 6         - "8080:8080"

`);
  });

  test('the notes name every count, the reason and what to do', () => {
    const text = renderTerminal(fakePlan, { ...view, mode: 'check', checklist: fakeChecklist });
    for (const part of [
      'Held back by --level safe (2)',
      'Suppressed by # hadolint ignore=DL3009 ␛ (1)',
      'Seen and left alone (3)',
      'needs-shell · the command relies on a shell (2)',
      'backend/Dockerfile:6:1  A pipe ␛[5m stands in the command. (exec-form-cmd)',
      'Findings that harden does not change (1)',
      'legacy/Dockerfile:12:5\n    unknown instruction RUM\n    Did you mean RUN?',
      'Bugs in harden  (1)',
      'sort-packages (guard: drift)',
      'Checklist 1.5 of 3',
      'fail     Runs as a user (1): 1 of 2 images runs as root.',
    ]) {
      expect(text).toContain(part);
    }
  });

  test('a list beyond the limit is counted, not dropped in silence', () => {
    const text = renderTerminal(fakePlan, { ...view, mode: 'dry-run', limit: 1 });
    expect(text).toContain('and 1 more; --format json lists all');
    expect(text).not.toContain('Add a health check');
  });

  test.each(modes)('nothing hidden reaches the terminal, %s', (mode) => {
    for (const width of [10, 40, 60, 80, 120, 300]) {
      for (const unicode of [true, false]) {
        const options = { width, unicode, mode, metas: fakeMetas, checklist: fakeChecklist };
        expect(hidden(renderTerminal(fakePlan, { ...options, color: false }))).toEqual([]);
        const colored = renderTerminal(fakePlan, { ...options, color: true });
        expect(colored).toContain(`${ESC}[1m`);
        expect(hidden(uncolored(colored))).toEqual([]);
        expect(uncolored(colored)).toBe(renderTerminal(fakePlan, { ...options, color: false }));
      }
    }
  });

  test.each([40, 60, 80, 120])('no line is wider than %d', (width) => {
    const text = renderTerminal(fakePlan, { ...view, width, mode: 'dry-run', checklist: fakeChecklist });
    const words = new Set(text.split(/\s+/));
    for (const line of text.split('\n')) {
      // A single word may stand out, so that paths can be copied.
      const fits = widthOf(line) <= width || words.has(line.trim());
      expect({ line, fits }).toEqual({ line, fits: true });
    }
  });

  test('only ASCII is added where unicode is off', () => {
    const text = renderTerminal(plainPlan, { ...view, unicode: false, mode: 'dry-run' });
    expect([...text].filter((character) => character.charCodeAt(0) > 126)).toEqual([]);
  });

  test('a long line is cut around its change, blanks at the end show, a new file is called so', () => {
    const text = renderTerminal(fakePlan, { ...view, width: 200, mode: 'dry-run' });
    expect(text).toMatch(/3 {3}- …x{90,110} old\n/);
    expect(text).toMatch(/ 3 \+ …x{90,110} new\n/);
    expect(text).toContain('4 + last: <U+202E>end·\n');
    expect(text).toContain('(no newline at the end)');
    expect(text).toContain('new file · complete-dockerignore@file');
    // All lines end with a carriage return before and after: it is no part of the change.
    expect(text).not.toContain('␍');
  });
});

describe('visible', () => {
  test.each([
    ['\u001b[2J', '␛[2J', '^[[2J'],
    ['a\u202eb', 'a<U+202E>b', 'a<U+202E>b'],
    ['\u2066\u200b\ufeff', '<U+2066><U+200B><U+FEFF>', '<U+2066><U+200B><U+FEFF>'],
    ['\u0085\u007f', '<U+0085>␡', '<U+0085>^?'],
    ['\ud800x', '<U+D800>x', '<U+D800>x'],
    ['a\u00a0b', 'a<U+00A0>b', 'a<U+00A0>b'],
    ['\u{e0041}', '<U+E0041>', '<U+E0041>'],
    ['⚠️ 👩‍💻', '⚠️ 👩‍💻', '⚠️ 👩‍💻'],
    ['a\ufe0f\u200d', 'a<U+FE0F><U+200D>', 'a<U+FE0F><U+200D>'],
  ])('%j', (text, unicode, ascii) => {
    expect(visible(text)).toBe(unicode);
    expect(visible(text, false)).toBe(ascii);
  });

  test('wrapping keeps every word, in order', () => {
    const words = fc.array(fc.stringMatching(/^[a-z日é]{1,12}$/), { maxLength: 40 });
    fc.assert(
      fc.property(words, fc.integer({ min: 1, max: 60 }), (list, width) => {
        const lines = wrap(list.join(' '), width);
        expect(lines.join(' ')).toBe(list.join(' '));
        for (const line of lines) expect(widthOf(line) <= width || !line.includes(' ')).toBe(true);
      }),
    );
  });
});

describe('github', () => {
  const lines = renderGithub(fakePlan, { mode: 'check', metas: fakeMetas, root: '/srv/build' }).split('\n');

  test('each line is one command whose parts the runner reads back', () => {
    expect(lines.pop()).toBe('');
    for (const line of lines) expect(line).toMatch(/^::(?:error|warning|notice) [^:]*::[^\n]*$/);
    expect(hidden(lines.join('\n'))).toEqual([]);
    expect(lines.filter((line) => line.startsWith('::error'))).toHaveLength(3);
    expect(lines).toContain(
      '::error file=legacy/Dockerfile,line=12,col=5,title=harden::unknown instruction RUM%0ADid you mean RUN?',
    );
    const odd = lines.find((line) => line.includes('wei rd'))!;
    expect(odd).toContain('file=wei rd/Döcker|`file`%25.yaml,line=2,col=1,title=Stop ');
    expect(odd).toContain('%3A%3Aerror%3A%3Ax%250A<U+202E>txt');
  });

  test('lines are those of the file as it is, not as the step before left it', () => {
    const user = lines.find((line) => line.includes('title=Run the final stage as its own user'))!;
    expect(user).toContain('file=backend/Dockerfile,line=7,');
  });

  test('no absolute path', () => {
    expect(lines.join('\n')).not.toContain('/srv');
  });
});

describe('markdown', () => {
  const options = {
    mode: 'dry-run',
    metas: fakeMetas,
    heading: 'Review',
    checklist: fakeChecklist,
    root: '/srv/build',
  } as const;
  const text = renderMarkdown(fakePlan, options);

  test('is the same every time and shows nothing hidden', () => {
    expect(renderMarkdown(fakePlan, options)).toBe(text);
    expect(hidden(text, '\t')).toEqual([]);
    expect(text).not.toContain('/srv');
  });

  test('assumptions are boxes, the diff is fenced beyond its own backticks', () => {
    expect(text).toContain(`**To check**

- [ ] **Assumes** The program writes nowhere but to /app/data, which the new user owns.
  - **Breaks if** a library writes below /usr or /root while it runs
  - **Check by** starting the container and uploading one file; \`docker diff\` shows what was written
`);
    expect(text).toMatch(/\n````diff\n@@ -1,4 \+1,4 @@\n(?:[ +\-\\].*\n)+````\n/);
  });

  test('hostile strings stay text', () => {
    const line = text.split('\n').find((one) => one.startsWith('### 6.'))!;
    expect(line).toBe(
      '### 6. Stop ␛\\[31mred␛\\[0m \\| &lt;img src=x&gt; `tick` \\*star\\* ::error::x%0A&lt;U+202E&gt;txt @<!-- -->everyone',
    );
    expect(text).toContain('&lt;!-- --&gt; \\[link\\](http<!-- -->://x) `code <U+202E>` #<!-- -->12 and \\$x\\$');
    expect(text).toContain('| ``wei rd/Döcker\\|`file`%.yaml`` |');
    // Outside of code, no line of a table has more cells than its head.
    const rows = text.split('\n').filter((one) => one.startsWith('| 6 '));
    expect(rows).toHaveLength(1);
    expect(rows[0]!.replaceAll('\\|', '').split('|')).toHaveLength(7);
  });

  test('a limit takes the last diffs first, then the last steps, and says so', () => {
    const small = renderMarkdown(plainPlan, { ...options, limit: 3100 });
    expect(small.length).toBeLessThanOrEqual(3100);
    expect(small).toContain('The diff is left out here for length');
    expect(small).toContain('+RUN apt-get update');
    const tiny = renderMarkdown(plainPlan, { ...options, limit: 1600 });
    expect(tiny.length).toBeLessThanOrEqual(1600);
    expect(tiny).toMatch(/\d steps? more: the patch holds them\./);
  });
});

describe('commit message', () => {
  test('subject and body', () => {
    const step = plainPlan.groups[0]!.steps[2]!;
    expect(commitMessage(step, fakeMetas[2])).toEqual({
      subject: 'Run the final stage as its own user (backend/Dockerfile)',
      body: `A program that runs as root owns the container when it is broken into.
The user gets a fixed uid, so that Compose and Kubernetes can name it.

Assumes: The program writes nowhere but to /app/data, which the new user
         owns.
Breaks if: a library writes below /usr or /root while it runs
Check by: starting the container and uploading one file; \`docker diff\`
          shows what was written

Assumes: The program listens on 8080.
Breaks if: it binds a port below 1024
Check by: reading the log of the first start

Rules: DL3002, CKV_DOCKER_3, DS-0002

Harden-Step: add-app-user@stage:final
Harden-Safety: review`,
    });
  });

  test('any text gives a short subject and a body without comment lines', () => {
    const step = plainPlan.groups[0]!.steps[2]!;
    const word = fc.constantFrom('#', '---', 'a', 'diff ', '\n', ESC, BIDI, 'x'.repeat(80), HOSTILE_TITLE);
    const prose = fc.array(word, { minLength: 1, maxLength: 12 }).map((parts) => parts.join(' '));
    fc.assert(
      fc.property(prose, prose, (title, why) => {
        const { subject, body } = commitMessage({ ...step, title, why });
        expect(subject.length).toBeLessThanOrEqual(72);
        expect(`${subject}\n${body}`).not.toMatch(/^(?:#|---)/m);
        expect(hidden(`${subject}\n${body}`)).toEqual([]);
      }),
    );
  });
});

test('the patch of a plan holds every file once, sorted', () => {
  const patch = renderPatch(fakePlan);
  const names = patch.split('\n').filter((line) => line.startsWith('diff --git'));
  expect(names).toEqual([
    'diff --git a/backend/.dockerignore b/backend/.dockerignore',
    'diff --git a/backend/Dockerfile b/backend/Dockerfile',
    'diff --git a/compose.yaml b/compose.yaml',
    'diff --git "a/wei rd/D\\303\\266cker|`file`%.yaml" "b/wei rd/D\\303\\266cker|`file`%.yaml"',
  ]);
  expect(patch).toContain(`${BIDI}end\t`);
});

test('a score counts a half for a partial, and leaves out what is unknown or does not apply', () => {
  expect(fakeChecklist.score).toEqual({ points: 1.5, of: 3 });
  expect(scored([]).score).toEqual({ points: 0, of: 0 });
  expect(oneLine(' a \r\n\t b ')).toBe('a b');
});
