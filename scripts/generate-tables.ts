// Writes the tables and the schema that follow from the transforms' meta; started by generate.ts once the registry is
// written. `--check` writes nothing and exits 1 naming the stale files.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readBenchmarks } from './benchmark-tables.js';
import { helperSources } from './helpers.js';
import { doorFile, MAY_IMPORT } from './layout.js';
import { doorOf, generatedFiles, type CorpusSummary } from './tables.js';

const root = process.env.HARDEN_ROOT!;
const check = process.argv.includes('--check');

function read(path: string): string | undefined {
  const full = join(root, path);
  return existsSync(full) ? readFileSync(full, 'utf8') : undefined;
}

const doors = Object.fromEntries(Object.keys(MAY_IMPORT).map((room) => [room, doorOf(read(doorFile(room)) ?? '')]));
const summary = read('__tests__/corpus/summary.json');
const files = generatedFiles({
  readme: read('README.md') ?? '',
  benchmarks: read('docs/benchmarks.md') ?? '',
  architecture: read('docs/architecture.md') ?? '',
  doors,
  splits: read('transforms/split-build-stage/README.md') ?? '',
  helpers: helperSources(root),
  results: readBenchmarks(root),
  ...(summary === undefined ? {} : { corpus: JSON.parse(summary) as CorpusSummary }),
});
for (const [path, make] of Object.entries(files)) {
  const text = make();
  if (read(path) === text) continue;
  if (check) {
    process.stderr.write(`stale: ${path} (npm run generate)\n`);
    process.exitCode = 1;
  } else writeFileSync(join(root, path), text);
}
