// answers.json holds what a registry or an index said, by lookup key.
// Every folder of golden/<transform>/<case>: before/ planned with that transform alone must give after/ (absent: no
// change) and expected.json. Each case is also run a second time, with CRLF, and without final newlines.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Answer } from '../src/model/index.js';
import { looksLikeKubernetes } from '../src/kubernetes/index.js';
import { schemaMistakes } from './support/kubernetes-schema.js';
import { planTexts, withSketches, type PlannedRepository } from './support/plan.js';
import { onlyTransforms } from './support/transforms.js';

interface Expected {
  /** Step id to safety. */
  readonly steps?: Readonly<Record<string, string>>;
  /** Ids of all assumptions, sorted. */
  readonly assumptions?: readonly string[];
  /** Refusal codes, sorted, each as often as it is given. */
  readonly refusals?: readonly string[];
  /** Steps a comment turned off. */
  readonly suppressed?: readonly string[];
  /** Steps that are only shown; `sketch/` holds what the files would be with them. */
  readonly sketches?: readonly string[];
  /** Other transforms that run as well. */
  readonly with?: readonly string[];
}

const golden = join(__dirname, 'golden');
const wanted = process.env.GOLDEN;

function tree(folder: string): Record<string, string> {
  const files: Record<string, string> = {};
  function walk(at: string): void {
    for (const name of readdirSync(at)) {
      const path = join(at, name);
      if (statSync(path).isDirectory()) walk(path);
      // git does not track a folder called .git, so the cases call it dot-git.
      else files[relative(folder, path).replace(/(^|\/)dot-git\//, '$1.git/')] = readFileSync(path, 'utf8');
    }
  }
  if (existsSync(folder)) walk(folder);
  return files;
}

function mapValues(files: Readonly<Record<string, string>>, change: (text: string) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [path, change(text)]));
}

function summary(planned: PlannedRepository): Required<Omit<Expected, 'with'>> {
  const steps = planned.plans.flatMap((plan) => plan.steps);
  const held = planned.plans.flatMap((plan) => plan.held);
  return {
    sketches: held.flatMap(({ heldBy, id }) => (heldBy === 'manual' ? [id] : [])),
    steps: Object.fromEntries(steps.map((step) => [step.id, step.safety])),
    assumptions: [...new Set(steps.flatMap((step) => step.assumptions.map(({ id }) => id)))].sort(),
    refusals: planned.plans.flatMap((plan) => plan.refused.map(({ code }) => code)).sort(),
    suppressed: held.flatMap(({ heldBy, id }) => (heldBy === 'suppression' ? [id] : [])).sort(),
  };
}

const transforms = readdirSync(golden)
  .filter((name) => statSync(join(golden, name)).isDirectory())
  .filter((name) => !wanted || wanted.split(',').includes(name));

describe.each(transforms)('%s', (transform) => {
  const cases = readdirSync(join(golden, transform));
  test.each(cases)('%s', (name) => {
    const folder = join(golden, transform, name);
    const before = tree(join(folder, 'before'));
    const expected = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Expected;
    const afterTree = tree(join(folder, 'after'));
    const after = Object.keys(afterTree).length > 0 ? afterTree : before;
    const optionsFile = join(folder, 'options.json');
    const answersFile = join(folder, 'answers.json');
    const answers = existsSync(answersFile)
      ? new Map(Object.entries(JSON.parse(readFileSync(answersFile, 'utf8')) as Record<string, Answer>))
      : undefined;
    const request = {
      ...(answers ? { answers } : {}),
      registry: onlyTransforms([transform, ...(expected.with ?? [])]),
      transformOptions: existsSync(optionsFile)
        ? (JSON.parse(readFileSync(optionsFile, 'utf8')) as Record<string, unknown>)
        : {},
    };

    const planned = planTexts(before, request);
    expect(planned.errors).toEqual([]);
    expect(planned.plans.flatMap((plan) => plan.dropped)).toEqual([]);
    expect(planned.after).toEqual(after);
    expect(summary(planned)).toEqual({
      steps: {},
      assumptions: [],
      refusals: [],
      suppressed: [],
      sketches: [],
      ...omit(expected),
    });
    if (expected.sketches) expect(withSketches(planned)).toEqual({ ...after, ...tree(join(folder, 'sketch')) });

    for (const [path, text] of Object.entries(planned.after)) {
      if (!/\.ya?ml$/.test(path) || !looksLikeKubernetes(text) || text === before[path]) continue;
      const mistakes = schemaMistakes(path, text);
      const old = schemaMistakes(path, before[path] ?? '');
      for (const [object, found] of mistakes) {
        expect({ path, object, mistakes: found }).toEqual({ path, object, mistakes: old.get(object) ?? [] });
      }
    }

    const again = planTexts(planned.after, request);
    expect(again.plans.flatMap((plan) => plan.steps.map(({ id }) => id))).toEqual([]);

    const crlf = planTexts(mapValues(before, toCrlf), request);
    expect(crlf.plans.flatMap((plan) => plan.dropped)).toEqual([]);
    for (const [path, text] of Object.entries(after)) {
      if (path in before) expect({ path, text: crlf.after[path] }).toEqual({ path, text: toCrlf(text) });
      else expect({ path, text: crlf.after[path]!.replaceAll('\r\n', '\n') }).toEqual({ path, text });
    }

    const bare = planTexts(mapValues(before, withoutEnd), request);
    expect(bare.plans.flatMap((plan) => plan.dropped)).toEqual([]);
    for (const [path, text] of Object.entries(after)) {
      expect({ path, text: bare.after[path] }).toEqual({ path, text: path in before ? withoutEnd(text) : text });
    }
  });
});

function omit({ with: _, ...rest }: Expected): Omit<Expected, 'with'> {
  return rest;
}

function toCrlf(text: string): string {
  return text.replaceAll('\r\n', '\n').replaceAll('\n', '\r\n');
}

function withoutEnd(text: string): string {
  return text.replace(/(?:\r?\n)+$/, '');
}
