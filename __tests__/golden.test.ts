// Every case of golden/<transform>/: before/ planned with that transform alone must give after/, which holds the files
// that change (absent: none), and expected.json. Each case is also run a second time, with CRLF, without final
// newlines, and pushed down where it names a line. GOLDEN=<id>,<id> runs those of these transforms.
import { readFileSync } from 'node:fs';
import { looksLikeKubernetes } from '../src/kubernetes/index.js';
import {
  expectationOf,
  expectedOf,
  filesOf,
  goldenCases,
  goldenTransforms,
  planCase,
  requestOf,
  wordsFile,
  type GoldenCase,
} from './support/golden.js';
import { schemaMistakes } from './support/kubernetes-schema.js';
import { planTexts, withSketches, type PlannedRepository } from './support/plan.js';
import { namesLines, saidIn, saidWhenPushed } from './support/pushed.js';
import { isWanted } from './support/transforms.js';
import { wordsOf } from './support/words.js';

describe.each(goldenTransforms().filter(isWanted))('%s', (transform) => {
  const cases = goldenCases(transform);
  const plans = new Map<GoldenCase, PlannedRepository>();
  function planOf(each: GoldenCase): PlannedRepository {
    const planned = plans.get(each) ?? planCase(each);
    plans.set(each, planned);
    return planned;
  }

  test.each(cases.map((each) => [each.name, each] as const))('%s', (_name, each) => {
    const before = filesOf(each, 'before');
    const changed = filesOf(each, 'after');
    const after = { ...before, ...changed };
    const request = requestOf(each);

    // One expectation for what belongs together: each costs as much as a small plan.
    const planned = planOf(each);
    // A file of after/ that says nothing would hide which files change.
    const idle = Object.keys(changed).filter((path) => changed[path] === before[path]);
    expect({ errors: planned.errors, dropped: droppedIn(planned), after: planned.after, idle }).toEqual({
      errors: [],
      dropped: [],
      after,
      idle: [],
    });
    expect(expectationOf(each, planned)).toEqual(expectedOf(each));
    if (each.expected.sketches) expect(withSketches(planned)).toEqual({ ...after, ...filesOf(each, 'sketch') });

    for (const [path, text] of Object.entries(planned.after)) {
      if (!/\.ya?ml$/.test(path) || !looksLikeKubernetes(text) || text === before[path]) continue;
      const mistakes = schemaMistakes(path, text);
      const old = schemaMistakes(path, before[path] ?? '');
      for (const [object, found] of mistakes) {
        expect({ path, object, mistakes: found }).toEqual({ path, object, mistakes: old.get(object) ?? [] });
      }
    }

    const said = saidIn(planned);
    if (namesLines(said)) expect(saidWhenPushed(before, request)).toEqual(said);

    const again = planTexts(planned.after, request);
    expect(again.plans.flatMap((plan) => plan.steps.map(({ id }) => id))).toEqual([]);

    const crlf = planTexts(mapValues(before, toCrlf), request);
    expect({
      dropped: droppedIn(crlf),
      after: mapValues(crlf.after, (text, path) => (before[path] ? text : toLf(text))),
    }).toEqual({ dropped: [], after: mapValues(after, (text, path) => (before[path] ? toCrlf(text) : text)) });

    const bare = planTexts(mapValues(before, withoutEnd), request);
    expect({ dropped: droppedIn(bare), after: bare.after }).toEqual({
      dropped: [],
      after: mapValues(after, (text, path) => (before[path] ? withoutEnd(text) : text)),
    });
  });

  // Stale? `npm run words`, and read the difference: it is what people will read.
  test('words.md is up to date', () => {
    expect(readFileSync(wordsFile(transform), 'utf8')).toEqual(wordsOf(transform, cases, planOf));
  });
});

function droppedIn({ plans }: PlannedRepository): unknown[] {
  return plans.flatMap(({ dropped }) => dropped);
}

function mapValues(
  files: Readonly<Record<string, string>>,
  change: (text: string, path: string) => string,
): Record<string, string> {
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [path, change(text, path)]));
}

function toLf(text: string): string {
  return text.replaceAll('\r\n', '\n');
}

function toCrlf(text: string): string {
  return text.replaceAll('\r\n', '\n').replaceAll('\n', '\r\n');
}

function withoutEnd(text: string): string {
  return text.replace(/(?:\r?\n)+$/, '');
}
