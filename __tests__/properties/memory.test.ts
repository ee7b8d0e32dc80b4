// What is remembered of texts changes no plan: the same plans come out where every text is parsed and every fact worked
// out each time anybody asks. Inputs are put together from pieces of real files, and those of all golden cases, shapes
// and examples. All share one memory, so that what is kept of one repository would show in the next.
import { join } from 'node:path';
import fc from 'fast-check';
import { exampleNames, readTree } from '../../scripts/example-files.js';
import { DocumentMemory } from '../../src/planner/index.js';
import { reports } from '../../src/reports/index.js';
import { registry } from '../../transforms/index.js';
import { goldenCases, goldenTransforms, filesOf, requestOf } from '../support/golden.js';
import { repository } from '../support/pieces.js';
import { planTexts, type PlannedRepository, type PlanRequest } from '../support/plan.js';
import { isWanted, root } from '../support/transforms.js';

let mockForgets = false;
jest.mock('../../src/model/facts.js', () => {
  const facts = jest.requireActual('../../src/model/facts.js');
  // Of documents and of what they are made of. The order of a registry is no fact of a text.
  const isOfText = (of: object) => !('pipeline' in of);
  return {
    ...facts,
    factOf: (of: object, compute: (of: object) => unknown) =>
      mockForgets && isOfText(of) ? compute(of) : facts.factOf(of, compute),
  };
});

const memory = new DocumentMemory();
const none = new DocumentMemory({ most: 0 });

type Texts = Readonly<Record<string, string>>;

function withoutMemory(texts: Texts, request: PlanRequest): PlannedRepository {
  mockForgets = true;
  try {
    return planTexts(texts, { ...request, memory: none });
  } finally {
    mockForgets = false;
  }
}

function expectSame(texts: Texts, request: PlanRequest): void {
  expect(planTexts(texts, { ...request, memory })).toEqual(withoutMemory(texts, request));
}

const whole: PlanRequest = { registry, reports };

test('of repositories put together from pieces', () => {
  const runs = { seed: Number(process.env.SEED ?? 20260), numRuns: Number(process.env.RUNS ?? 40) };
  fc.assert(
    fc.property(repository, (texts) => expectSame(texts, whole)),
    runs,
  );
});

test.each(goldenTransforms().filter(isWanted))('of the golden cases of %s', (transform) => {
  for (const each of goldenCases(transform)) expectSame(filesOf(each, 'before'), requestOf(each));
});

describe.each([join(root, '__tests__', 'plans'), join(root, 'examples')])('below %s', (folder) => {
  test.each(exampleNames(folder))('of %s', (name) => {
    expectSame(readTree(join(folder, name, 'before')), whole);
  });
});
