// plans/<shape>/after and plan.txt are what all transforms together make of plans/<shape>/before; plans/shapes.json says
// what must hold there, whatever the transforms come to do.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exampleNames, readTree } from '../scripts/example-files.js';
import { makePlanCase, type PlanCase } from '../scripts/plan-files.js';
import { plan } from '../src/index.js';
import { metas } from './support/transforms.js';

interface Shape {
  readonly case: string;
  readonly about: string;
  /** Golden cases of single transforms: `<transform>/<case>`. */
  readonly golden: readonly string[];
  /** Transforms that take no step here. */
  readonly never?: readonly string[];
  /** Texts by file that stand in the result. */
  readonly keeps?: Readonly<Record<string, readonly string[]>>;
}

const plans = join(__dirname, 'plans');
const shapes = JSON.parse(readFileSync(join(plans, 'shapes.json'), 'utf8')) as readonly Shape[];
test('all 25 shapes are here, each with a whole plan and a golden case of a transform it is about', () => {
  expect(shapes.map((shape) => shape.case).sort()).toEqual(exampleNames(plans));
  expect(shapes).toHaveLength(25);
  const golden = shapes.flatMap((shape) => (shape.golden.length > 0 ? shape.golden : [`none for ${shape.case}`]));
  expect(golden.filter((name) => !existsSync(join(__dirname, 'golden', name, 'expected.json')))).toEqual([]);
  const ids = new Set<string>(metas.map(({ id }) => id));
  expect(shapes.flatMap(({ never = [] }) => never).filter((id) => !ids.has(id))).toEqual([]);
});

describe.each(shapes)('$case', ({ case: name, never = [], keeps = {} }) => {
  let made: PlanCase;
  beforeAll(() => {
    made = makePlanCase(join(plans, name));
  });

  test('no step falls to a guard, and none is a step that breaks the shape', () => {
    expect(made.plan.errors).toEqual([]);
    expect(made.plan.groups.flatMap(({ dropped }) => dropped)).toEqual([]);
    const taken = made.plan.groups.flatMap(({ steps }) => steps.map(({ transform }) => transform as string));
    expect(taken.filter((id) => never.includes(id))).toEqual([]);
    const result = { ...made.before, ...made.after };
    for (const [path, texts] of Object.entries(keeps)) {
      for (const text of texts) expect(result[path]).toContain(text);
    }
  });

  test('a second run takes no step', () => {
    const again = plan({ files: { ...made.before, ...made.after }, level: 'review' });
    expect(again.groups.flatMap(({ steps }) => steps.map(({ id }) => id))).toEqual([]);
  });

  // Stale? `npm run examples`, and read the difference.
  test('after/ and plan.txt are up to date', () => {
    expect(readTree(join(plans, name, 'after'))).toEqual(made.after);
    expect(readFileSync(join(plans, name, 'plan.txt'), 'utf8')).toEqual(made.listing);
  });
});
