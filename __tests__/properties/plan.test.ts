// What holds for every plan. Inputs are put together from pieces of real files; SEED and RUNS try others and more.
import fc from 'fast-check';
import { applyEdits } from '../../src/text/index.js';
import { DocumentMemory, type Registry } from '../../src/planner/index.js';
import { filePath, type Edit, type Step, type Target } from '../../src/model/index.js';
import { registry } from '../../transforms/index.js';
import { repository } from '../support/pieces.js';
import { planTexts, type PlannedRepository, type PlanRequest } from '../support/plan.js';

fc.configureGlobal({ seed: Number(process.env.SEED ?? 20260), numRuns: Number(process.env.RUNS ?? 150) });

type Texts = Readonly<Record<string, string>>;

const planned = new Map<string, PlannedRepository>();

/** The plan with every transform. One seed gives every property the same inputs, and each is planned once. */
function plan(texts: Texts): PlannedRepository {
  const key = JSON.stringify(texts);
  const made = planned.get(key) ?? planWith(texts, {});
  planned.set(key, made);
  return made;
}

function planWith(texts: Texts, request: Partial<PlanRequest>): PlannedRepository {
  return planTexts(texts, { registry, ...request });
}

function stepsOf({ plans }: PlannedRepository): Step[] {
  return plans.flatMap(({ steps }) => steps);
}

function idsOf(planned: PlannedRepository): string[] {
  return stepsOf(planned).map(({ id }) => id);
}

/** Nothing was dropped and every file was read. */
function expectClean(planned: PlannedRepository): void {
  expect(planned.errors).toEqual([]);
  expect(planned.plans.flatMap(({ dropped }) => dropped)).toEqual([]);
}

function targetOf(path: string): Target | undefined {
  if (path === 'Dockerfile') return 'dockerfile';
  return path === 'compose.yaml' ? 'compose' : undefined;
}

function mapTexts(texts: Texts, change: (text: string) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).map(([path, text]) => [path, targetOf(path) ? change(text) : text]));
}

function toCrlf(text: string): string {
  return text.replaceAll('\n', '\r\n');
}

function check(property: (texts: Record<string, string>) => void): void {
  fc.assert(fc.property(repository, property));
}

test('the pieces are worth it: most inputs are changed, by most transforms', () => {
  const seen = new Set<string>();
  let changed = 0;
  const samples = fc.sample(repository, 300);
  for (const texts of samples) {
    const steps = stepsOf(plan(texts));
    if (steps.length > 0) changed++;
    for (const { transform } of steps) seen.add(transform);
  }
  expect(changed).toBeGreaterThan(200);
  const reachable = [...registry.dockerfile, ...registry.compose].length;
  expect(seen.size).toBeGreaterThan(reachable / 2);
});

test('no step is dropped, and planning the result finds nothing', () => {
  check((texts) => {
    const first = plan(texts);
    expectClean(first);
    const second = planWith(first.after, {});
    expectClean(second);
    expect(idsOf(second)).toEqual([]);
    expect(second.after).toEqual(first.after);
  });
});

test('the order of registration does not matter', () => {
  const backwards: Registry = {
    dockerfile: [...registry.dockerfile].reverse(),
    compose: [...registry.compose].reverse(),
    kubernetes: [...registry.kubernetes].reverse(),
    pipeline: [...registry.pipeline].reverse(),
  };
  check((texts) => {
    const one = plan(texts);
    const other = planWith(texts, { registry: backwards });
    expect(other.after).toEqual(one.after);
    expect(idsOf(other)).toEqual(idsOf(one));
  });
});

test('the steps replay to the result', () => {
  check((texts) => {
    const planned = plan(texts);
    const now: Record<string, string> = { ...texts };
    for (const step of stepsOf(planned)) {
      for (const { path, before, after } of step.files) {
        expect(now[path]).toBe(before);
        const edits = step.changes.filter((change): change is Edit => change.kind === 'edit' && change.file === path);
        const created = step.changes.find((change) => change.kind === 'create' && change.file === path);
        now[path] = created ? created.text : applyEdits(before!, edits);
        expect(now[path]).toBe(after);
      }
    }
    expect(now).toEqual(planned.after);
  });
});

test('safe steps are a subset of review steps, but for what a review step does as well', () => {
  check((texts) => {
    const safe = planWith(texts, { level: 'safe' });
    expectClean(safe);
    expect(stepsOf(safe).filter(({ safety }) => safety !== 'safe')).toEqual([]);
    // `ENV DEBIAN_FRONTEND noninteractive`: safe gives it a `=`, review makes it an ARG, which has one.
    const review = stepsOf(plan(texts));
    const ids = new Set(review.map(({ id }) => id));
    const places = new Set(
      review.filter(({ safety }) => safety === 'review').map(({ at, anchor }) => `${at.file} ${anchor}`),
    );
    const missing = stepsOf(safe).filter(({ id, at, anchor }) => !ids.has(id) && !places.has(`${at.file} ${anchor}`));
    expect(missing.map(({ id }) => id)).toEqual([]);
  });
});

test('CRLF in is CRLF out, a byte order mark and a missing final newline stay', () => {
  check((texts) => {
    const { after } = plan(texts);
    const crlf = plan(mapTexts(texts, toCrlf));
    expectClean(crlf);
    const bare = plan(mapTexts(texts, (text) => `\ufeff${text.replace(/\n+$/, '')}`));
    expectClean(bare);
    for (const path of Object.keys(texts).filter(targetOf)) {
      expect(crlf.after[path]).toBe(toCrlf(after[path]!));
      expect(bare.after[path]!.startsWith('\ufeff')).toBe(true);
      expect(bare.after[path]!.endsWith('\n')).toBe(false);
    }
  });
});

test('leaving a step out leaves out that step', () => {
  fc.assert(
    fc.property(repository, fc.nat(), (texts, choice) => {
      const all = stepsOf(plan(texts));
      if (all.length === 0) return;
      const at = choice % all.length;
      const left = all[at]!;
      const id = left.id.replace(/#\d+$/, '');
      const without = planWith(texts, { rejected: [id] });
      expectClean(without);
      const ids = idsOf(without);
      expect(ids.filter((other) => other.replace(/#\d+$/, '') === id)).toEqual([]);
      // Steps before it stood on nothing of it.
      const first = all.findIndex((step) => step.id.replace(/#\d+$/, '') === id);
      expect(ids.slice(0, first)).toEqual(all.slice(0, first).map((step) => step.id));
      // One in a file that it does not write remains, or is refused: `no-new-privileges` stands on dropping sudo.
      const written = new Set(left.files.map(({ path }) => path));
      const refused = new Set(without.plans.flatMap((group) => group.refused.map((each) => each.transform)));
      const apart = all.filter(
        ({ files, at: { file } }) => !written.has(file) && files.every(({ path }) => !written.has(path)),
      );
      const gone = apart.filter((step) => !ids.includes(step.id) && !refused.has(step.transform));
      expect(gone.map((step) => step.id)).toEqual([]);
    }),
  );
});

test('every comment is there once, in its order', () => {
  check((texts) => {
    const { after } = plan(texts);
    for (const path of Object.keys(texts).filter(targetOf)) {
      const notes = (text: string): string[] => text.match(/# note \d+/g) ?? [];
      expect(notes(after[path]!)).toEqual(notes(texts[path]!));
    }
  });
});

test('only declared places differ', () => {
  check((texts) => {
    for (const { touches, files } of stepsOf(plan(texts))) {
      for (const { path, before, after } of files) {
        const target = targetOf(path);
        if (!target || before === undefined) continue;
        const memory = new DocumentMemory();
        const old = memory.read(target, filePath(path), before).places();
        const now = memory.readFound(target, filePath(path), after).places();
        const differ = [...new Set([...old.keys(), ...now.keys()])].filter(
          (place) => old.get(place) !== now.get(place),
        );
        const undeclared = differ.filter(
          (place) =>
            !touches.some(
              (touch) =>
                `${place}.`.startsWith(`${touch}.`) ||
                place.startsWith(`${touch}:`) ||
                place.startsWith(`${touch}#`) ||
                touch.startsWith(`${place}.`),
            ),
        );
        expect(undeclared).toEqual([]);
      }
    }
  });
});
