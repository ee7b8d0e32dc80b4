// What the server gives to read: pages, rules, the schema and the skill, as the package or the source tree holds them.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { coverage } from '../../knowledge/index.js';
import type { Library } from '../../mcp/index.js';
import { reports } from '../../reports/index.js';
import { explanation, nearestExplained } from '../commands/explain.js';
import { metas } from '../session.js';

/** Everything that can be read without a repository. */
export const library: Library = {
  explain: explanation,
  nearest: nearestExplained,
  rules() {
    const checks = [...reports.dockerfile, ...reports.compose, ...reports.kubernetes];
    const rows = coverage(
      metas,
      checks.map(({ id, rules }) => ({ check: id, rules })),
    );
    return JSON.stringify(rows);
  },
  schema: () => packaged('schemas', 'config.schema.json'),
  skill: () => packaged('skills', 'harden', 'SKILL.md'),
};

/** A file of the package: beside `dist`, or at the top of the source tree. */
function packaged(...path: readonly string[]): string {
  const built = join(__dirname, '..', ...path);
  return readFileSync(existsSync(built) ? built : join(__dirname, '..', '..', '..', ...path), 'utf8');
}
