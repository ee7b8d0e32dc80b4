// The patch that is read in one sitting: a file once, as it will be, and a line for each step.
import fc from 'fast-check';
import { filePath, type Plan, type StepFile } from '../../src/model/index.js';
import { renderHtml, renderMarkdown, renderPullRequest, renderTerminal } from '../../src/render/index.js';
import { lineNotes } from '../../src/render/line-notes.js';
import { emptyPlan, fakeMetas, groupOf } from '../support/fake-plan.js';

const PHASES = { 'use-apt-get': 'style', 'clean-apt-lists': 'packages', 'add-app-user': 'identity' } as const;
const metas = fakeMetas.map((meta) => {
  const phase = PHASES[meta.id as keyof typeof PHASES];
  return { ...meta, target: 'dockerfile', ...(phase ? { phase } : {}) } as const;
});
const view = { color: false, width: 80, unicode: true, metas, mode: 'dry-run' } as const;

const READ = { id: 'read-once', believes: 'Nobody reads it twice.', breaksIf: 'somebody does', checkBy: 'Ask them.' };
const MORE = { id: 'more', believes: 'It is quiet.', breaksIf: 'it is loud', checkBy: 'Listen.' };

function change(transform: string, from: string, to: string, ...assumptions: (typeof READ)[]) {
  const replace = [{ file: 'a', from, to }];
  const rest = assumptions.length > 0 ? { assumptions } : {};
  return { transform, anchor: to, title: `Write ${to}`, why: 'It is better.', replace, ...rest };
}

const plan: Plan = {
  ...emptyPlan,
  groups: [
    groupOf({ id: 'a', dockerfiles: [filePath('a')] }, { a: 'one\ntwo\nthree\nfour\n', other: 'x\n' }, [
      change('use-apt-get', 'one', 'ONE'),
      change('add-app-user', 'two', 'TWO', READ, MORE),
      change('clean-apt-lists', 'TWO', 'TWICE'),
      change('exec-form-cmd', 'four', 'FOUR', READ),
      {
        ...change('add-app-user', '', 'two files', MORE),
        replace: [
          { file: 'a', from: 'TWICE', to: 'THRICE' },
          { file: 'other', from: 'x', to: 'y' },
        ],
      },
    ]),
  ],
};

test('a file is shown once, with the steps of each line in the margin; what matters most is told first', () => {
  expect(
    renderTerminal(plan, view),
  ).toBe(`── a ─────────────────────────────────────────────────────────────────── 5 steps

     4 1 - one
     1 2 - two
     4   + ONE
  1,5+   + THRICE
       3   three
     3 4 - four
         + FOUR

  other
     2 1 - x
         + y

  1  review  Write TWO · add-app-user@TWO
     assumes   nobody reads it twice (and 1 more)
     check by  Ask them
  2  review  Write two files · add-app-user@two files
     assumes   what step 1 does
  3  review  Write FOUR · exec-form-cmd@FOUR
     assumes   what step 1 does
  4-5  safe  2 small steps · use-apt-get, clean-apt-lists

5 steps in 2 files: 2 safe, 3 to review.
Add --long for the reasons and evidence of each step. Run without --dry-run to
apply. \`harden check\` lists what harden does not change by itself.
`);
});

test('a file that changes much is shown to its end', () => {
  const lines = Array.from({ length: 400 }, (_, at) => `line ${at}`);
  const text = `${lines.join('\n')}\n`;
  const group = groupOf({ id: 'a', dockerfiles: [filePath('a')] }, { a: text }, [
    change('exec-form-cmd', text, text.toUpperCase(), READ),
  ]);
  expect(renderTerminal({ ...emptyPlan, groups: [group] }, view)).toContain('+ LINE 399\n');
});

test('a file of more lines than a call has room for is shown', () => {
  const text = 'x\n'.repeat(150_000);
  const made = { ...change('exec-form-cmd', '', 'new'), replace: [], create: { file: 'new', text } };
  const group = groupOf({ id: 'a', dockerfiles: [filePath('a')] }, { a: 'one\n' }, [made]);
  expect(renderTerminal({ ...emptyPlan, groups: [group] }, view).match(/\+ x$/gm)).toHaveLength(150_000);
});

test('one small step is told like every other, and last', () => {
  const group = groupOf({ id: 'a', dockerfiles: [filePath('a')] }, { a: 'one\ntwo\n' }, [
    change('use-apt-get', 'one', 'ONE'),
    change('exec-form-cmd', 'two', 'TWO', READ),
  ]);
  const text = renderTerminal({ ...emptyPlan, groups: [group] }, view);
  expect(text).toContain('\n  1  review  Write TWO · ');
  expect(text).toContain('\n  2  safe    Write ONE · use-apt-get@ONE\n');
});

test('no step takes more than three lines, however narrow the page and long the words', () => {
  const long = 'word '.repeat(60);
  const wordy = [1, 2, 3].map((id) => ({ id: `a${id}`, believes: long, breaksIf: long, checkBy: long }));
  const steps = ['one', 'two', 'three'].map((from, at) => ({
    ...change('add-app-user', from, from.toUpperCase(), ...wordy.slice(at)),
    title: long,
  }));
  const group = groupOf({ id: 'a', dockerfiles: [filePath('a')] }, { a: 'one\ntwo\nthree\n' }, steps);
  for (const width of [40, 63, 200]) {
    const text = renderTerminal({ ...emptyPlan, groups: [group] }, { ...view, width });
    const rows = text.slice(text.search(/ +1 {2}review/), text.search(/\n\n3 steps/)).split('\n');
    expect(rows.filter((row) => row.length > width)).toEqual([]);
    expect(rows.map((row) => /^ +(?:(\d)|(\w+))/.exec(row)!.slice(1).join(''))).toEqual([
      '1',
      'assumes',
      'check',
      '2',
      'assumes',
      '3',
      'assumes',
    ]);
  }
});

describe('a fold in Markdown', () => {
  /** A file of two small steps. */
  const small = (name: string) =>
    groupOf({ id: name, dockerfiles: [filePath(name)] }, { [name]: 'one\ntwo\n' }, [
      { ...change('use-apt-get', 'one', 'ONE'), replace: [{ file: name, from: 'one', to: 'ONE' }] },
      { ...change('clean-apt-lists', 'two', 'TWO'), replace: [{ file: name, from: 'two', to: 'TWO' }] },
    ]);
  const many: Plan = { ...emptyPlan, groups: Array.from({ length: 30 }, (_, at) => small(`file${at}`)) };

  test('leaves the name of the file outside', () => {
    const text = renderMarkdown({ ...emptyPlan, groups: [small('a')] }, view);
    expect(text).toContain('## `a`\n\n<details><summary>2 small steps</summary>\n\n### 1. ');
  });

  test('counts for the longest that is taken, and is closed wherever it is cut', () => {
    const whole = renderMarkdown(many, view).length;
    for (let limit = whole - 300; limit <= whole; limit++) {
      const text = renderMarkdown(many, { ...view, limit });
      expect(text.length).toBeLessThanOrEqual(limit);
      expect(text.match(/<details>/g)?.length).toBe(text.match(/<\/details>/g)?.length);
    }
  });
});

test('Markdown, HTML and pull requests have the same order and the same fold', () => {
  const text = renderMarkdown(plan, view);
  expect(text.match(/^### .*|^<\/?details>.*/gm)).toEqual([
    '### 1. Write TWO',
    '### 2. Write two files',
    '### 3. Write FOUR',
    '<details><summary>2 small steps</summary>',
    '### 4. Write ONE',
    '### 5. Write TWICE',
    '</details>',
  ]);
  const pull = renderPullRequest(plan, { metas, limit: 60_000 });
  expect(pull.match(/^\*\*\d\.\*\* [\w ]+/gm)).toEqual([
    '**1.** Write TWO ',
    '**2.** Write two files ',
    '**3.** Write FOUR ',
    '**4.** Write ONE ',
    '**5.** Write TWICE ',
  ]);
  const html = renderHtml(plan, view);
  expect(html.match(/Step <\/span>\d<\/span> [\w ]+|<summary>2 small steps/g)).toEqual([
    'Step </span>1</span> Write TWO ',
    'Step </span>2</span> Write two files ',
    'Step </span>3</span> Write FOUR ',
    '<summary>2 small steps',
    'Step </span>4</span> Write ONE ',
    'Step </span>5</span> Write TWICE ',
  ]);
});

describe('lines followed through steps', () => {
  const file = (before: string, after: string): StepFile => ({ path: filePath('f'), before, after });

  test('what a later step puts above moves them, and what is replaced line by line is of both', () => {
    const notes = lineNotes(3, [
      { number: 7, file: file('a\nb\nc\n', 'a\nB\nc\n') },
      { number: 2, file: file('a\nB\nc\n', 'x\ny\na\nB\nc\n') },
      { number: 9, file: file('x\ny\na\nB\nc\n', 'x\ny\na\nBB\n') },
    ]);
    expect([1, 2, 3, 4].map((line) => notes.added(line))).toEqual([[2], [2], [], [9]]);
    expect([1, 2, 3].map((line) => notes.removed(line))).toEqual([[], [7], [9]]);
  });

  test('every line that no step touched is of none, and every other of at least one', () => {
    const line = fc.integer({ min: 0, max: 9 }).map(String);
    const texts = fc.array(fc.uniqueArray(line, { maxLength: 9 }), { minLength: 2, maxLength: 6 });
    fc.assert(
      fc.property(texts, (versions) => {
        const joined = versions.map((lines) => lines.map((each) => `${each}\n`).join(''));
        const changes = joined.slice(1).map((after, at) => ({ number: at + 1, file: file(joined[at]!, after) }));
        const notes = lineNotes(versions[0]!.length, changes);
        for (const [at, text] of versions.at(-1)!.entries())
          if (notes.added(at + 1).length === 0) expect(versions.every((lines) => lines.includes(text))).toBe(true);
        for (const [at, text] of versions[0]!.entries())
          if (!versions.at(-1)!.includes(text)) expect(notes.removed(at + 1)).toHaveLength(1);
      }),
    );
  });
});
