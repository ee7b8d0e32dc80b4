// examples/*/after and review.md are what harden makes of examples/*/before today, and the diffs of review.md, applied
// one after the other in the order of the commits, lead from one to the other.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Example, exampleNames, makeExample, readTree } from '../scripts/example-files.js';
import { metas } from '../scripts/metas.js';
import { allSteps, stepsByFile } from '../src/render/index.js';

const examples = join(__dirname, '..', 'examples');

test('every example is here', () => {
  expect(exampleNames(examples)).toEqual(['go-service', 'speechflow', 'static-site']);
});

describe.each(exampleNames(examples))('%s', (name) => {
  let made: Example;
  let review: string;
  beforeAll(() => {
    made = makeExample(examples, name);
    review = readFileSync(join(examples, name, 'review.md'), 'utf8');
  });

  test('every file could be planned, and no step fell to a guard', () => {
    expect(made.plan.errors).toEqual([]);
    expect(made.plan.groups.flatMap(({ dropped }) => dropped)).toEqual([]);
    expect(made.plan.groups.flatMap(({ steps }) => steps).length).toBeGreaterThan(0);
  });

  // Stale? `npm run examples`, and read the difference.
  test('after/ is up to date', () => {
    expect(readTree(join(examples, name, 'after'))).toEqual(made.after);
  });

  test('review.md is up to date', () => {
    expect(review).toEqual(made.review);
  });

  test('the diffs of review.md turn before/ into after/', () => {
    expect(applyReview(made, review)).toEqual(made.after);
  });
});

interface Block {
  /** As the heading of its step says it. */
  readonly step: number;
  readonly file: string;
  readonly lines: readonly string[];
}

/** Applies the diff blocks of a review as the commits follow each other, each to the file its heading or the note above it names. */
function applyReview({ before, plan }: Example, review: string): Record<string, string> {
  const files: Record<string, string> = { ...before };
  const shown = stepsByFile(plan, metas).flatMap(({ steps }) => steps);
  const commits = allSteps(plan);
  const commitOf = ({ step }: Block): number => commits.indexOf(shown[step - 1]!);
  const blocks = blocksOf(review).sort((a, b) => commitOf(a) - commitOf(b));
  expect(new Set(blocks.map(commitOf))).toEqual(new Set(commits.keys()));
  for (const { file, lines } of blocks) files[file] = applyHunks(file, files[file] ?? '', lines);
  return files;
}

function blocksOf(review: string): Block[] {
  const blocks: Block[] = [];
  let step = 0;
  let heading = '';
  let named: string | undefined;
  let block: string[] | undefined;
  for (const line of review.split('\n')) {
    if (block && line !== '```') block.push(line);
    else if (block) {
      blocks.push({ step, file: named ?? heading, lines: block });
      block = undefined;
      named = undefined;
    } else if (line === '```diff') block = [];
    else {
      step = Number(/^### (\d+)\. /.exec(line)?.[1] ?? step);
      heading = /^## `(.+)`$/.exec(line)?.[1] ?? heading;
      named = /^In `(.+)`(?: \(new file\))?:$/.exec(line)?.[1] ?? named;
    }
  }
  return blocks;
}

/** Strict: every hunk stands at the line it names, and its context and removed lines are there. */
function applyHunks(file: string, text: string, block: readonly string[]): string {
  const lines = text.split('\n');
  let at = 0;
  let offset = 0;
  for (const [index, line] of block.entries()) {
    const header = /^@@ -(\d+),(\d+) \+(\d+),(\d+) @@$/.exec(line);
    if (header) {
      const [, oldStart, oldCount, , newCount] = header.map(Number);
      at = offset + (oldCount === 0 ? oldStart! : oldStart! - 1);
      offset += newCount! - oldCount!;
      continue;
    }
    if (line.startsWith('\\')) {
      // An unfinished last line: the text has it without the empty rest that a final newline leaves behind.
      const added = block[index - 1]!.startsWith('+');
      if (added && lines.at(-1) === '') lines.pop();
      continue;
    }
    const content = line.slice(1);
    if (line.startsWith('+')) lines.splice(at++, 0, content);
    else {
      expect({ file, line: at + 1, text: lines[at] }).toEqual({ file, line: at + 1, text: content });
      if (line.startsWith('-')) lines.splice(at, 1);
      else at++;
    }
  }
  return lines.join('\n');
}
