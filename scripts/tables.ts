// What is derived from the transforms and the corpus, as text: tables, schema, the README's examples. Writes nothing, so
// that the tests can compare it.
import { campaignSchemaText } from '../src/fleet/index.js';
import { baselineSchemaText, configSchemaText, lockSchemaText, observationsSchemaText } from '../src/config/index.js';
import { campaignReportSchemaText, reviewSchemaText } from '../src/fleet-reports/index.js';
import { RECIPES } from '../src/ecosystems/splits.js';
import { coverage, type CoveredRow } from '../src/knowledge/index.js';
import type { TransformMeta } from '../src/model/index.js';
import { type Benchmarks, benchmarkPages, benchmarkSections } from './benchmark-tables.js';
import { apiPage } from './api.js';
import { manPage } from './man.js';
import { helpersPage, type HelperSources } from './helpers.js';
import { MAY_IMPORT, PACKAGES } from './layout.js';
import { checks, metas } from './metas.js';
import { picturePatch, pictureStep } from './picture.js';

export interface TableInput {
  /** README.md and docs/benchmarks.md as they are; only what stands between markers is replaced. */
  readonly readme: string;
  readonly benchmarks: string;
  /** docs/architecture.md, and the first lines of each room's index.ts. */
  readonly architecture: string;
  readonly doors: Readonly<Record<string, string>>;
  /** transforms/split-build-stage/README.md. */
  readonly splits: string;
  readonly helpers: HelperSources;
  /** __tests__/corpus/summary.json, where there is one. */
  readonly corpus?: CorpusSummary;
  /** What lies in the folder benchmarks, where there is something. */
  readonly results?: Benchmarks | undefined;
}

/** What `npm run corpus -- DIR --json FILE` writes. */
export interface CorpusSummary {
  readonly files: Readonly<Record<string, number>>;
  readonly steps: Readonly<Record<string, number>>;
  readonly refusals: Readonly<Record<string, number>>;
  readonly failures: Readonly<Record<string, number>>;
  readonly changedLinesMedian: number;
  readonly changedLinesNinetieth: number;
}

const TARGETS = [
  ['dockerfile', 'Dockerfiles'],
  ['compose', 'Compose files'],
  ['kubernetes', 'Kubernetes manifests'],
  ['pipeline', 'CI pipelines'],
] as const;

/**
 * Every generated file but transforms/index.ts: path from the project root to what makes its text. README.md comes
 * last: it plans with every transform, which fails while one of them is not finished.
 */
export function generatedFiles({
  readme,
  benchmarks,
  architecture,
  doors,
  splits,
  helpers,
  corpus,
  results,
}: TableInput): Record<string, () => string> {
  const rows = coverage(metas, checks);
  return {
    'transforms/README.md': transformsPage,
    'transforms/COVERAGE.md': () => coveragePage(rows),
    'schemas/config.schema.json': () => configSchemaText(metas),
    'schemas/baseline.schema.json': baselineSchemaText,
    'schemas/lock.schema.json': lockSchemaText,
    'schemas/observations.schema.json': observationsSchemaText,
    ...(results ? benchmarkPages(results) : {}),
    'docs/benchmarks.md': () => {
      const sections = {
        ...(corpus ? { corpus: corpusText(corpus) } : {}),
        ...(results ? benchmarkSections(results) : {}),
      };
      return Object.entries(sections).reduce((text, [name, section]) => between(text, name, section), benchmarks);
    },
    'schemas/campaign.schema.json': campaignSchemaText,
    'schemas/review.schema.json': reviewSchemaText,
    'schemas/campaign-report.schema.json': campaignReportSchemaText,
    'docs/architecture.md': () =>
      between(between(architecture, 'rooms', roomsTable(doors)), 'packages', packagesTable()),
    'docs/api.md': () => apiPage(helpers),
    'docs/helpers.md': () => helpersPage(helpers),
    'man/harden.1': manPage,
    'transforms/split-build-stage/README.md': () => between(splits, 'recipes', recipesTable()),
    'README.md': () => {
      const text = between(between(readme, 'best-known', bestKnownTable()), 'patch', picturePatch());
      return between(text, 'step', pictureStep());
    },
  };
}

/**
 * The text with what stands between `<!-- name -->` and `<!-- /name -->` replaced.
 * @throws RangeError when a marker is missing.
 */
export function between(text: string, name: string, content: string): string {
  const open = `<!-- ${name} -->\n`;
  const close = `<!-- /${name} -->`;
  const start = text.indexOf(open);
  const end = text.indexOf(close, start);
  if (start === -1 || end === -1) throw new RangeError(`no ${open.trim()} and ${close} in the text`);
  return text.slice(0, start + open.length) + content + text.slice(end);
}

/** The first paragraph of the comment that a room's index.ts opens with, in one line. */
export function doorOf(text: string): string {
  const lines = text.split('\n');
  const end = lines.findIndex((line) => !line.startsWith('// '));
  return lines
    .slice(0, end)
    .map((line) => line.slice(3))
    .join(' ');
}

/** Each room with what its door says of it, and what it imports. */
function roomsTable(doors: Readonly<Record<string, string>>): string {
  const rows = Object.entries(MAY_IMPORT).map(([room, imports]) => {
    const used = imports.map((name) => (name.startsWith('type:') ? `${name.slice(5)} (types)` : name)).join(', ');
    return `| \`${room}\` | ${cell(doors[room] ?? '')} | ${used || 'nothing'} |\n`;
  });
  return `| room | what it is, and what it never does | imports |\n| --- | --- | --- |\n${rows.join('')}`;
}

/** What each recipe of a split follows, and what it leaves. */
function recipesTable(): string {
  const rows = RECIPES.map(({ page }) => `| ${cell(page.name)} | ${cell(page.builds)} | ${cell(page.copies)} |\n`);
  return `| recipe | builds | is copied |\n| --- | --- | --- |\n${rows.join('')}`;
}

function packagesTable(): string {
  const rows = Object.entries(PACKAGES).map(([name, rooms]) => `| \`${name}\` | ${rooms.join(', ')} |\n`);
  return `| package | imported by |\n| --- | --- |\n${rows.join('')}`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

function metasFor(target: TransformMeta['target']): TransformMeta[] {
  return metas.filter((meta) => meta.target === target).sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** What most people come for, in the order a Dockerfile is usually mended. The README has no room for more. */
const BEST_KNOWN = [
  'pin-base-image',
  'split-build-stage',
  'add-app-user',
  'copy-manifests-first',
  'no-install-recommends',
  'exec-form',
  'complete-dockerignore',
  'add-healthcheck',
  'drop-capabilities',
  'run-pod-as-non-root',
];

function bestKnownTable(): string {
  const rows = BEST_KNOWN.map((id) => {
    const meta = metas.find((each) => each.id === id);
    if (!meta) throw new RangeError(`the README names ${id}, which is no transform`);
    return `| [\`${id}\`](transforms/${id}/README.md) | ${cell(meta.summary)} |\n`;
  });
  return `| transform | what it does |\n| --- | --- |\n${rows.join('')}`;
}

function whereOff({ enabledByDefault = true }: TransformMeta): string {
  if (enabledByDefault === 'guide') return ' With preset `guide`, or where the configuration turns it on.';
  return enabledByDefault ? '' : ' Off unless the configuration turns it on.';
}

/** The transforms by target, each linked to its page. */
function transformTable(): string {
  const parts: string[] = [];
  for (const [target, title] of TARGETS) {
    const list = metasFor(target);
    if (list.length === 0) continue;
    const rows = list.map((meta) => {
      const off = whereOff(meta);
      return `| [\`${meta.id}\`](${meta.id}/README.md) | ${meta.ceiling} | ${cell(meta.summary)}${off} |\n`;
    });
    parts.push(
      `**${title}** (${list.length})\n\n| transform | up to | what it does |\n| --- | --- | --- |\n${rows.join('')}`,
    );
  }
  return parts.join('\n');
}

function transformsPage(): string {
  return [
    '# Transforms\n\n',
    'Generated by `npm run generate` from the `meta` of each transform. Do not edit.\n\n',
    'Each transform rewrites one pattern. "Up to" is the least cautious safety it may give a step: a `review` transform\n',
    'gives `safe` steps as well, where the evidence allows. [COVERAGE.md](COVERAGE.md) says which rules of linters,\n',
    'scanners and benchmarks they resolve.\n\n',
    transformTable(),
    '\n## Add one\n\n',
    '`npm run new-transform -- use-what-is-better` makes the folder, a page and three golden cases.\n',
    '[CONTRIBUTING.md](../CONTRIBUTING.md#add-a-transform-in-five-minutes) has the steps, with an example.\n',
  ].join('');
}

const DISPOSITIONS = ['fixed', 'refused-or-reported', 'reported', 'open'] as const;

const IN_WORDS = {
  fixed: 'fixed',
  'refused-or-reported': 'fixed or reported',
  reported: 'reported',
  open: 'left alone, with the reason',
} as const satisfies Record<CoveredRow['disposition'], string>;

function coverageSummary(rows: readonly CoveredRow[]): string {
  const sections = [...new Set(rows.map(({ section }) => section))];
  const line = (title: string, of: readonly CoveredRow[]): string => {
    const counts = DISPOSITIONS.map((kind) => of.filter(({ disposition }) => disposition === kind).length);
    return `| ${title} | ${[of.length, ...counts].join(' | ')} |\n`;
  };
  return [
    `| section | rules | ${DISPOSITIONS.map((kind) => IN_WORDS[kind]).join(' | ')} |\n`,
    '| --- | --: | --: | --: | --: | --: |\n',
    ...sections.map((section) =>
      line(
        section,
        rows.filter((row) => row.section === section),
      ),
    ),
    line('**all**', rows),
  ].join('');
}

const MARKS: Readonly<Record<CoveredRow['mark'], string>> = {
  F: 'one right edit from the file alone',
  'F!': 'an edit from the file alone that changes behaviour',
  S: 'needs the source tree',
  I: 'needs facts about the base image',
  G: 'needs a registry or a package index',
  X: 'needs a run',
  R: 'nothing to change: report only',
};

function coveragePage(rows: readonly CoveredRow[]): string {
  const parts = [
    '# Coverage\n\n',
    'Generated by `npm run generate`. Do not edit. `harden explain DL3008` prints one row.\n\n',
    'Each row is one thing that linters, scanners and benchmarks check, under the names they give it. "Needs" is what a\n',
    'right edit rests on:\n\n',
    ...Object.entries(MARKS).map(([mark, meaning]) => `- **${mark}**: ${meaning}\n`),
    '\n',
    coverageSummary(rows),
    '\nFixed: a transform makes the edit. Fixed or reported: it does where it can, and `harden check` reports the rest.\n',
    'Reported: `harden check` names it, with the reason why nothing is changed.\n',
  ];
  let section = '';
  for (const row of rows) {
    if (row.section !== section) {
      section = row.section;
      parts.push(`\n## ${section}\n\n| id | rule | known as | needs | harden |\n| --- | --- | --- | --- | --- |\n`);
    }
    parts.push(
      `| \`${row.slug}\` | ${cell(row.title)} | ${cell(row.ids.join(', '))} | ${row.mark} | ${cell(answer(row))} |\n`,
    );
  }
  return parts.join('');
}

/** What harden does about a row, in a table cell. */
function answer(row: CoveredRow): string {
  const fixes = row.transforms.map((id) => `[\`${id}\`](${id}/README.md)`).join(', ');
  const checks = row.checks.map((id) => `\`${id}\``).join(', ');
  if (row.disposition === 'open') return row.reason ? `left alone: ${row.reason}` : 'not yet';
  if (row.disposition === 'reported') return `reported by ${checks}${row.reason ? `: ${row.reason}` : ''}`;
  return checks === '' ? `fixed by ${fixes}` : `fixed by ${fixes}; the rest is reported by ${checks}`;
}

function sum(table: Readonly<Record<string, number>>): number {
  return Object.values(table).reduce((total, count) => total + count, 0);
}

function many(count: number): string {
  return count.toLocaleString('en-US');
}

function corpusText(corpus: CorpusSummary): string {
  const { files, steps, refusals, failures, changedLinesMedian, changedLinesNinetieth } = corpus;
  const kinds = TARGETS.filter(([target]) => files[target]).map(
    ([target, title]) => `${many(files[target]!)} ${title}`,
  );
  return [
    `Files of public repositories: ${kinds.join(', ')}. Steps: ${many(sum(steps))}. Refusals: ${many(sum(refusals))}.\n`,
    `Changed lines per step: ${changedLinesMedian} in the median, ${changedLinesNinetieth} at the ninetieth percentile.\n\n`,
    '| what must not happen | count |\n| --- | --: |\n',
    ...Object.entries(failures).map(([kind, count]) => `| ${kind} | ${many(count)} |\n`),
  ].join('');
}
