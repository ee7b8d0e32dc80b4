// What only tidies never decides what is structural: projects are planned with the tidying steps and without them, and the
// structural steps are the same. Of the golden cases it takes a part, and all of them with COSMETIC=all; with COSMETIC=DIR the
// folders of DIR.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { exampleNames, readTree } from '../scripts/example-files.js';
import { plan, type PlanRequest } from '../src/index.js';
import type { Step } from '../src/model/index.js';
import { goldenCases, goldenTransforms } from './support/golden.js';
import { metas, root } from './support/transforms.js';

/** What the phases call tidying and is not: packages that are chosen, and bases that are changed. */
const NOT_COSMETIC = new Set(['upgrade-base', 'use-debian-archive', 'use-slim-base', 'drop-sudo']);

/** Structural steps of the other phases. */
const ALSO_STRUCTURAL = new Set([
  'use-slim-base',
  'upgrade-base',
  'add-healthcheck',
  'add-image-healthcheck',
  'add-probes',
]);

const cosmetic = metas
  .filter(({ id, phase }) => (phase === 'style' || phase === 'packages' || phase === 'pins') && !NOT_COSMETIC.has(id))
  .map(({ id }) => id as string)
  .concat('env-equals', 'python-env');

const structural = new Set<string>(
  metas
    .filter(({ id, phase }) => phase === 'structure' || phase === 'identity' || ALSO_STRUCTURAL.has(id))
    .map(({ id }) => id as string)
    .filter((id) => !cosmetic.includes(id) && id !== 'useradd-no-log-init'),
);

const WANTED = process.env.COSMETIC;
/** The other golden cases are planned with COSMETIC=all. */
const EVERY = 20;

function trees(): [name: string, request: PlanRequest][] {
  if (WANTED !== undefined && WANTED !== 'all')
    return readdirSync(WANTED).map((name) => [name, { root: join(WANTED, name) }]);
  const examples = ['examples', '__tests__/plans'].flatMap((folder) =>
    exampleNames(join(root, folder)).map((name) => join(root, folder, name)),
  );
  const golden = goldenTransforms()
    .flatMap((transform) => goldenCases(transform))
    .map(({ folder }) => folder)
    .filter((_, at) => WANTED === 'all' || at % EVERY === 0);
  return [...examples, ...golden]
    .map((folder) => join(folder, 'before'))
    .filter((folder) => existsSync(folder))
    .map((folder) => [folder.slice(root.length + 1), { files: readTree(folder) }]);
}

function stepsOf(request: PlanRequest): Step[] {
  return plan({ ...request, level: 'unverified' }).groups.flatMap(({ steps }) => steps);
}

function structuralOf(steps: readonly Step[]): string[] {
  return steps
    .filter(({ transform }) => structural.has(transform))
    .map(({ id, at, safety }) => `${safety} ${id} ${at.file}`)
    .sort();
}

test.each(trees())('%s', (_name, request) => {
  const bare = stepsOf({ ...request, skip: cosmetic });
  expect(bare.filter(({ transform }) => cosmetic.includes(transform))).toEqual([]);
  expect(structuralOf(stepsOf(request))).toEqual(structuralOf(bare));
});
