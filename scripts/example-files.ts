// What harden makes of the repositories in examples/: the files of after/ and the text of review.md.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { plan, transforms } from '../src/index.js';
import type { Plan } from '../src/model/index.js';
import { byCode, renderMarkdown } from '../src/render/index.js';
import { checkSummary } from '../src/reports/index.js';

const metas = [...transforms.dockerfile, ...transforms.compose, ...transforms.kubernetes].map(({ meta }) => meta);

export interface Example {
  readonly plan: Plan;
  /** Path below before/ or after/ to text. */
  readonly before: Readonly<Record<string, string>>;
  readonly after: Readonly<Record<string, string>>;
  readonly review: string;
}

/** The stories: every folder of examples/ with a before/. */
export function exampleNames(examples: string): string[] {
  return readdirSync(examples)
    .filter((name) => existsSync(join(examples, name, 'before')))
    .sort(byCode);
}

/** Plans before/ as `harden fix` does without flags and configuration. Reads the disk, writes nothing. */
export function makeExample(examples: string, name: string): Example {
  const root = join(examples, name, 'before');
  const made = plan({ root, level: 'review' });
  const before = readTree(root);
  const after = { ...before };
  for (const group of made.groups) for (const [path, text] of group.result) after[path] = text;
  const review = renderMarkdown(made, {
    mode: 'dry-run',
    metas,
    checks: { get: checkSummary },
    root,
    heading: `What harden does to ${name}`,
  });
  return { plan: made, before, after: sorted(after), review };
}

/** Every file below a folder, by path. A folder that is not there has none. */
export function readTree(folder: string): Record<string, string> {
  const files: Record<string, string> = {};
  function walk(below: string): void {
    for (const entry of readdirSync(join(folder, below), { withFileTypes: true })) {
      const path = below === '' ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory()) walk(path);
      else files[path] = readFileSync(join(folder, path), 'utf8');
    }
  }
  if (existsSync(folder)) walk('');
  return sorted(files);
}

function sorted(files: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(files).sort(([a], [b]) => byCode(a, b)));
}
