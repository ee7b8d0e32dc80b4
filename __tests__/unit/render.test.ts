import fc from 'fast-check';
import {
  commitMessage,
  DiskLines,
  renderGithub,
  renderJson,
  renderMarkdown,
  renderPatch,
  renderSarif,
  renderStep,
  renderTerminal,
  scoreChecklist,
  summaryHint,
  summaryLine,
} from '../../src/render/index.js';
import { firstPiece, makeVisible, wrap, widthOf, oneLine } from '../../src/render/index.js';
import type { Mode } from '../../src/render/index.js';
import { applyEdits } from '../../src/text/index.js';
import { filePath } from '../../src/model/index.js';
import type { Assumption, Plan, PlacedFinding } from '../../src/model/index.js';
import {
  BIDI,
  emptyPlan,
  fakeChecklist,
  fakeMetas,
  fakePlan,
  groupOf,
  HOSTILE_TITLE,
  plainPlan,
} from '../support/fake-plan.js';

const ESC = '\u001b';
const view = { color: false, width: 80, unicode: true, metas: fakeMetas } as const;
const modes: Mode[] = ['dry-run', 'applied', 'check'];

const COLOR = new RegExp(`${ESC}\\[[0-9]{1,2}m`, 'g');

const FLAG: Assumption = {
  id: 'not-needed',
  believes: 'Nothing in the container needs what the flag takes away: no program that was read does.',
  breaksIf: 'one does',
  checkBy: 'Start it.',
};
const READERS: Assumption = { id: 'not-read', believes: 'Nobody reads it.', breaksIf: 'somebody does', checkBy: 'ask' };

function flag(anchor: string, file: string, to: string, reads = READERS) {
  const source = { kind: 'source', file: filePath(file) } as const;
  return {
    transform: 'set-flag',
    anchor,
    title: 'Write the flag',
    why: 'It is off.',
    assumptions: [FLAG, reads],
    evidence: [
      { says: 'The flag is missing', from: { ...source, line: 3, quote: 'flag: no' } },
      { says: 'The flag is missing', from: { ...source, line: 2 } },
      {
        says: 'The flag is missing',
        from: { kind: 'source', file: filePath('other/file'), line: 7, quote: 'flag: no' },
      },
    ] as const,
    replace: [{ file, from: 'flag: no', to }],
  };
}

/** One transform at several places, made in another order than the files are read in. */
const twice: Plan = {
  ...emptyPlan,
  groups: [
    groupOf(
      { id: 'a/Dockerfile', dockerfiles: [filePath('a/Dockerfile'), filePath('b/Dockerfile')] },
      { 'a/Dockerfile': 'RUN apt update\nflag: no\nflag: no\n', 'b/Dockerfile': 'x\nflag: no\n' },
      [
        {
          transform: 'make-file',
          anchor: 'file',
          title: 'Make a file',
          why: 'It is missing.',
          create: { file: 'conf/new', text: 'a\n' },
        },
        flag('stage:final', 'b/Dockerfile', 'flag: yes', { ...READERS, believes: 'Nobody reads it twice.' }),
        {
          transform: 'use-apt-get',
          anchor: 'stage:one',
          title: 'Run apt-get instead of apt',
          why: 'It is stable.',
          replace: [{ file: 'a/Dockerfile', from: 'apt update', to: 'apt-get update' }],
        },
        flag('services.a', 'a/Dockerfile', 'flag: yes'),
        flag('services.b', 'a/Dockerfile', 'flag: yes'),
      ],
    ),
  ],
};

function finding(check: string, rules: string[], file: string, line: number, message: string): PlacedFinding {
  const reason = check === 'no-limit' ? 'The number comes from measuring.' : 'harden cannot know.';
  return { check, rules, at: { file: filePath(file), span: { start: 0, end: 0 } }, line, column: 1, message, reason };
}

const found: Plan = {
  ...emptyPlan,
  groups: [
    {
      ...groupOf({ id: 'other.yaml', compose: [filePath('other.yaml')] }, { 'other.yaml': '', 'compose.yaml': '' }, []),
      findings: [
        finding('no-title', ['dependency-not-awaited'], 'other.yaml', 9, 'seen'),
        ...['c', 'd', 'e'].map((name, at) =>
          finding('no-limit', ['CIS 5.11'], 'other.yaml', at + 3, `${name} has none`),
        ),
        finding('no-limit', ['CIS 5.11', 'service-without-limits'], 'compose.yaml', 2, 'a has none'),
        finding('no-limit', ['CIS 5.11'], 'compose.yaml', 12, 'b has none'),
      ],
    },
  ],
};
/** The first step knows a run of today, and every step one of an image's makers. */
const observedPlan: Plan = {
  ...plainPlan,
  groups: plainPlan.groups.map((group, index) => ({
    ...group,
    steps: group.steps.map((step, at) => {
      const told = {
        says: 'it ran',
        from: { kind: 'observation', run: 'profiles', ...(index + at === 0 ? { here: true } : {}) },
      };
      return { ...step, evidence: [...step.evidence, told as (typeof step.evidence)[number]] } as typeof step;
    }),
  })),
};
const titles = new Map([['no-limit', 'A service without a limit.']]);
/** Transforms that resolve rules to which only harden gives a name, too. */
const rowMetas = fakeMetas.map((meta) => ({ ...meta, rules: ['download-left-in-layer', ...meta.rules] }));
const tool = { name: 'harden', version: '0.1.0' };

function uncolored(text: string): string {
  return text.replaceAll(COLOR, '');
}

/** What may stand in an output that somebody looks at: no control but the newline (and a tab), nothing hidden. */
function hidden(text: string, allowed = ''): string[] {
  const found = text.match(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu) ?? [];
  return found.filter((character) => !`\n${allowed}`.includes(character));
}

describe('summary line', () => {
  const CHECK = '`harden check` lists what harden does not change by itself.';
  const counts = '5 steps in 3 files: 4 safe, 1 to review';
  test.each<[string, Plan, Mode, string, string]>([
    ['dry run', plainPlan, 'dry-run', `${counts}.`, `Run without --dry-run to apply. ${CHECK}`],
    [
      'what was observed, and still counts',
      observedPlan,
      'dry-run',
      `${counts}; 1 rests on what was observed.`,
      `Run without --dry-run to apply. ${CHECK}`,
    ],
    ['applied', plainPlan, 'applied', `Applied ${counts}.`, CHECK],
    ['check', plainPlan, 'check', `${counts}.`, 'See the changes with `harden fix --dry-run`.'],
    ['nothing', emptyPlan, 'dry-run', 'Nothing to change.', ''],
    ['only an error', { ...emptyPlan, errors: [fakePlan.errors[0]!] }, 'dry-run', 'Nothing to change; 1 error.', ''],
    [
      'everything',
      fakePlan,
      'applied',
      'Applied 6 steps in 4 files: 4 safe, 2 to review; 2 held back by --level safe; 1 left for a person to make; ' +
        '1 held back by --skip use-workdir; 1 suppressed; 3 refused; 1 finding; 2 errors; 1 step dropped by a bug in harden.',
      CHECK,
    ],
  ])('%s', (_, plan, mode, line, hint) => {
    expect(summaryLine(plan, mode)).toBe(line);
    expect(summaryHint(plan, mode)).toBe(hint);
  });
});

describe('terminal', () => {
  test('a step reads as title, place, reason, evidence, assumptions, change', () => {
    const text = renderTerminal(plainPlan, { ...view, mode: 'dry-run', long: true });
    const step = text.slice(text.indexOf('1/5'), text.indexOf('2/5'));
    expect(step).toBe(`1/5  review  Run the final stage as its own user
    line 7 · add-app-user@stage:final

    A program that runs as root owns the container when it is broken into. The
    user gets a fixed uid, so that Compose and Kubernetes can name it.

    seen       no USER is set (line 1)
               port 8080 (set by transforms.add-app-user.port)
               uid 10001 is free (users of python:3.12: root, www-data)
               and 1 more

    assumes    the program writes nowhere but to /app/data, which the new user
               owns
    breaks if  a library writes below /usr or /root while it runs
    check by   starting the container and uploading one file; \`docker diff\`
               shows what was written

    assumes    the program listens on 8080
    breaks if  it binds a port below 1024
    check by   reading the log of the first start

    4   # the sources
    5   COPY . .
    6   RUN pip install -r requirements.txt
      + USER 10001
    7   CMD python app.py

    compose.yaml
    1   services:
    2     web:
    3       build: ./backend
      +     user: "10001"
    4       ports:
    5         - "8080:8080"

`);
  });

  test('a step alone names its file once', () => {
    const [group] = plainPlan.groups;
    const options = { ...view, mode: 'dry-run', lines: new DiskLines([group!]) } as const;
    const text = renderStep(group!.steps[4]!, 5, 5, options);
    expect(text).toContain('    backend/Dockerfile line 7 · exec-form-cmd@stage:final\n');
    expect(text.match(/backend\/Dockerfile/g)).toHaveLength(1);
    // The step before put a line above it.
    expect(text).toContain('    7   USER 10001\n      - CMD python app.py\n');
    expect(renderStep(group!.steps[4]!, 5, 5, { ...view, mode: 'dry-run' })).toContain('    9 - CMD python app.py\n');
    // Another file is named, and so is the own one where it comes after.
    const both = group!.steps[2]!;
    const turned = renderStep({ ...both, files: [both.files[1]!, both.files[0]!] }, 3, 5, options);
    expect(turned.match(/^ {4}\S*(?:Dockerfile|yaml)$/gm)).toEqual(['    compose.yaml', '    backend/Dockerfile']);
  });

  test('check lists the steps of a file by line, each rule once', () => {
    const text = renderTerminal(twice, { ...view, mode: 'check' });
    expect(text).toContain(`
  :1  safe    Run apt-get instead of apt
              use-apt-get@stage:one · DL3027
  :2  review  Write the flag
              set-flag@services.a
  :3  review  Write the flag
              set-flag@services.b

── b/Dockerfile ───`);
    expect(text).toContain('  new  safe    Make a file\n');
    // Without the changes, and without the rules a second time.
    expect(text).not.toContain('+ ');
    expect(text.match(/DL3027/g)).toHaveLength(1);
  });

  test('what a step above said is referred to, the files stand in the order of the group', () => {
    const text = renderTerminal(twice, { ...view, mode: 'dry-run', long: true });
    expect(text.match(/^── \S+/gm)).toEqual(['── a/Dockerfile', '── b/Dockerfile', '── conf/new']);
    const step = text.slice(text.indexOf('2/5'), text.indexOf('3/5'));
    expect(step).toBe(`2/5  review  Write the flag
    line 3 · set-flag@services.b · reason as in step 1

    seen       the flag is missing (lines 2 and 3, other/file:7, flag: no)

    assumes    as in step 1: nothing in the container needs what the flag takes…
    assumes    as in step 1: nobody reads it

    1   RUN apt-get update
    2   flag: yes
    3 - flag: no
      + flag: yes

`);
    expect(text).toContain(`assumes    nothing in the container needs what the flag takes away: no
               program that was read`);
    // The same id with other words is another assumption.
    expect(text.slice(text.indexOf('4/5'))).toContain('assumes    nobody reads it twice\n');
  });

  // The lines of `a b c d` after an edit, with the numbers that the next step shows.
  test.each<[string, [number, number, string][], [string, number | undefined][]]>([
    [
      'put in above',
      [[0, 0, 'x\ny\n']],
      [
        ['x', undefined],
        ['y', undefined],
        ['a', 1],
        ['b', 2],
        ['c', 3],
        ['d', 4],
      ],
    ],
    [
      'put in below',
      [[7, 7, '\nx']],
      [
        ['a', 1],
        ['b', 2],
        ['c', 3],
        ['d', 4],
        ['x', undefined],
      ],
    ],
    [
      'a line goes on',
      [[3, 3, ' \\\n more']],
      [
        ['a', 1],
        ['b \\', 2],
        [' more', undefined],
        ['c', 3],
        ['d', 4],
      ],
    ],
    [
      'a line in two',
      [[2, 3, 'B\nB']],
      [
        ['a', 1],
        ['B', 2],
        ['B', undefined],
        ['c', 3],
        ['d', 4],
      ],
    ],
    [
      'two lines in one',
      [[3, 4, ' ']],
      [
        ['a', 1],
        ['b c', 2],
        ['d', 4],
      ],
    ],
    [
      'a line taken out',
      [[2, 4, '']],
      [
        ['a', 1],
        ['c', 3],
        ['d', 4],
      ],
    ],
    [
      'moved up',
      [
        [0, 0, 'd\n'],
        [5, 7, ''],
      ],
      [
        ['d', undefined],
        ['a', 1],
        ['b', 2],
        ['c', 3],
      ],
    ],
    [
      'all of it',
      [[0, 7, 'x\ny\nz']],
      [
        ['x', 1],
        ['y', undefined],
        ['z', undefined],
      ],
    ],
  ])('numbers are those of the file on disk: %s', (_, edits, expected) => {
    const file = filePath('f');
    const text = 'a\nb\nc\nd';
    const changes = edits.map(([start, end, to]) => {
      return { kind: 'edit', file, span: { start, end }, expect: text.slice(start, end), text: to } as const;
    });
    const after = applyEdits(text, changes);
    const step = twice.groups[0]!.steps[0]!;
    const first = {
      ...step,
      changes: [changes[0]!, ...changes.slice(1)],
      files: [{ path: file, before: text, after }],
    };
    const second = { ...step, files: [{ path: file, before: after, after: '' }] };
    const numbers = new DiskLines([{ steps: [first, second] }]);
    expect(numbers.of(first, file)).toEqual([1, 2, 3, 4]);
    const shown = [...numbers.of(second, file)!];
    // In any order.
    expect(numbers.of(first, file)).toEqual([1, 2, 3, 4]);
    expect(after.split('\n').map((line, at) => [line, shown[at]])).toEqual(expected);
    // Where something else stands in between, the text at hand is counted.
    const third = { ...step, files: [{ path: file, before: 'other\ntext\n', after: '' }] };
    expect(new DiskLines([{ steps: [first, third] }]).of(third, file)).toEqual([1, 2]);
  });

  test('the notes name every count, the reason and what to do', () => {
    const text = renderTerminal(fakePlan, { ...view, mode: 'check', checklist: fakeChecklist });
    for (const part of [
      'Held back by --level safe (2)',
      'Suppressed by # hadolint ignore=DL3009 ␛ (1)',
      'Seen and left alone (3)',
      'needs-shell · the command relies on a shell (2)',
      'backend/Dockerfile:6  A pipe ␛[5m stands in the command. (exec-form-cmd)',
      'Findings that harden does not change by itself (1)',
      'legacy/Dockerfile:12:5\n    unknown instruction RUM\n    Did you mean RUN?',
      'Bugs in harden  (1)',
      'sort-packages (guard: drift)',
      'Checklist 1.5 of 3',
      'fail     Runs as a user (1): 1 of 2 images runs as root.',
    ]) {
      expect(text).toContain(part);
    }
  });

  test('what --step and --only leave out is counted, and listed with --all', () => {
    const [group] = fakePlan.groups;
    const held = group!.held.slice(0, 2).map((step) => ({ ...step, heldBy: 'step', by: '--step' }) as const);
    const plan = { ...plainPlan, groups: [{ ...group!, held }] };
    const text = renderTerminal(plan, { ...view, mode: 'dry-run' });
    expect(text).toContain('1 to review; 2 held back by --step; 3 refused;');
    expect(text).not.toContain('Set a memory limit');
    const all = renderTerminal(plan, { ...view, mode: 'dry-run', limit: Number.POSITIVE_INFINITY });
    expect(all).toContain('Held back by --step (2)\n  backend/Dockerfile:7  Set a memory limit (add-app-user)\n');
  });

  test('findings stand together by check: title and reason once, then a few places', () => {
    const text = renderTerminal(found, { ...view, mode: 'check', checks: titles });
    expect(text.slice(text.indexOf('Findings'))).toBe(`Findings that harden does not change by itself (6)
  --all lists every place

  A service without a limit (5)
    no-limit · CIS 5.11, service-without-limits
    The number comes from measuring.
    compose.yaml
      :2   a has none
      :12  b has none
    other.yaml:3  c has none
    and 2 more

  no-title (1)
    dependency-not-awaited
    harden cannot know.
    other.yaml:9  seen

Nothing to change; 6 findings.
`);
    const all = renderTerminal(found, { ...view, mode: 'check', limit: Number.POSITIVE_INFINITY });
    expect(all).toContain('    other.yaml\n      :3  c has none\n      :4  d has none\n      :5  e has none\n');
    expect(all).not.toContain(' more');
    // `fix` is about the steps.
    const fix = renderTerminal(found, { ...view, mode: 'dry-run' });
    expect(fix).toBe(`Nothing to change; 6 findings.
\`harden check\` lists what harden does not change by itself.
`);
  });

  test('rules are named wherever their steps and findings are, by harden’s name where no tool has one', () => {
    const texts = [
      ...modes.map((mode) => renderTerminal(found, { ...view, mode })),
      ...modes.map((mode) => renderTerminal(twice, { ...view, mode, metas: rowMetas })),
      renderGithub(twice, { mode: 'check', metas: rowMetas }),
      renderMarkdown(twice, { mode: 'check', metas: rowMetas }),
      renderMarkdown(found, { mode: 'check', metas: rowMetas }),
      renderJson(twice, { mode: 'check', metas: rowMetas, tool }),
      renderJson(found, { mode: 'check', metas: rowMetas, tool }),
      renderSarif(twice, { metas: rowMetas, tool }),
      renderSarif(found, { metas: rowMetas, tool }),
      commitMessage(twice.groups[0]!.steps[0]!, rowMetas[0]).body,
    ];
    const naming = (rule: string) => texts.map((text) => text.includes(rule));
    expect(naming('download-left-in-layer')).toEqual(naming('DL3027'));
    expect(naming('service-without-limits')).toEqual(naming('CIS 5.11'));
    expect(naming('DL3027').filter((named) => named).length).toBeGreaterThanOrEqual(6);
  });

  test('a list beyond the limit is counted, not dropped in silence', () => {
    const text = renderTerminal(fakePlan, { ...view, mode: 'dry-run', limit: 1 });
    expect(text).toContain('and 1 more; --all lists them');
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
    const text = renderTerminal(fakePlan, { ...view, width: 200, mode: 'dry-run', long: true });
    expect(text).toMatch(/ {4}3 - …x{90,110} old\n/);
    expect(text).toMatch(/ {6}\+ …x{90,110} new\n/);
    expect(text).toContain('      + last: <U+202E>end·\n');
    expect(text).toContain('(no newline at the end)');
    expect(text).toContain('new file · complete-dockerignore@file');
    // All lines end with a carriage return before and after: it is no part of the change.
    expect(text).not.toContain('␍');
  });
});

describe('a line too long for the page', () => {
  const long = `RUN ${'install '.repeat(12)}end`;
  const group = groupOf({ id: 'f' }, { f: `${long}\nb\n` }, [
    { transform: 't', anchor: 'a', title: 'T', why: 'W.', replace: [{ file: 'f', from: 'b', to: `${long} new` }] },
  ]);
  const plan = { ...emptyPlan, groups: [group] };

  test('goes on behind a sign, without a blank at the end of a row or at the start of the next', () => {
    const text = renderTerminal(plan, { ...view, width: 60, mode: 'dry-run', long: true });
    expect(text).toContain(`
    1   RUN install install install install install install
      ↪ install install install install install install end
    2 - b
      + RUN install install install install install install
      ↪ install install install install install install end
      ↪ new
`);
    // What is bold begins no row of its own.
    const bold = groupOf({ id: 'f' }, { f: 'RUN install -y iputils-ping postgresql-client wget\n' }, [
      { transform: 't', anchor: 'a', title: 'T', why: 'W.', replace: [{ file: 'f', from: '-y ', to: '-y --no ' }] },
    ]);
    const colored = renderTerminal(
      { ...emptyPlan, groups: [bold] },
      { ...view, color: true, width: 40, mode: 'dry-run', long: true },
    );
    expect(uncolored(colored)).toContain('      + RUN install -y --no iputils-ping\n      ↪ postgresql-client wget\n');
    for (let width = 40; width < 80; width++) {
      const rows = renderTerminal(plan, { ...view, width, unicode: false, mode: 'dry-run', long: true }).split('\n');
      expect(rows.filter((row) => /\s$|[>+-] {2}\S/.test(row))).toEqual([]);
      expect(rows.filter((row) => /^ +> \S/.test(row)).length).toBeGreaterThan(1);
    }
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
    expect(makeVisible(text)).toBe(unicode);
    expect(makeVisible(text, false)).toBe(ascii);
  });

  test.each([
    ['RUN a bc def', 8, 'RUN a bc'],
    ['RUN a bc def', 9, 'RUN a bc '],
    ['FROM x@sha256:0123456789abcdef', 24, 'FROM '.padEnd(24, 'x@sha256:0123456789abcdef')],
    ['FROM --platform=$P x@sha256:0123456789abcdef', 24, 'FROM --platform=$P '],
    ['        aaaaaaaaaaaaaaaaaaaaaaaa', 20, '        aaaaaaaaaaaa'],
    ['日本語', 3, '日'],
    ['日', 1, '日'],
  ])('the first piece of %j in %d cells', (text, width, piece) => {
    expect(firstPiece(text, width)).toBe(piece);
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

- [ ] **Assumes** the program writes nowhere but to \`/app/data\`, which the new user owns
  - **Breaks if** a library writes below \`/usr\` or \`/root\` while it runs
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

  test('a step says its place by the line, what was said above by the step that said it', () => {
    const told = renderMarkdown(twice, { mode: 'dry-run', metas: fakeMetas });
    expect(told).not.toContain('--dry-run');
    expect(told.slice(told.indexOf('### 2.'), told.indexOf('### 3.'))).toBe(`### 2. Write the flag

**review** · line 3 · \`set-flag@services.b\` · reason as in step 1

**Seen** the flag is missing (lines 2 and 3, \`other/file:7\`, \`flag: no\`)

**To check**

- [ ] **Assumes** as in step 1: nothing in the container needs what the flag takes away…
- [ ] **Assumes** as in step 1: nobody reads it

\`\`\`diff
@@ -1,3 +1,3 @@
 RUN apt-get update
 flag: yes
-flag: no
+flag: yes
\`\`\`

`);
  });

  test('findings stand together by check, with every place', () => {
    const told = renderMarkdown(found, { mode: 'check', metas: fakeMetas, checks: titles });
    expect(told.slice(told.indexOf('- **A service'))).toBe(`\
- **A service without a limit** (5 · \`no-limit\` · CIS 5.11, service-without-limits): The number comes from measuring.
  - \`compose.yaml:2\`: a has none
  - \`compose.yaml:12\`: b has none
  - \`other.yaml:3\`: c has none
  - \`other.yaml:4\`: d has none
  - \`other.yaml:5\`: e has none
- **no-title** (1 · dependency-not-awaited): harden cannot know.
  - \`other.yaml:9\`: seen
`);
  });

  test.each([
    ['**/__pycache__ and *.py', '`**/__pycache__` and `*.py`'],
    ['__init__ is _this_, a_b_, _ and **', '`__init__` is \\_this\\_, `a_b_`, \\_ and \\*\\*'],
    ['sets PIP_NO_INPUT, (CKV_DOCKER_3).', 'sets `PIP_NO_INPUT`, (`CKV_DOCKER_3`).'],
    ['/ and /bin/sh; .env: in ./a or app/main.py', '`/` and `/bin/sh`; `.env`: in `./a` or `app/main.py`'],
    ['CMD/ENTRYPOINT and/or I/O', 'CMD/ENTRYPOINT and/or I/O'],
    ['--no-cache-dir, -y, a - b', '`--no-cache-dir`, `-y`, a - b'],
    ['nginx:latest, note: and $HOME at https://a.b/c_d', '`nginx:latest`, note: and `$HOME` at `https://a.b/c_d`'],
    ['`a`/b/c.d and x_y`z`', '`a`/b/c.d and x_y`z`'],
    ['an odd ` with a_b_ *x*', 'an odd \\` with a_b\\_ \\*x\\*'],
  ])('prose %j', (title, expected) => {
    const group = groupOf({ id: 'f' }, { f: 'a' }, [
      { transform: 't', anchor: 'a', title, why: 'W.', replace: [{ file: 'f', from: 'a', to: 'b' }] },
    ]);
    const told = renderMarkdown({ ...emptyPlan, groups: [group] }, { mode: 'check', metas: [] });
    expect(told.split('\n').find((line) => line.startsWith('### 1. '))).toBe(`### 1. ${expected}`);
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

Assumes: the program writes nowhere but to /app/data, which the new user
         owns
Breaks if: a library writes below /usr or /root while it runs
Check by: starting the container and uploading one file; \`docker diff\`
          shows what was written

Assumes: the program listens on 8080
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

test('what needs a run is shown with what it would gain, and with what tries or takes it', () => {
  const [first, ...others] = fakePlan.groups;
  const { files: _, ...step } = first!.steps[0]!;
  const held = [
    {
      ...step,
      safety: 'unverified',
      heldBy: 'needs-run',
      by: '--level review',
      title: 'Split it',
      why: 'It gets smaller.',
    },
  ] as const;
  const plan: Plan = { ...fakePlan, groups: [{ ...first!, held }, ...others] };
  const text = renderTerminal(plan, { ...view, mode: 'dry-run' }).replace(/\s+/g, ' ');
  expect(text).toContain('Needs a run: `harden fix --verify` tries it, `--level unverified` takes it untried (1)');
  expect(text).toMatch(/Split it \([\w-]+\): It gets smaller\./);
  const markdown = renderMarkdown(plan, { mode: 'dry-run', metas: fakeMetas, root: '/r' });
  expect(markdown).toContain('Split it: It gets smaller.');
});

test('a step of a transform that the preset leaves out is named with what is gone without, and is no result of a scan', () => {
  const [first, ...others] = fakePlan.groups;
  const { files: _, ...step } = first!.steps[0]!;
  const held = [
    { ...step, heldBy: 'preset', by: 'preset: recommended', title: 'Keep it', why: 'all of it is made again' },
  ] as const;
  const plan: Plan = { ...fakePlan, groups: [{ ...first!, held, steps: [] }, ...others] };
  const text = renderTerminal(plan, { ...view, mode: 'dry-run' }).replace(/\s+/g, ' ');
  expect(text).toContain('Off by default: `--preset guide` turns it on, or `--only` with its name (1)');
  expect(text).toMatch(/Keep it \([\w-]+\): all of it is made again/);
  expect(text).toContain('; 1 off by default: `--preset guide` turns it on');
  const markdown = renderMarkdown(plan, { mode: 'dry-run', metas: fakeMetas, root: '/r' });
  expect(markdown).toContain('Keep it: all of it is made again');
});

test('a step that needs a run is counted as one, until a run has confirmed it', () => {
  const [first, ...others] = fakePlan.groups;
  const withStep = (verified: boolean): Plan => {
    const [step, ...rest] = first!.steps;
    const taken = { ...step!, safety: 'unverified', ...(verified ? { verified } : {}) } as const;
    return { ...fakePlan, groups: [{ ...first!, steps: [taken, ...rest] }, ...others] };
  };
  const lines = [false, true].map((verified) => summaryLine(withStep(verified), 'dry-run'));
  expect(lines[0]).toContain('3 safe, 2 to review, 1 that need a run');
  expect(lines[1]).toContain('3 safe, 3 to review;');
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
  expect(scoreChecklist([]).score).toEqual({ points: 0, of: 0 });
  expect(oneLine(' a \r\n\t b ')).toBe('a b');
});
