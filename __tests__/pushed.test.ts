// Numbers of lines in a plan are lines of the files on disk, whatever earlier steps put in above them. Here for all
// transforms together; golden.test.ts has each alone.
import { join } from 'node:path';
import { exampleNames, readTree } from '../scripts/example-files.js';
import { registry } from '../transforms/index.js';
import { planTexts, type PlanRequest } from './support/plan.js';
import { saidIn, saidWhenPushed } from './support/pushed.js';
import { onlyTransforms, root } from './support/transforms.js';

const trees = [join(root, '__tests__', 'plans'), join(root, 'examples')].flatMap((folder) =>
  exampleNames(folder).map((name) => [name, join(folder, name, 'before')] as const),
);

test.each(trees)('%s', (_name, folder) => {
  const texts = readTree(folder);
  expect(saidWhenPushed(texts, { registry })).toEqual(saidIn(planTexts(texts, { registry })));
});

test('a number that a transform counts itself is found out', () => {
  const texts = { Dockerfile: 'FROM alpine:3.20\nENV A b\n' };
  const honest = onlyTransforms(['env-equals']);
  const counting: PlanRequest['registry'] = {
    ...honest,
    dockerfile: honest.dockerfile.map((transform) => ({
      ...transform,
      propose(doc, context) {
        const { proposals, refusals } = transform.propose(doc, context);
        const line = doc.instructions[1]!.line + 1;
        return { proposals: proposals.map((each) => ({ ...each, why: `It stands on line ${line}` })), refusals };
      },
    })),
  };
  expect(saidWhenPushed(texts, { registry: honest })).toEqual(saidIn(planTexts(texts, { registry: honest })));
  expect(saidWhenPushed(texts, { registry: counting })).not.toEqual(saidIn(planTexts(texts, { registry: counting })));
});
