// The frames: what a transform says of one thing becomes steps and refusals.
import { stop, type Assumption, type GroupPlan, type Transform, type TransformMeta } from '../../src/model/index.js';
import { insertAfterWord, replaceSpan, type DockerfileDoc } from '../../src/dockerfile/index.js';
import { instructions, rewriteDockerfile, runs, shippedRuns, type Rewrite } from '../../src/rewrites/index.js';
import { planTexts } from '../support/plan.js';

const meta: TransformMeta = {
  id: 'try-it',
  title: 'Write it better',
  why: 'It reads better.',
  summary: 'Tries it.',
  target: 'dockerfile',
  phase: 'packages',
  ceiling: 'review',
  rules: [],
  since: '0.1.0',
  references: [],
};
const BELIEVED: Assumption = { id: 'believed', believes: 'it holds', breaksIf: 'it does not', checkBy: 'a look' };

function planned(transform: Transform<DockerfileDoc>, text: string): GroupPlan {
  const registry = { dockerfile: [transform], compose: [], kubernetes: [], pipeline: [] };
  return planTexts({ Dockerfile: text }, { registry }).plans[0]!;
}

/** Judges each command of a RUN: `a` is safe, `b` believed, `c` in the way. */
function letters(more: Partial<Rewrite> = {}): Transform<DockerfileDoc> {
  return rewriteDockerfile({
    meta,
    on: runs,
    judge: (run, { doc }) =>
      run.shell.commands.map(({ words }) => {
        const [word, ...rest] = words;
        if (!word || rest.length > 0) return undefined;
        if (word.value === 'c') return stop('needs-decision', `line ${run.index} has c`);
        const edits = [insertAfterWord(doc, run, word, ' -x')];
        return { edits, seen: 'it is there', assumptions: word.value === 'b' ? [BELIEVED] : [], ...more };
      }),
  });
}

test('what is said alike of one RUN is one step, with what was seen once; what is safe comes first', () => {
  const { steps } = planned(letters(), 'FROM debian\nRUN b && a && b && a\n');
  expect(steps.map(({ id, safety, changes }) => [id, safety, changes.length])).toEqual([
    ['try-it@stage:0', 'safe', 2],
    ['try-it@stage:0#2', 'review', 2],
  ]);
  expect(steps.map(({ title, why, evidence, touches }) => ({ title, why, evidence, touches }))[0]).toEqual({
    title: 'Write it better',
    why: 'It reads better.',
    evidence: [
      {
        says: 'it is there',
        from: expect.objectContaining({ file: 'Dockerfile', line: 2, quote: 'RUN b && a && b && a' }),
      },
    ],
    touches: ['stage:0.run:0'],
  });
});

test('a step says its own words where it has some', () => {
  const { steps } = planned(letters({ title: 'Write it otherwise', why: 'It is otherwise.' }), 'FROM debian\nRUN a\n');
  expect(steps.map(({ title, why }) => [title, why])).toEqual([['Write it otherwise', 'It is otherwise.']]);
});

test('every reason against is told, or the first of a stage', () => {
  const text = 'FROM debian\nRUN c\nRUN c\nFROM debian\nRUN c\n';
  const told = (transform: Transform<DockerfileDoc>): string[] =>
    planned(transform, text).refused.map(({ anchor, message }) => `${anchor}: ${message}`);
  expect(told(letters())).toEqual(['stage:0: line 1 has c', 'stage:0: line 2 has c', 'stage:1: line 4 has c']);
  const once = rewriteDockerfile({
    meta,
    on: runs,
    judge: (run) => stop('needs-decision', `line ${run.index} has c`),
    refusesOnce: true,
  });
  expect(told(once)).toEqual(['stage:0: line 1 has c', 'stage:1: line 4 has c']);
});

test('a reason against may be found before there is something to judge, and stand elsewhere', () => {
  const transform = rewriteDockerfile({
    meta,
    on: (doc) => [stop('ambiguous', 'the first', doc.instructions[1]!), doc.instructions[2]!],
    judge: (run, { doc }) => stop('ambiguous', 'the second', doc.instructions[run.index + 1]!),
  });
  const { refused } = planned(transform, 'FROM debian\nRUN a\nRUN b\nRUN c\n');
  expect(refused.map(({ message, line }) => [message, line])).toEqual([
    ['the first', 2],
    ['the second', 4],
  ]);
});

test('without an edit there is no step', () => {
  expect(planned(letters({ edits: [] }), 'FROM debian\nRUN a\n')).toMatchObject({ steps: [], dropped: [] });
});

test('a transform that does not say why, or what it has seen, is a bug', () => {
  const { why: _, ...silent } = meta;
  const judged = (of: TransformMeta, rewrite: Partial<Rewrite>): string[] => {
    const transform = rewriteDockerfile({
      meta: of,
      on: (doc) => instructions('USER')(doc).filter(({ keywordText }) => keywordText === 'USER'),
      judge: (each, { doc }) => ({ edits: [replaceSpan(doc, each.keywordSpan, 'user')], touches: [], ...rewrite }),
    });
    return planned(transform, 'FROM debian\nUSER a\n').dropped.map(({ message }) => message);
  };
  expect(judged(silent, { seen: 'it' })).toEqual(['RangeError: try-it does not say why']);
  expect(judged(meta, {})).toEqual(['RangeError: try-it does not say what it has seen']);
  expect(judged(meta, { seen: 'it' })).toEqual([]);
});

test('RUNs of stages that are thrown away, and of Windows images, are not looked at', () => {
  const transform = rewriteDockerfile({ meta, on: shippedRuns, judge: () => stop('ambiguous', 'looked') });
  const text = 'FROM debian AS build\nRUN a\nFROM debian\nCOPY --from=build /a /a\nRUN b\n';
  expect(planned(transform, text).refused.map(({ line }) => line)).toEqual([5]);
  const windows = 'FROM mcr.microsoft.com/windows/servercore:ltsc2022\nRUN a\n';
  expect(planned(letters(), windows)).toMatchObject({ steps: [], refused: [] });
});
